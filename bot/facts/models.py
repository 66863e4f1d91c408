"""The facts: what a data file may hold. One workshop's edition is one file; everything else stands in collections."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from bot.facts.base import Fact, Holder, Id, Link, Model, Name, Names, Text, Texts, Time, Times, Zone

Level = Literal["beginner", "intermediate", "advanced"]
Role = Literal["speaker", "keynote", "panelist", "organizer"]
SessionKind = Literal["talk", "oral", "spotlights", "posters", "panel", "tutorial", "break", "social", "other"]


class Step(Fact):
    """Something to do ahead of a deadline because it takes a while."""

    title: Name
    by: Time | None = Field(None, description="the day the source advises")
    takes: Annotated[int, Field(ge=1, le=366)] | None = Field(None, description="days it can take")
    concerns: Name | None = Field(None, description="whom it concerns, such as 'authors without …'")
    text: Text
    link: Link | None = None


class Deadline(Fact):
    """Something a person must do before an instant."""

    holds: ClassVar[Mapping[str, str]] = {"steps": ""}

    title: Name
    due: Time
    opens: Time | None = Field(None, description="when it can first be done")
    text: Text | None = None
    link: Link | None = None
    steps: dict[Id, Step] = {}


class Date(Fact):
    """Any dated fact that nobody has to act on."""

    title: Name
    on: Time
    by: bool = Field(default=False, description="the source says 'by' this time, not 'at' it")
    text: Text | None = None
    link: Link | None = None


class Session(Fact):
    """A slot of the schedule."""

    title: Name
    at: Times
    kind: SessionKind
    people: tuple[Id, ...] = Field((), description="keys in this file's `people`")
    remote: bool = False
    room: Name | None = None
    text: Text | None = None
    link: Link | None = None


class Social(Fact):
    """A gathering with a sign-up link."""

    title: Name
    at: Times
    access: Literal["open", "invitation"] = "open"
    place: Name | None = None
    text: Text | None = None
    signup: Link | None = None


class Person(Fact):
    """Who somebody is in one edition; `roles` is empty for one whom a source only names."""

    name: Name
    roles: tuple[Role, ...] = ()
    affiliation: Name | None = None
    homepage: Link | None = None
    remote: bool = False


class Item(Fact):
    """One point of a call, a rule, an aim, a question under debate: a title and what it says."""

    title: Name
    text: Text | None = None
    link: Link | None = None


class Format(Item):
    """A kind of submission and how long it may be."""

    pages: Annotated[int, Field(ge=1)] | None = None


class Topic(Item):
    """A topic of discussion; the works cited for it name it in their `cited`."""

    asks: Texts = Field((), description="the questions it puts")


class Award(Fact):
    """A work that got a prize."""

    title: Name
    authors: Names = ()
    link: Link | None = None


class Prize(Fact):
    """A prize, what it is worth and which works got it."""

    holds: ClassVar[Mapping[str, str]] = {"awarded": ""}

    title: Name
    worth: Name | None = Field(None, description="the amount, or 'no cash'")
    most: Annotated[int, Field(ge=1)] = Field(1, description="how many can be given")
    awarded: dict[Id, Award] = {}


class Venue(Model):
    """Where an edition meets."""

    name: Name | None = None
    room: Name | None = None
    city: Name
    country: Name | None = None
    text: Text | None = None
    link: Link | None = None
    note: Text | None = None


class Workshop(Fact):
    """One edition of a workshop. Its id is the name of its file."""

    holds: ClassVar[Mapping[str, str]] = {
        "deadlines": "",
        "dates": "",
        "sessions": "",
        "socials": "",
        "people": "person",
        "topics": "topic",
        "formats": "format",
        "templates": "template",
        "welcome": "welcome",
        "rules": "rule",
        "prizes": "prize",
        "discussion": "discussion",
        "aims": "aim",
        "debates": "debate",
        "attend": "attend",
        "facts": "fact",
    }

    name: Name = Field(description="the short name every answer carries, such as ICML 2024")
    title: Name
    when: Time = Field(description="the day, or first day, it takes place")
    until: Time | None = Field(None, description="the last day, where there are several")
    zone: Zone | None = Field(None, description="the venue's time zone")
    year: Annotated[int, Field(ge=1900, le=2199)]
    text: Text | None = None
    website: Link | None = None
    look: Text | None = Field(None, description="where to look for what is not known here")
    contact: Text | None = None
    submit: Link | None = Field(None, description="where papers are handed in")
    status: Text | None = Field(None, description="how the call stands")
    venue: Venue | None = None
    deadlines: dict[Id, Deadline] = {}
    dates: dict[Id, Date] = {}
    sessions: dict[Id, Session] = {}
    socials: dict[Id, Social] = {}
    people: dict[Id, Person] = {}
    topics: dict[Id, Item] = {}
    formats: dict[Id, Format] = {}
    templates: dict[Id, Item] = {}
    welcome: dict[Id, Item] = {}
    rules: dict[Id, Item] = {}
    prizes: dict[Id, Prize] = {}
    discussion: dict[Id, Topic] = {}
    aims: dict[Id, Item] = {}
    debates: dict[Id, Item] = {}
    attend: dict[Id, Item] = Field({}, description="registration, remote attendance and other practical things")
    facts: dict[Id, Item] = Field({}, description="anything else worth telling, such as numbers")


class Source(Model):
    """A document that facts come from."""

    title: Name
    read: date = Field(description="the day the document was read")
    link: Link | None = None
    note: Text | None = None

    @field_validator("read", mode="before")
    @classmethod
    def _is_day(cls, value: object) -> object:
        if isinstance(value, str):
            return date.fromisoformat(value)
        return value


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
    kind: Literal["library", "benchmark", "model", "dataset"]
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
    speaker: Name
    affiliation: Name | None = None
    at: Times
    place: Name | None = None
    online: Text | None = None
    contact: Name | None = None
    text: Text | None = None
    link: Link | None = None


class About(Model):
    """What the bot says of itself and its field."""

    name: Name
    text: Text | None = None
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
