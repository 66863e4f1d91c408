"""How each type of parameter is read from what people type, and what is suggested for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal, NewType, Protocol, get_args, get_origin

from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.collection import Term
from bot.facts.fields import is_field
from bot.facts.models import Session, Social, Workshop
from bot.facts.names import fold
from bot.message import Button, plain
from bot.moment import Moment
from bot.readers import (
    ChannelId,
    GroupId,
    GroupIds,
    IdReader,
    LeadReader,
    LiteralReader,
    MomentReader,
    NewTime,
    NewTimeReader,
    PersonIds,
    TokenReader,
    Zone,
    ZoneReader,
)
from bot.slash import Parameter, Token, UserError
from bot.words import closest, did_you_mean

PersonName = NewType("PersonName", str)
"""The key of a person, the same in every edition."""
LongText = NewType("LongText", str)
"""Free text; takes all words that no other parameter reads."""
Line = NewType("Line", str)
"""Free text of one line, which the command itself reads."""
Occasion = NewType("Occasion", str)
"""The id of what one can be reminded of: a deadline, date, session, social, seminar, a field of one, or an edition."""
SocialId = NewType("SocialId", str)
"""The id of a social."""
SlotId = NewType("SlotId", str)
"""The id of what stands in a schedule: a session or a social."""
_ME = re.compile(r"^(?:me\s+)?(?:of|about|before|to|for)?\s*(?:the\s+)?", re.IGNORECASE)  # remind me of the dinner
NO_CITY = ". Name a larger city whose clocks show the same, such as Vienna."
_NO_NOUNS = frozenset("what who which one other do to by since until".split())  # names of parameters
MOST_SUGGESTIONS = 25  # Discord: application-commands, autocomplete choices


class Reader(Protocol):
    """Reads one type of parameter."""

    def find(self, text: str, catalog: Catalog) -> list[Any]:
        """Give every value that the text may mean; none where it means nothing of this type."""
        ...

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give what may be typed, by the label to show for it."""
        ...


class WorkshopReader:
    """Reads an edition by its id, name or another name people use."""

    def find(self, text: str, catalog: Catalog) -> list[Workshop]:
        """Give the editions that the text names."""
        return [catalog.workshops[key] for key in catalog.workshop_names.find(text)]

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give the editions, newest first."""
        return {shop.name: shop.id for shop in catalog.newest_first}


class PersonReader:
    """Reads a person by name or a part of it."""

    def find(self, text: str, catalog: Catalog) -> list[PersonName]:
        """Give the keys of the people that the text names."""
        return [PersonName(key) for key in catalog.person_names.find(text)]

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give the people of all editions."""
        return {name: key for key, name in catalog.person_names.shown.items()}


class TermReader:
    """Reads a word of the glossary."""

    def find(self, text: str, catalog: Catalog) -> list[Term]:
        """Give the terms that the text names."""
        return [catalog.all.terms[key] for key in catalog.term_names.find(text)]

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give the terms."""
        return {term.term: key for key, term in catalog.all.terms.items()}


class OccasionReader:
    """Reads what one can be reminded of."""

    def find(self, text: str, catalog: Catalog) -> list[Occasion]:
        """Give the ids of what the text names."""
        if is_field(text, catalog):
            return [Occasion(text)]
        return [Occasion(key) for key in catalog.occasion_names.find(_ME.sub("", text))]

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give everything, the newest edition first."""
        return {name: key for key, name in catalog.occasion_names.shown.items()}


@dataclass(frozen=True)
class FactReader:
    """Reads a fact of some types, such as a social."""

    types: tuple[type[Fact], ...]

    def find(self, text: str, catalog: Catalog) -> list[str]:
        """Give the ids of the facts that the text names."""
        return [key for key in catalog.occasion_names.find(text) if isinstance(catalog.facts.get(key), self.types)]

    def names(self, catalog: Catalog) -> Mapping[str, str]:
        """Give the facts, those of the newest edition first."""
        shown = catalog.occasion_names.shown
        return {name: key for key, name in shown.items() if isinstance(catalog.facts.get(key), self.types)}


