"""The text of a new edition: what is known as data, the rest as lines behind a `#`, ready to fill in."""

from collections.abc import Iterable, Iterator, Mapping

from bot.facts.base import Fact
from bot.facts.models import Workshop
from bot.facts.yaml12 import MistakeError, read_yaml
from bot.moment import Day, Moment, Undecided, Unknown

_EDITION = """\
# One edition of a workshop. What is known stands here; what is not known says unknown or stays out: never guess.
# A line behind a # says nothing yet. To use it, take away the # and the blank after it, and write what is true.
# Then run: workshop-bot check

# Where the facts in this file come from: an https address, or the id of a source.
source: {source}

# The short name, which every answer carries, and the full title.
name: {name}
title: {title}
# also: [other names, that people use]

# The day, or first day; the time zone of the venue; the year.
when: {when}
# until: {day}
{zone_line}
year: {year}

# text: What this edition is about, in a sentence or two.
# website: https://example.org/
# submit: https://example.org/submit
# status: How the call for papers stands.
# contact: Whom to ask.
# look: Where to look for what is not known here.

{venue}
# What people must do before a time. A time has a zone: 2027-05-01 AoE, or 2027-05-01 17:00 Europe/Vienna.
deadlines:
  submission:
    title: Paper submission
    due: {due}
    # opens: {due}
    # text: What one has to know about it.
    # link: https://example.org/submit
"""

_VENUE = """\
venue:
  city: {city}
  # name: The building
  # room: The room
  # country: The country
"""

_NO_VENUE = """\
# venue:
#   city: The city
#   name: The building
#   room: The room
#   country: The country
"""

_PROGRAMME = """
# The schedule. Kinds: talk, oral, spotlights, posters, panel, tutorial, break, social, other.
# sessions:
#   opening:
#     title: Opening
#     at: {day} 09:00-09:30 {zone}
#     kind: other
#     people: [first-person]

# socials:
#   dinner:
#     title: Dinner
#     at: {day} 18:30-late {zone}
#     access: invitation
#     signup: https://example.org/dinner

# Roles: speaker, keynote, panelist, organizer.
# people:
#   first-person:
#     name: First Person
#     roles: [speaker]
#     affiliation: University of Somewhere
#     homepage: https://example.org/person
"""

EXAMPLES = (
    """
# Other dates, on which nobody has to act.
# dates:
#   notification:
#     title: Notification of acceptance
#     on: unknown

# formats:
#   short:
#     title: Short paper
#     pages: 4
#     text: References do not count.

# rules:
#   anonymous:
#     title: Double-blind review
#     text: Papers and supplements name no author.

# topics:
#   first:
#     title: The first topic
#     text: What belongs to it.

# attend:
#   registration:
#     title: Registration
#     text: Who needs a ticket, and which.
#     link: https://example.org/register
"""
    + _PROGRAMME
)

_OWN = {"id", "source", "also", "note", "disagrees", "awarded"}  # what belongs to the facts of the other edition alone
_PARTS = ("topics", "formats", "welcome", "rules", "prizes", "discussion", "aims", "debates", "attend")
# not the others: the keys of people, sessions or numbers would be facts of the other edition


def written(answers: Mapping[str, str], shape: str) -> str:
    """Give the text of an edition: the answers as data, then the shape."""
    values = {key: _scalar(text) for key, text in answers.items() if key != "year"}
    year = answers["year"]
    zone_line = f"zone: {values['zone']}" if values["zone"] else "# zone: Europe/Vienna"
    venue = _VENUE.format(city=values["city"]) if values["city"] else _NO_VENUE
    head = _EDITION.format(**values, year=year, day=f"{year}-12-31", zone_line=zone_line, venue=venue)
    return head + shape.format(day=f"{year}-12-31", zone=values["zone"] or "UTC")


def _scalar(text: str) -> str:
    """Give text as YAML: plain where that reads the same, else in double quotes."""
    try:
        plain = not text or read_yaml(f"key: {text}", "").value == {"key": text}
    except MistakeError:
        plain = False
    if plain:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in escaped) + '"'


def shape_of(shop: Workshop) -> str:
    """Give the keys of an edition without what it says: times unknown, the rest as lines to fill in."""
    lines = [*_times(shop)]
    for part in _PARTS:
        if held := getattr(shop, part):
            lines += ["", *_commented((f"{part}:", *_indented(_held(held))))]
    return "\n".join(lines) + "\n" + _PROGRAMME


def _times(shop: Workshop) -> Iterator[str]:
    deadlines = {key: fact for key, fact in shop.deadlines.items() if key != "submission"}
    dates = {key: fact for key, fact in shop.dates.items() if key != "submission" and fact.on != shop.when}
    yield from _indented(_open(deadlines))
    if dates:
        yield from ("", "# Other dates, on which nobody has to act.", "dates:", *_indented(_open(dates)))


def _open(facts: Mapping[str, Fact]) -> Iterator[str]:
    """Give facts that hold already, with a time that is unknown; the rest of each as lines to fill in."""
    for key, fact in facts.items():
        yield f"{key}:"
        fields = list(_fields(key, fact))
        yield from _indented(fields[:2])
        yield from _indented(_commented(fields[2:]))


def _held(facts: Mapping[str, Fact]) -> Iterator[str]:
    for key, fact in facts.items():
        yield f"{key}:"
        yield from _indented(_fields(key, fact))


def _fields(key: str, fact: Fact) -> Iterator[str]:
    for name in (each for each in type(fact).model_fields if each in fact.model_fields_set - _OWN):
        value = getattr(fact, name)
        if name == "title":
            yield f"title: {_scalar(key.replace('-', ' ').capitalize())}"
        elif name == "steps":
            yield from ("steps:", *_indented(_held(value)))
        elif isinstance(value, (Moment, Day, Undecided, Unknown)):
            yield f"{name}: unknown"
        else:
            yield f"{name}:"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _commented(lines: Iterable[str]) -> Iterator[str]:
    return (f"# {line}" for line in lines)
