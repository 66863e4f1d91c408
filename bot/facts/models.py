"""The facts of one edition of a workshop: what a file in workshops/ may hold."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.facts.base import Fact, Id, Link, Model, Name, Names, Text, Texts, Time, Times, Zone

CANCELLED = "why it does not take place any more; what has this is cancelled"
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
    cancelled: Text | None = Field(None, description=CANCELLED)
    steps: dict[Id, Step] = {}


class Date(Fact):
    """Any dated fact that nobody has to act on."""

    title: Name
    on: Time
    by: bool = Field(default=False, description="the source says 'by' this time, not 'at' it")
    text: Text | None = None
    link: Link | None = None
    cancelled: Text | None = Field(None, description=CANCELLED)


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
    cancelled: Text | None = Field(None, description=CANCELLED)


class Social(Fact):
    """A gathering with a sign-up link."""

    title: Name
    at: Times
    access: Literal["open", "invitation"] = "open"
    place: Name | None = None
    whom: Name | None = Field(None, description="for whom it is, such as 'authors and speakers'")
    text: Text | None = None
    signup: Link | None = None
    opens: Time | None = Field(None, description="since when one can sign up")
    closes: Time | None = Field(None, description="until when one can sign up")
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = Field(None, description="how many places there are")
    taken: Annotated[int, Field(ge=0, le=100_000)] | None = Field(None, description="how many of them are taken")
    full: bool = Field(default=False, description="nobody can sign up any more; the link is not shown")
    waiting: Link | None = Field(None, description="the waiting list, shown while it is full")
    cancelled: Text | None = Field(None, description=CANCELLED)


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

    name: Name = Field(description="the short name every answer carries, such as Foo 2026")
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
