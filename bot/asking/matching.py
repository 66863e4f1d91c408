"""Which facts fit a question: FTS5 finds candidates, and how well the words meet decides their order."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.asking.words import ALWAYS, WANTS, same, stems
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.search import Index, names_of, texts_of

CANDIDATES = 80
CLOSE_SPELLING = 84  # of 100; "dedline" for "deadline"
CHAT, UNKNOWN, SHORT = 1.0, 4.0, 4  # weights of words that no fact has, and the letters of a short one
SHORTEST_TO_MEND = 5  # letters; shorter words resemble too many others


@dataclass(frozen=True)
class Card:
    """A fact as words: of each of its names, and of all it says."""

    fact: Fact
    names: tuple[frozenset[str], ...]
    body: frozenset[str]


@dataclass(frozen=True)
class Match:
    """How well a fact fits a question.

    `covered` is the share of the question's meaning that it holds, from 0 to 1; `named` says how well its names meet
    the question: 1.2 where they are the same words. `whole` says that the question holds all of one of its names.
    """

    fact: Fact
    score: float
    covered: float
    named: float
    whole: bool


Favour = Callable[[Fact], float]


def _no_favour(_: Fact) -> float:
    return 0.0


class Matcher:
    """Matches questions against all facts; lives as long as the index it is made from."""

    def __init__(self, catalog: Catalog, index: Index) -> None:
        """Take the facts and their index."""
        self.catalog, self.index = catalog, index
        self._cards: dict[str, Card] = {}

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self.index.counts()

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [word for word in self._counts if len(word) >= SHORTEST_TO_MEND - 1 and word.isalpha()]

    def weight(self, word: str) -> float:
        """Give how much a stem tells: rare words tell more; one that no fact has may be chat, the more so if short."""
        if word not in self._counts:
            return CHAT if len(word) <= SHORT else UNKNOWN
        return math.log(1 + len(self.catalog.facts) / (1 + self._counts[word]))

    def mended(self, words: Sequence[str]) -> tuple[str, ...]:
        """Replace stems that no fact has by the closest spelling some fact has."""
        return tuple(same(self._mend(word)) for word in words)

    def _mend(self, word: str) -> str:
        if word in self._counts or len(word) < SHORTEST_TO_MEND or not word.isalpha():
            return word
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=CLOSE_SPELLING)
        return str(found[0]) if found else word

    def unknown(self, words: Sequence[str]) -> list[str]:
        """Give the stems that no fact has."""
        return [word for word in words if word not in self._counts and same(word) not in self._counts]

    def matches(self, words: Sequence[str], wanted: dict[str, float], favour: Favour = _no_favour) -> list[Match]:
        """Give the facts that fit stems, the best first.

        `wanted` favours kinds of facts by class name, `favour` single facts; both count as far as the words fit.
        """
        if not words:
            return []
        weights = {word: self.weight(word) for word in dict.fromkeys(words)}
        cards = map(self._card, self.index.candidates(list(weights), CANDIDATES))
        found = [self._match(card, weights, wanted, favour(card.fact)) for card in cards]
        return sorted(found, key=lambda match: -match.score)

    def _match(self, card: Card, weights: dict[str, float], wanted: dict[str, float], favour: float) -> Match:
        total = sum(weights.values())
        covered = sum(weight for word, weight in weights.items() if word in card.body) / total
        named = max((self._named(name, weights, total) for name in card.names), default=0.0)
        kind = type(card.fact).__name__
        favour += wanted.get(kind, 0.0) + ALWAYS.get(kind, 0.0)
        whole = any(name <= weights.keys() for name in card.names)
        return Match(card.fact, covered + named + favour * covered, covered, named, whole)

    def _named(self, name: frozenset[str], weights: dict[str, float], total: float) -> float:
        """Give how well a name meets the question: how much of each the other holds."""
        shared = sum(weights.get(word, 0.0) for word in name)
        if not shared:
            return 0.0
        whole = sum(weights.get(word) or self.weight(word) for word in name)
        return 0.6 * shared / total + 0.6 * (shared / whole) * min(1.0, shared / total * 2)

    def _card(self, key: str) -> Card:
        if key not in self._cards:
            fact = self.catalog.facts[key]
            held = vars(fact)
            names = [frozenset(stems(name)) for name in names_of(fact, held)]
            body = frozenset(stems(" ".join(texts_of(fact, held)))).union(*names)
            self._cards[key] = Card(fact, tuple(filter(None, names)), body)
        return self._cards[key]


def wanted_kinds(words: Iterable[str]) -> dict[str, float]:
    """Give the kinds of facts that the words of a question ask for, by how much."""
    held = set(words)
    found: dict[str, float] = {}
    for triggers, kinds in WANTS:
        if held & triggers:
            for kind, favour in kinds.items():
                found[kind] = found.get(kind, 0.0) + favour
    return found
