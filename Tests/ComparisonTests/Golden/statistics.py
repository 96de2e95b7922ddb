"""Writes statistics.json beside this file: what SciPy makes of the fixed inputs of StatisticsTests.swift.

    python3 -m venv venv && venv/bin/pip install scipy && venv/bin/python Tests/ComparisonTests/Golden/statistics.py
"""

import json
import math
import pathlib

import scipy
from scipy import special, stats

PAIRS = {
    "three seeds": ([0.7231, 0.7262, 0.7204], [0.6418, 0.6403, 0.6433]),
    "five seeds, hardly apart": ([0.6671, 0.6720, 0.6689, 0.6702, 0.6655], [0.6669, 0.6711, 0.6693, 0.6690, 0.6661]),
    "seven seeds": (
        [0.8950, 0.8931, 0.8962, 0.8944, 0.8958, 0.8939, 0.8951],
        [0.8949, 0.8952, 0.8941, 0.8957, 0.8938, 0.8960, 0.8944],
    ),
    "two seeds": ([0.51, 0.53], [0.50, 0.49]),
}
GROUPS = {
    "unequal numbers": ([0.712, 0.718, 0.709, 0.721], [0.701, 0.708, 0.699]),
    "unequal spreads": ([0.60, 0.70, 0.65], [0.660, 0.661, 0.662, 0.663, 0.659]),
}
# Images on which one network alone is right, and on which the other alone is.
DISCORDANT = [(0, 0), (0, 1), (1, 0), (0, 6), (3, 3), (4, 5), (58, 87), (87, 58), (0, 40), (1000, 1100), (2000, 2500)]
FAMILIES = [[0.01, 0.04, 0.03, 0.005], [0.5, 0.2, 0.9], [0.001], [0.02, 0.02, 0.02], [0.0, 1.0]]


def interval(result):
    low, high = result.confidence_interval(0.95)
    return [float(low), float(high)]


def holm(probabilities):
    # SciPy has no Holm; its definition in one line, on the ranks that SciPy gives.
    ranks = stats.rankdata(probabilities, method="ordinal")
    steps = [min(1, p * (len(probabilities) - r + 1)) for p, r in zip(probabilities, ranks)]
    return [max(s for s, other in zip(steps, ranks) if other <= rank) for rank in ranks]


def seeds(difference, deviation):
    for n in range(2, 1001):
        distance = stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.8, n - 1)
        if math.sqrt(n) >= distance * deviation / difference:
            return n


def pair(a, b):
    result = stats.ttest_rel(a, b)
    mean = stats.describe(a).mean
    return {
        "strategy": a, "baseline": b, "mean": float(mean), "deviation": float(math.sqrt(stats.describe(a).variance)),
        "meanInterval": [float(v) for v in stats.t.interval(0.95, len(a) - 1, loc=mean, scale=stats.sem(a))],
        "difference": float(sum(a) / len(a) - sum(b) / len(b)), "interval": interval(result),
        "probability": float(result.pvalue),
    }


def group(a, b):
    result = stats.ttest_ind(a, b, equal_var=False)
    return {
        "strategy": a, "baseline": b, "difference": float(sum(a) / len(a) - sum(b) / len(b)),
        "interval": interval(result), "probability": float(result.pvalue),
    }


golden = {
    "scipy": scipy.__version__,
    "beta": [
        [x, a, b, float(special.betainc(a, b, x))]
        for x in (1e-6, 0.1, 0.5, 0.9, 0.999999) for a in (0.5, 1, 7.5, 200) for b in (0.5, 3, 40)
    ],
    "quantiles": [
        [df, tail, float(stats.t.isf(tail, df))]
        for df in (1, 2, 4, 9, 3.7, 120) for tail in (0.5, 0.2, 0.025, 0.005, 1e-6)
    ],
    "tails": [[df, t, float(2 * stats.t.sf(abs(t), df))] for df in (1, 2, 6, 2.3, 50) for t in (0, 0.3, -2, 12, 80)],
    "pairs": {name: pair(*values) for name, values in PAIRS.items()},
    "groups": {name: group(*values) for name, values in GROUPS.items()},
    "mcNemar": [[a, b, float(stats.binomtest(a, a + b).pvalue) if a + b else 1.0] for a, b in DISCORDANT],
    "holm": [{"probabilities": family, "corrected": [float(p) for p in holm(family)]} for family in FAMILIES],
    "seeds": [[d, s, seeds(d, s)] for d, s in ((0.005, 0.003), (0.005, 0.005), (0.005, 0.02), (0.01, 0.0001))],
}
path = pathlib.Path(__file__).with_name("statistics.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
