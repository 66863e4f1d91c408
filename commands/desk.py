"""The organizers' desk: what is wrong or missing in the facts."""

from bot import Message, Request, Section, command
from bot.facts.models import Workshop
from bot.message import at, bold, bullets, escape
from bot.moment import Day, Moment, Undecided, Unknown

PARTS = ("venue", "sessions", "people", "socials", "prizes", "topics", "formats", "attend", "contact", "submit", "zone")


@command(organizer=True)
async def desk(request: Request) -> Message:
    """Show what is wrong or missing in the data."""
    problems = request.bot.problems
    shop = request.catalog.current(request.now)
    wrong = bullets(*(escape(str(each)) for each in problems[:20]))
    missing = bullets(*_missing(shop)) if shop else ""
    unread = bullets(*_unread(request))
    text = (
        f"**Problems in the data files: {len(problems)}.** The last good facts are still being served."
        if problems
        else "The data files are in order."
    )
    return Message(
        title="Organizers' desk",
        text=text,
        sections=(
            *((Section("Problems in the data", wrong),) if wrong else ()),
            *((Section("Calendars that cannot be read", unread),) if unread else ()),
            *((Section(f"Not known of {shop.name}", missing),) if shop and missing else ()),
        ),
    )


def _unread(request: Request) -> list[str]:
    feeds = request.catalog.all.feeds
    return [
        f"{bold(feeds[key].title)}: {escape(each.why)}, since {at(Moment(each.failing_since))}."
        for key, each in request.bot.readings.items()
        if key in feeds and each.failing_since
    ]


def _missing(shop: Workshop) -> list[str]:
    dated = {each.title: each.due for each in shop.deadlines.values()} | {
        each.title: each.on for each in shop.dates.values()
    }
    dated["The workshop itself"] = shop.when
    unsure = [
        f"{escape(title)}: {_why(when)}" for title, when in dated.items() if isinstance(when, Unknown | Undecided)
    ]
    unsure += [f"{escape(each.title)}: the zone" for each in shop.deadlines.values() if isinstance(each.due, Day)]
    absent = [name for name in PARTS if not getattr(shop, name)]
    return [*unsure, f"Nothing on: {', '.join(absent)}" if absent else ""]


def _why(when: Unknown | Undecided) -> str:
    return "undecided" if isinstance(when, Undecided) else "the day"