def reader_of(kind: Any) -> Reader | None:  # noqa: ANN401 - an annotation can be any type
    """Give what reads a type of parameter; None for free text."""
    kind = next((each for each in get_args(kind) if each is not type(None)), kind) if _is_optional(kind) else kind
    if get_origin(kind) is Literal:
        return LiteralReader(get_args(kind))
    return _readers().get(kind)


@lru_cache(maxsize=1)
def _readers() -> Mapping[Any, Reader]:
    return {
        Workshop: WorkshopReader(),
        PersonName: PersonReader(),
        Term: TermReader(),
        Zone: ZoneReader(),
        Moment: MomentReader(),
        Occasion: OccasionReader(),
        SocialId: FactReader((Social,)),
        SlotId: FactReader((Session, Social)),
        timedelta: LeadReader(),
        NewTime: NewTimeReader(),
        Token: TokenReader(),
        ChannelId: IdReader("channel", "CG"),
        GroupId: IdReader("role or user group", "S"),
        GroupIds: IdReader("roles or user groups", "S", several=True),
        PersonIds: IdReader("people", "UW", several=True),
    }


def _is_optional(kind: Any) -> bool:  # noqa: ANN401 - as above
    return get_origin(kind) is not Literal and type(None) in get_args(kind)


def read(parameter: Parameter, text: str, catalog: Catalog, line: str) -> Any:  # noqa: ANN401 - of the parameter's type
    """Read what was typed for a parameter; `line` is the command line that choices are added to.

    Raises UserError with the choices where the text means several things, with close ones where it means none.
    """
    reader = reader_of(parameter.type)
    if reader is None:
        return text
    found = reader.find(text, catalog)
    if len(found) == 1:
        return found[0]
    names = reader.names(catalog)
    label_of = {value: label for label, value in names.items()}
    keys = [_key(each, label_of) for each in found[:5]]
    if found:
        labels = ", ".join(label_of.get(key, key) for key in keys)
        buttons = tuple(Button(label_of.get(key, key), f"{line} {parameter.name}:{key}") for key in keys)
        msg = f"“{plain(text)[:60]}” could be {labels}. Which one?"
        raise UserError(msg, buttons)
    if isinstance(reader, MomentReader | NewTimeReader | IdReader):
        raise UserError(reader.why_not(text))
    near = closest(text, names)
    buttons = tuple(Button(label, f"{line} {parameter.name}:{names[label]}") for label in near)
    hint = did_you_mean(text, names) or (NO_CITY if isinstance(reader, ZoneReader) else ".")
    raise UserError(_not_known(parameter, plain(text)[:60]) + hint, buttons)


def _not_known(parameter: Parameter, text: str) -> str:
    name = parameter.name.replace("_", " ")
    if name in _NO_NOUNS:
        return f"I do not know “{text}”, but need {parameter.help.partition(';')[0]}"
    return f"I know no {name} “{text}”"


def _key(value: Any, label_of: Mapping[str, str]) -> str:  # noqa: ANN401 - as above
    """Give what is typed for a value: its whole id where that has a label, else the last part."""
    whole = str(getattr(value, "id", value))
    return whole if whole in label_of else whole.rpartition("/")[2]


def suggest(parameter: Parameter, text: str, catalog: Catalog, *, guess: bool = True) -> list[tuple[str, str]]:
    """Give up to 25 (label, value) pairs for what has been typed so far, best first.

    Where nothing begins like it, close spellings are given, if they may be guessed.
    """
    reader = reader_of(parameter.type)
    if reader is None:
        return []
    names = reader.names(catalog)
    if not text.strip():
        return list(names.items())[:MOST_SUGGESTIONS]
    typed = fold(text)
    begins = [label for label in names if fold(label).startswith(typed) or fold(names[label]).startswith(typed)]
    inside = [label for label in names if any(word.startswith(typed) for word in fold(label).split())]
    best = dict.fromkeys([*begins, *inside])
    if not best and guess:
        best = dict.fromkeys(closest(text, names, MOST_SUGGESTIONS))
    return [(label, names[label]) for label in best][:MOST_SUGGESTIONS]
