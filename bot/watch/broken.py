"""What organizers are told of a calendar that cannot be read, and when it is read again; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facts.collection import Feed
from bot.moment import Moment
from bot.store.feeds import FeedRow
from bot.told import told
from bot.words import counted

TRIES, LASTS = 3, timedelta(days=1)
"""A failure counts once it was met so often in a row, over so long: servers have bad hours."""


@dataclass(frozen=True)
class Telling:
    """Something to tell organizers once, in plain text: the key is the same whenever it would be told again.

    `heard` is what is noted in `FeedRow.told` once they were told.
    """

    key: str
    title: str
    text: str
    heard: str


def telling(feed: Feed, row: FeedRow, now: datetime) -> Telling | None:
    """Give what organizers have not heard of a feed; None where there is nothing."""
    if row.failing_since is None:
        if not row.told:
            return None
        text = f"{feed.title} is read again; what it holds is told from now on."
        return Telling(f"feed/{row.id}/mended@{row.told}", "A calendar is read again", text, "")
    mark = f"{row.failing_since:%Y-%m-%dT%H:%M:%SZ}"
    if row.told == mark or row.tries < TRIES or now - row.failing_since < LASTS:
        return None
    since = told(Moment(row.failing_since), "UTC")
    text = f"{feed.title} cannot be read since {since}: {row.why}. {_age(row, now)} {_advice(feed)}"
    return Telling(f"feed/{row.id}/broken@{mark}", "A calendar cannot be read", text, mark)


def _age(row: FeedRow, now: datetime) -> str:
    if row.good_at is None:
        return "It was never read, so members see none of its seminars."
    days = counted((now - row.good_at).days, "day")
    return f"Members still see what it held {days} ago, on {told(Moment(row.good_at), 'UTC')}."


def _advice(feed: Feed) -> str:
    where = "the file" if feed.file else "the calendar, or put its new address"
    into = f" into the data: {feed.id}" if not feed.file else f" {feed.file} of the data"
    return f"Mend {where}{into}."
