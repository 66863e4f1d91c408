"""Between which instants a time begins and ends, where a day alone may be all that is known."""

from datetime import datetime, timedelta

from bot.moment import Day, Moment, When

BEGUN = timedelta(hours=23, minutes=59)  # from the last minute of a day back to its first


class Bounds:
    """Between which instants a time ends: they differ where a day alone is known."""

    def __init__(self, first: datetime, last: datetime) -> None:
        """Keep both (aware UTC)."""
        self.first, self.last = first, last
        self.stamp = f"{first:%Y-%m-%dT%H:%MZ}"

    @classmethod
    def of(cls, when: Moment | Day) -> "Bounds":
        """Give the bounds of a time; a day is taken to end where it ends first, until it is over everywhere."""
        return cls(when.at, when.at) if isinstance(when, Moment) else cls(when.safe_until, when.over_from)


def begins(when: When | None) -> datetime | None:
    """Give the instant at which something may begin, where its day begins first."""
    if isinstance(when, Moment):
        return when.at
    return when.safe_until - BEGUN if isinstance(when, Day) else None
