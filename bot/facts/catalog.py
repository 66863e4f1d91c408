"""All facts at one time, with the questions that every part of the bot asks of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any

from bot.facts.base import Fact, Holder
from bot.facts.collection import About, Collection, Paper, Source
from bot.facts.models import Workshop
from bot.facts.names import Names
from bot.moment import END_OF_DAY, Day, Moment, Undecided, When
from bot.zones import read_zone

NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Catalog:
    """Every fact, by key. Built whole by `bot.facts.files`, never altered."""

    workshops: Mapping[str, Workshop] = field(default_factory=lambda: NONE)
    all: Collection = field(default_factory=Collection)

    @property
    def about(self) -> About:
        """Say what the bot is about: as the data says, else the newest workshop's title."""
        newest = next(iter(self.newest_first), None)
        return self.all.about or About(name=newest.title if newest else "workshops")

    @cached_property
    def newest_first(self) -> tuple[Workshop, ...]:
        """Give every edition, the latest in time first."""
        return tuple(sorted(self.workshops.values(), key=lambda shop: (self._over_at[shop.id], shop.id), reverse=True))

    def current(self, now: datetime) -> Workshop | None:
        """Give the next edition that is not over, else the last one."""
        ahead = [shop for shop in self.newest_first if now < self._over_at[shop.id]]
        return ahead[-1] if ahead else next(iter(self.newest_first), None)

    @cached_property
    def _over_at(self) -> Mapping[str, datetime]:
        return {shop.id: over_at(shop) for shop in self.workshops.values()}

    def newest_with(self, has: Callable[[Workshop], object]) -> Workshop | None:
        """Give the newest edition of which something is known."""
        return next((shop for shop in self.newest_first if has(shop)), None)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Give every fact by its id, editions and what they hold included."""
        held = chain(_held(self.all), *(chain([shop], _held(shop)) for shop in self.workshops.values()))
        return {fact.id: fact for fact in held}

    @cached_property
    def disputed(self) -> tuple[Fact, ...]:
        """Give the facts on which sources disagree."""
        return tuple(fact for fact in self.facts.values() if fact.disagrees)

    @cached_property
    def cited_at(self) -> Mapping[str, tuple[Paper, ...]]:
        """Give the works cited at each fact, by its id."""
        places: dict[str, list[Paper]] = {}
        for work in self.all.papers.values():
            for place in dict.fromkeys(citation.at for citation in work.cited):
                places.setdefault(place, []).append(work)
        return {place: tuple(works) for place, works in places.items()}

    @cached_property
    def workshop_names(self) -> Names:
        """Find editions by name."""
        return Names((shop.id, (shop.name, shop.id, *shop.also, *_city(shop))) for shop in self.newest_first)

    @cached_property
    def person_names(self) -> Names:
        """Find people, of whatever edition, by name."""
        people = ((key, person) for shop in self.newest_first for key, person in shop.people.items())
        return Names((key, (person.name, *person.also)) for key, person in people)

    def names_of_person(self, key: str) -> set[str]:
        """Give every name under which people ask for a person, of whatever edition."""
        people = [shop.people[key] for shop in self.workshops.values() if key in shop.people]
        return {name for person in people for name in (person.name, *person.also)}

    @cached_property
    def term_names(self) -> Names:
        """Find terms of the glossary by name."""
        return Names((key, (term.term, key, *term.also)) for key, term in self.all.terms.items())

    @cached_property
    def topic_names(self) -> Names:
        """Find what editions are about (areas of the call, topics, debates, aims) by name; the keys are ids."""
        held = ((shop.topics, shop.discussion, shop.debates, shop.aims) for shop in self.newest_first)
        items = ((key, item) for four in held for each in four for key, item in each.items())
        return Names((item.id, (item.title, key)) for key, item in items)

    @cached_property
    def occasion_names(self) -> Names:
        """Find what one can be reminded of, and whole editions, by name; the keys are ids."""
        held = ((shop, (shop.deadlines, shop.dates, shop.sessions, shop.socials)) for shop in self.newest_first)
        facts = ((shop, fact) for shop, four in held for each in four for fact in each.values())
        named = (
            (fact.id, (f"{fact.title} · {shop.name}", fact.id, fact.title, fact.id.rpartition("/")[2]))
            for shop, fact in facts
        )
        whole = ((shop.id, (f"All deadlines · {shop.name}", shop.id, shop.name)) for shop in self.newest_first)
        talks = sorted(self.all.seminars.values(), key=lambda each: str(each.at), reverse=True)
        seminars = (
            (each.id, (each.title, each.id, each.speaker or each.title, *each.also, "seminar")) for each in talks
        )
        return Names(chain(named, whole, seminars))

    def edition_of(self, fact: Fact) -> Workshop | None:
        """Give the edition a fact belongs to, if it belongs to one."""
        return self.workshops.get(fact.id.partition("/")[0])

    def source(self, name: str) -> Source | None:
        """Give a source by its id; None where `name` is an address."""
        return self.all.sources.get(name)


def _held(holder: Holder) -> Iterator[Fact]:
    for name in holder.holds:
        for fact in getattr(holder, name).values():
            yield fact
            yield from _held(fact)


def _city(shop: Workshop) -> tuple[str, ...]:
    return (shop.venue.city.partition(",")[0],) if shop.venue else ()


def over_at(shop: Workshop) -> datetime:
    """Give the instant (aware UTC) at which an edition is over: after its last day, else at the end of its year.

    A day alone is over when it is over in the venue's zone, or anywhere on Earth where that is not known.
    """
    last = shop.until or shop.when
    ends = [_end(time, shop) for time in (last.choices if isinstance(last, Undecided) else (last,))]
    known = [end for end in ends if end]
    return max(known) if known else datetime(shop.year + 1, 1, 1, tzinfo=UTC)


def _end(time: When, shop: Workshop) -> datetime | None:
    if isinstance(time, Moment):
        return _end_of(time.local.date(), time.zone)
    if isinstance(time, Day):
        return _end_of(time.date, shop.zone or "AoE")
    return None


def _end_of(day: date, zone: str) -> datetime:
    last = datetime.combine(day, END_OF_DAY, read_zone(zone))
    return last.replace(fold=1).astimezone(UTC)  # where the clocks go back at midnight, 23:59 comes twice
