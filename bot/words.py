"""Words people type: close spellings."""

from collections.abc import Iterable

GOOD_ENOUGH = 70  # of 100, as rapidfuzz scores: "deadlins" for "deadlines", not "dog" for "deadlines"
NEARLY_AS_GOOD = 10  # what is further behind the best would only distract


def closest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Give the known words that a mistyped word may mean, best first."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - loaded for mistakes only

    found = process.extract(word[:100], list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=most)
    return [match for match, score, _ in found if score >= max(GOOD_ENOUGH, found[0][1] - NEARLY_AS_GOOD)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give `; did you mean 'x' or 'y'?` for a mistyped word, or nothing."""
    found = closest(word, known)
    if not found:
        return ""
    return "; did you mean " + " or ".join(f"'{each}'" for each in found) + "?"


def counted(number: int, noun: str) -> str:
    """Give a number with its noun: `1 server`, `2 servers`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
