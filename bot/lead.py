"""How long before something, as people write it: `14d`, `3h`, `10m`."""

import re
from datetime import timedelta

LONGEST = timedelta(days=366)
_LEAD = re.compile(r"(?:for\s+)?(?P<number>\d{1,6})\s*(?P<unit>d|h|m)[a-z]*(?:\s+before)?", re.IGNORECASE | re.ASCII)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read_lead(text: str) -> timedelta:
    """Read a lead of a minute to a year, also `10m before`, `for 3h`, `3 days`; raises ValueError with a sentence."""
    match = _LEAD.fullmatch(text.strip())
    if not match or not int(match["number"]):
        raise ValueError(f"'{text[:40]}' is no time before something; write 3d, 12h or 30m")
    lead = timedelta(**{_UNITS[match["unit"].lower()]: int(match["number"])})
    if lead > LONGEST:
        raise ValueError(f"'{text[:40]}' is more than a year; write less")
    return lead


def told_lead(lead: timedelta) -> str:
    """Write a lead as `read_lead` reads it."""
    minutes = int(lead.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        return f"{minutes // (24 * 60)}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
