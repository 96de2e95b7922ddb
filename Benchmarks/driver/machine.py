"""The facts about the machine that a reader needs to judge the numbers."""

import os
import platform
import re
from pathlib import Path


def processor_name() -> str:
    try:
        names = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def description() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor_name()}, {cores()} cores, {memory:.0f} GiB"


def load_average() -> float:
    """The load of the last minute, which counts this benchmark's own threads."""
    return os.getloadavg()[0]
