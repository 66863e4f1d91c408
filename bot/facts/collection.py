"""The facts that belong to no single edition: what any other data file may hold."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot import moment
from bot.facts.base import Fact, Holder, Id, Link, Model, Name, Names, Text, Time, Times, Zone
from bot.facts.models import CANCELLED
from bot.moment import read_when


def _to_day(value: object) -> object:
    when = read_when(value) if isinstance(value, str) else value
    if not isinstance(when, moment.Day):
        raise ValueError("write a day alone, such as 2026-11-20")  # noqa: TRY004 - pydantic reports ValueError, not TypeError
    return when.date


def _from_webcal(value: object) -> object:
    """Read `webcal:`, under which calendars are handed on to programs, as the https that it stands for."""
    if isinstance(value, dict):
        return {**value, "url": _from_webcal(value.get("url"))}
    return f"https:{value[7:]}" if isinstance(value, str) and value.lower().startswith("webcal:") else value


def _check_inside(path: str) -> str:
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        raise ValueError(f"'{path[:80]}' is no file in the data folder; write its name, such as calendars/bees.ics")
    return path


Day = Annotated[date, BeforeValidator(_to_day)]
Level = Literal["beginner", "intermediate", "advanced"]


class Source(Model):
    """A document that facts come from."""

    title: Name
    read: Day = Field(description="the day the document was read")
    link: Link | None = None
    note: Text | None = None


class Citation(Model):
    """Where a work is cited, and for what."""

    at: Name = Field(description="the id of a workshop, topic, debate, problem, term or resource")
    why: Text


class Paper(Fact):
    """A cited work or post."""

    label: Name = Field(description="as it is cited, such as Olsson et al., 2022")
    year: int | None = None
    title: Name | None = None
    link: Link | None = None
    cited: tuple[Citation, ...] = ()


class Resource(Fact):
    """Something to read, watch or work through."""

    title: Name
    kind: Name = Field(description="review, primer, tutorial, glossary, …")
    level: Level
    text: Text
    authors: Names = ()
    link: Link | None = None
    begin: int | None = Field(None, description="its place among the things to begin with, from 1")


class Tool(Fact):
    """A library, benchmark, model or data set."""

    name: Name
    kind: Literal["library", "benchmark", "model", "dataset", "viewer"]
    framework: Name | None = None
    good_for: Text | None = None
    text: Text | None = None
    link: Link | None = None


class Advice(Fact):
    """A step for somebody who is new to the field."""

    title: Name
    text: Text
    link: Link | None = None


class Term(Fact):
    """A word of the field and what it means."""

    term: Name
    text: Text
    see: tuple[Id, ...] = Field((), description="keys of other terms")


class Problem(Fact):
    """An open problem, how hard it is and how to start on it."""

    title: Name
    text: Text
    level: Level
    area: Name
    start: Text | None = Field(None, description="advice on starting")
    link: Link | None = None


class Community(Fact):
    """A place where people of the field talk, with its invitation."""

    name: Name
    platform: Name
    invite: Link
    text: Text | None = None


class Question(Fact):
    """A question that people ask, and its answer."""

    question: Name
    answer: Text
    workshop: Id | None = Field(None, description="the edition it is about")


class Seminar(Fact):
    """A talk in a seminar series."""

    title: Name
    series: Name | None = None
    speaker: Name | None = None
    affiliation: Name | None = None
    at: Times
    until: Time | None = Field(None, description="the last day, where there are several")
    place: Name | None = None
    online: Text | None = None
    contact: Name | None = None
    text: Text | None = None
    link: Link | None = None
    cancelled: Text | None = Field(None, description=CANCELLED)


class Feed(Fact):
    """A calendar whose entries are seminars: at an address, or in a file of the data folder."""

    title: Name
    calendar: Annotated[Link, BeforeValidator(_from_webcal)] | None = Field(None, description="its iCalendar address")
    file: Annotated[Name, AfterValidator(_check_inside)] | None = Field(
        None, description="its iCalendar file, from the data folder on"
    )
    zone: Zone | None = Field(None, description="the time zone of entries that name none")

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.calendar is None) == (self.file is None):
            raise ValueError("a feed is read from one place; write either 'calendar', an address, or 'file'")
        return self


class About(Model):
    """What the bot says of itself and its field."""

    name: Name
    text: Text | None = None
    also: Names = Field((), description="names of the field, which tell nothing when a question holds them")
    look: Text | None = Field(None, description="where to look for what no file knows")
    examples: Names = Field((), description="questions for the greeting")


class Collection(Holder):
    """A file of facts that belong to no single edition; every part is optional."""

    holds: ClassVar[Mapping[str, str]] = {
        "papers": "paper",
        "resources": "resource",
        "tools": "tool",
        "start": "start",
        "terms": "term",
        "problems": "problem",
        "communities": "community",
        "faq": "faq",
        "seminars": "seminar",
        "feeds": "feed",
    }

    source: Names = Field((), description="the source of every fact here that names none")
    about: About | None = None
    sources: dict[Id, Source] = {}
    papers: dict[Id, Paper] = {}
    resources: dict[Id, Resource] = {}
    tools: dict[Id, Tool] = {}
    start: dict[Id, Advice] = {}
    terms: dict[Id, Term] = {}
    problems: dict[Id, Problem] = {}
    communities: dict[Id, Community] = {}
    faq: dict[Id, Question] = {}
    seminars: dict[Id, Seminar] = {}
    feeds: dict[Id, Feed] = {}
