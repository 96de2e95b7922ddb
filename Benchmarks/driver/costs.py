"""The cost of strategies beside a plain sum: tables and promises."""

from driver.contest import PEERS, SUM, Contest, Contestant
from driver.ratios import median_step, peak_bytes, processor, ratio
from driver.report import quartiles
from driver.settings import OURS
from driver.tables import Table
from driver.targets import verdict

MOST = {"gram": 2.8, "boundary": 1.15, "edit": 1.15, "distillation": 1.15}
MEMORY_MOST = 1.25
SOLVER_MOST = 1e-4


def strategies(contests: dict[Contestant, Contest]) -> Table:
    rows = []
    for contestant, contest in contests.items():
        own, plain = contest.turns[contestant], contest.turns[SUM]
        wall, cpu = ratio(own, plain), ratio(own, plain, processor)
        rows.append([
            contestant.method, contestant.kind, f"{median_step(own):.3f}", f"{wall.of_medians:.2f}", quartiles(wall),
            f"{cpu.of_medians:.2f}", f"{peak_bytes(own) / peak_bytes(plain):.2f}",
        ])
    title = f"A step of a strategy over a step of the plain sum, {OURS}, MSDNet with 7 exits"
    return Table(title, ["strategy", "kind", "seconds", "ratio", "by round", "by CPU", "memory"], rows)


def peers(contest: Contest) -> Table:
    ours_sum, ours = contest.turns[PEERS[0]], contest.turns[PEERS[1]]
    rows = []
    for contestant, turns in contest.turns.items():
        plain = ours_sum if contestant.side == OURS else contest.turns[PEERS[2]]
        own, beside = ratio(turns, plain), ratio(turns, ours)
        rows.append([
            contestant.side, contestant.method, f"{median_step(turns):.3f}", f"{own.of_medians:.2f}", quartiles(own),
            f"{beside.of_medians:.2f}", f"{peak_bytes(turns) / peak_bytes(plain):.2f}",
        ])
    title = f"PCGrad on the same step: over the plain sum of its own side, and over {OURS}'s PCGrad"
    return Table(title, ["program", "method", "seconds", "over its sum", "by round", "over ours", "memory"], rows)


def solvers(seconds: dict[str, float]) -> Table:
    rows = [[name, f"{1000 * value:.4f}"] for name, value in sorted(seconds.items())]
    return Table("Choosing weights for 7 exits, milliseconds (median)", ["strategy", "ms"], rows, labels=1)


def promises(contests: dict[Contestant, Contest], seconds: dict[str, float]) -> list[str]:
    lines = []
    for contestant, contest in contests.items():
        most = MOST.get(contestant.kind)
        own, plain = contest.turns[contestant], contest.turns[SUM]
        if most is not None:
            value = ratio(own, plain)
            kept = [value.of_medians <= most, value.median <= most]
            lines.append(f"{verdict(kept):7}  {contestant.method} step at most {most} of the sum's:"
                         f" {value.of_medians:.2f}/{value.median:.2f}")
        if contestant.kind == "gram":
            memory = peak_bytes(own) / peak_bytes(plain)
            lines.append(f"{verdict([memory <= MEMORY_MOST]):7}  {contestant.method} peak memory at most {MEMORY_MOST} of"
                         f" the sum's: {memory:.2f}")
    slowest = max(seconds, key=lambda name: seconds[name])
    lines.append(f"{verdict([seconds[slowest] <= SOLVER_MOST]):7}  weights for 7 exits in at most 0.1 ms: the slowest is"
                 f" {slowest} with {1000 * seconds[slowest]:.4f} ms")
    return lines
