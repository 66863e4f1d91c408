"""The table: its rows with their limits, and how what they hold is timed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")
NO_STATUS = "this system does not tell a process's memory"
HEAD = "| what | median | p99 | limit | | median, to a peer's | slowest |\n|---|---|---|---|---|---|---|\n"
Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured (seconds, or MiB), its limits for median and p99, and its peer."""

    what: str
    measured: Sequence[float]
    limits: Limits
    peer: str = ""
    peers: Sequence[float] = ()
    form: Callable[[float], str] = lambda seconds: f"{seconds * 1000:,.2f} ms"
    slowest: str = ""

    @property
    def median(self) -> float | None:
        """The middle time; None where nothing could be measured."""
        return median(self.measured) if self.measured else None

    @property
    def p99(self) -> float | None:
        """The time that one in a hundred exceeds; None for so few that there is none."""
        return p99(self.measured)

    @property
    def is_over(self) -> bool:
        values = (self.median, self.p99)
        return any(limit and value and value > limit for value, limit in zip(values, self.limits, strict=True))

    def __str__(self) -> str:
        values = (self.median, self.p99)
        shown = ["" if value is None else self.form(value) for value in values]
        limits = ", ".join(
            f"{name} ≤ {self.form(limit)}" for name, limit in zip(("median", "p99"), self.limits, strict=True) if limit
        )
        state = "**over**" if self.is_over else "skipped" if not self.measured else "ok" if limits else ""
        ratio = f"{self.median / median(self.peers):.1f} times {self.peer}" if self.median and self.peers else ""
        return f"| {' | '.join((self.what, *shown, limits or 'none', state, ratio, self.slowest))} |"


def p99(measured: Sequence[float]) -> float | None:
    ranked = sorted(measured)
    return ranked[-(-99 * len(ranked) // 100) - 1] if len(ranked) >= 100 else None


def beyond(peers: Sequence[float], middle: float, last: float | None = None) -> Limits:
    """Limit to so much more than a peer needs: its median, and its p99 where there is one."""
    longest = p99(peers)
    return median(peers) + middle, longest + last if longest and last else None


def at_most(peers: Sequence[float], times: float, most: float) -> Limits:
    """Limit to so many times what a peer needs, and to a fixed time, whichever is less."""
    return min(median(peers) * times, most), None


def peers_p99(peers: Sequence[float]) -> str:
    """Tell what one in a hundred exceeds of a peer: where that is much too, it is the machine's doing."""
    longest = p99(peers)
    return f"the peer's p99: {longest * 1000:.2f} ms" if longest else ""


def seconds(value: float) -> str:
    return f"{value:.3f} s"


def mebibytes(value: float) -> str:
    return f"{value:.1f} MiB"


def resident(process: int) -> float:
    """Give the resident memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def timed(work: Callable[[], object], times: int, clock: Callable[[], float] = perf_counter) -> list[float]:
    """Do some work once unmeasured, then so many times measured."""
    work()
    return [time_of(work, clock) for _ in range(times)]


def time_of(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def slowest(timed_words: Iterable[tuple[str, float]]) -> str:
    """Name what took longest, by its median."""
    times: dict[str, list[float]] = {}
    for each, took in timed_words:
        times.setdefault(each, []).append(took)
    worst = max(times, key=lambda each: median(times[each]))
    return f"`{worst}` ({median(times[worst]) * 1000:.2f} ms)"
