"""Changes in words: what of which fact is another, as it was and as it is to be; pure."""

from collections.abc import Mapping
from typing import Any

from bot.facts.catalog import Catalog
from bot.facts.changes import NEW, Change
from bot.facts.differences import called
from bot.message import Section, bullets, escape, link, paragraphs
from bot.moment import Day, Moment, Span, read_span
from bot.told import told, told_day

TIMES = {"due", "on", "at", "opens", "closes", "when", "until"}
_WORDS = {
    "+faq": "FAQ",
    "+socials": "new",
    "on": "day",
    "at": "time",
    "when": "day",
    "signup": "sign-up",
    "whom": "for",
    "capacity": "places",
    "taken": "places taken",
    "waiting": "waiting list",
    "opens": "opening",
    "closes": "end of sign-up",
    "access": "how one joins",
}
_JOINS = {"invitation": "by applying", "open": "by signing up"}


def shown_one(catalog: Catalog, change: Change, was: Any, now: Any) -> Section:  # noqa: ANN401 - plain values
    """Tell one change, as from one value to another; its fact may be gone from the facts."""
    shop = catalog.workshops.get(change.subject.partition("/")[0])
    zone = (shop.zone if shop else None) or "UTC"
    if change.field == f"{NEW}socials":
        return Section(heading(catalog, change), _added(change.value, zone))
    old, new = (_told(change.field, _named(catalog, change, each), zone) for each in (was, now))
    return Section(heading(catalog, change), paragraphs(f"Was: {old}", f"Now: {new}"))


def heading(catalog: Catalog, change: Change) -> str:
    """Tell what of which fact a change is about, as plain text: `On smoke · Bees 2027, room`."""
    shop, fact = catalog.workshops.get(change.subject.partition("/")[0]), catalog.facts.get(change.subject)
    edition = f" · {shop.name}" if shop and fact is not shop else ""
    added = change.value if change.field.startswith(NEW) and isinstance(change.value, dict) else {}
    name = called(fact) if fact else added.get("title") or added.get("question") or change.subject
    return f"{name}{edition}, {_WORDS.get(change.field, change.field.rpartition('.')[2])}"


def in_words(catalog: Catalog, change: Change, value: Any) -> str:  # noqa: ANN401 - a plain value
    """Tell a plain value of what a change is about as plain text; empty where there is none."""
    return _plainly(_named(catalog, change, value))


def _named(catalog: Catalog, change: Change, value: Any) -> Any:  # noqa: ANN401 - plain values
    """Give people by their names, and any other value as it is."""
    shop = catalog.workshops.get(change.subject.partition("/")[0])
    if change.field != "people" or not (shop and value):
        return value
    return [shop.people[key].name if key in shop.people else key for key in value]


def _plainly(value: Any) -> str:  # noqa: ANN401 - a plain value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(str(each) for name, each in value.items() if name not in {"source", "also"})
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _added(value: Mapping[str, Any], zone: str) -> str:
    """Tell what is said of a fact that is added."""
    said = {name: each for name, each in value.items() if name not in {"title", "source"}}
    return bullets(
        *(f"{_WORDS.get(name, name).capitalize()}: {_told(name, each, zone)}" for name, each in said.items())
    )


def _told(field: str, value: Any, zone: str) -> str:  # noqa: ANN401 - a plain value
    if field == "cancelled":  # is markup
        return f"cancelled: {value}" if value else "not cancelled"
    if field == "access":
        return _JOINS.get(str(value), escape(str(value)))
    if field in TIMES and isinstance(value, str):
        return escape(_times(value, zone))
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return link(value, value)
    return escape(_plainly(value)) or "nothing"


def _times(text: str, zone: str) -> str:
    """Tell an instant in AoE, UTC and a place's zone, and of a day alone that it is one."""
    try:
        when = read_span(text)
    except ValueError:  # kept by another version
        return text
    start = when.start if isinstance(when, Span) else when
    if isinstance(start, Day):
        return f"{told_day(start.date)}, without an hour"
    if not isinstance(start, Moment):
        return text
    end = f" until {when.end.local:%H:%M}" if isinstance(when, Span) and when.end else ""
    zones = dict.fromkeys((start.zone, "AoE", "UTC", zone))
    first, *others = (told(start, each) for each in zones)
    return f"{first}{end} ({'; '.join(others)})"
