"""The tables of a benchmark run."""

from driver.machine import description
from driver.program import PHASES
from driver.ratios import Ratio, median_step, peak_bytes, phase_shares, processor, ratio
from driver.rounds import Measurement
from driver.settings import OURS, SIDES, STRATEGIES, THEIRS, Settings
from driver.tables import Table


def quartiles(value: Ratio) -> str:
    return f"{value.median:.2f} [{value.lower_quartile:.2f}-{value.upper_quartile:.2f}]"


def circumstances(settings: Settings, loads: tuple[float, float], *, sides: str = " on both sides") -> list[str]:
    """The machine, its load, and the threads and waiting of every program."""
    return [
        f"machine   {description()}",
        f"load      {loads[0]:.2f} before, {loads[1]:.2f} after (one minute, own threads counted)",
        f"threads   {settings.threads}{sides}, OMP_WAIT_POLICY={settings.wait_policy},"
        f" GOMP_SPINCOUNT={settings.spin_count}",
    ]


def course(settings: Settings, portion: str, unit: str = "steps") -> str:
    """How many turns of what were taken, in which order; a portion is what a unit is about, such as `batch 32`."""
    return (f"{unit:<9} {portion}; {settings.rounds} rounds of {settings.steps} {unit} after {settings.warmup},"
            f" order seed {settings.seed}")


def show(conditions: list[str], tables: list[Table], verdicts: list[str], *, markdown: bool) -> None:
    """Prints a report."""
    lines = "\n".join(conditions)
    print(f"```\n{lines}\n```" if markdown else lines)
    for table in tables:
        print()
        print(table.markdown() if markdown else table.text())
    if verdicts:
        print()
    for line in verdicts:
        print(f"- {line}" if markdown else line)


def conditions(settings: Settings, measurements: list[Measurement], loads: tuple[float, float]) -> list[str]:
    torch = {side: {m.info[key]["torch"] for m in measurements for key in m.info if key[1] == side} for side in SIDES}
    stand_in = [] if settings.ours is None else [f"{OURS} is a stand-in: {settings.ours}"]
    return [
        *stand_in,
        *circumstances(settings, loads),
        "torch     " + ", ".join(f"{side} {'/'.join(sorted(torch[side]))}" for side in SIDES),
        course(settings, f"batch {settings.batch}"),
    ]


def step_times(measurements: list[Measurement]) -> Table:
    rows = []
    for m in measurements:
        for strategy in STRATEGIES:
            theirs, ours = m.turns[strategy, THEIRS], m.turns[strategy, OURS]
            wall, cpu = ratio(theirs, ours), ratio(theirs, ours, processor)
            rows.append([
                m.model, strategy, f"{median_step(theirs):.3f}", f"{median_step(ours):.3f}",
                f"{wall.of_medians:.2f}", quartiles(wall), f"{cpu.of_medians:.2f}",
            ])
    title = f"Seconds per step (median), and how many times faster {OURS} is"
    return Table(title, ["model", "strategy", THEIRS, OURS, "faster", "by round", "by CPU"], rows)


def dfs_over_sum(measurements: list[Measurement]) -> Table:
    rows = []
    for m in measurements:
        for side in SIDES:
            value = ratio(m.turns["dfs", side], m.turns["sum", side])
            share = m.info["dfs", side].get("skipped_macs_share", 0.0)
            rows.append([m.model, side, f"{value.of_medians:.3f}", quartiles(value), f"{share:.1%}"])
    title = "Step time of dfs over sum, and the share of training MACs that dfs skips"
    return Table(title, ["model", "program", "dfs/sum", "by round", "skipped"], rows)


def phases(measurements: list[Measurement]) -> Table:
    names = [*PHASES, "other"]
    rows = []
    for m in measurements:
        for strategy in STRATEGIES:
            for side in SIDES:
                shares = phase_shares(m.turns[strategy, side])
                rows.append([m.model, strategy, side, *(f"{100 * shares[name]:.1f}" for name in names)])
    return Table("Where the time goes, in percent", ["model", "strategy", "program", *names], rows, labels=3)


def memory(measurements: list[Measurement]) -> Table:
    rows = []
    for m in measurements:
        for strategy in STRATEGIES:
            theirs, ours = (peak_bytes(m.turns[strategy, side]) for side in (THEIRS, OURS))
            rows.append([m.model, strategy, f"{theirs / 2**20:.0f}", f"{ours / 2**20:.0f}", f"{ours / theirs:.2f}"])
    return Table("Peak resident memory, in MiB", ["model", "strategy", THEIRS, OURS, "ratio"], rows)


def tables(measurements: list[Measurement]) -> list[Table]:
    return [build(measurements) for build in (step_times, dfs_over_sum, phases, memory)]
