"""Full-text search over the facts: SQLite FTS5, in memory, made anew from each catalog."""

import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any

from sqlite_utils import Database

from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.names import fold

# Words that say how something is asked rather than what about.
QUESTION_WORDS = frozenset(
    (
        "a about am an and any anything are as at be by can could did do does for from get had has have how i if in "
        "is it know like me much my need of on or our please say says should some tell than that the their them there "
        "these they this those to us was we were what when where which who whom whose why will with would you your"
    ).split()
)
MOST_RANKED = 2000  # facts; words that fit more tell little, and ranking is what takes the time
_SELECT = """
    select docs.id from (
        select rowid, bm25(docs_fts, 10.0, 1.0, 0.0) as score from docs_fts where docs_fts match ? limit ?
    ) as best join docs on docs.rowid = best.rowid order by score limit ?
"""
_COUNT = "select count(*) from docs_fts where docs_fts match ?"


class Index:
    """Finds facts by words; derived from a catalog and thrown away with it."""

    def __init__(self, catalog: Catalog) -> None:
        """Index every fact of the catalog."""
        self._places = {shop.id: place for place, shop in enumerate(catalog.newest_first)}
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, connection.close)
        self._db = Database(connection)
        self._db.conn.executescript("""
            create table docs (id text, names text, body text, marks text);
            create virtual table docs_fts using fts5(
                names, body, marks, content='docs',
                tokenize='porter unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6 7 8'
            );
        """)
        self._db.table("docs").insert_all(self._rows(catalog), batch_size=500)
        self._db.execute("insert into docs_fts(docs_fts) values ('rebuild')")

    def find(self, query: str, kinds: Sequence[str] = (), shop: str = "", most: int = 20) -> list[str]:
        """Give the ids of the facts that fit a query best: those with all its words, else those with some.

        `kinds` (names of fact classes, in small letters) and `shop` (the id of an edition) narrow the search.
        """
        words = [word for word in fold(query[:500]).split() if word not in QUESTION_WORDS][:20]
        if not words:
            return []
        only = f" AND marks : ({_any(kinds)})" * bool(kinds) + f" AND marks : {self._mark(shop)}" * bool(shop)
        beginnings = " ".join(f'"{word}"*' for word in words)
        return self._ranked(beginnings, only, most) or self._ranked(_any(self._rarest(words, only)), only, most)

    def candidates(self, words: Sequence[str], most: int) -> list[str]:
        """Give the ids of the facts that have any of the words, those with rare ones first."""
        return self._ranked(" OR ".join(f'"{word}"*' for word in self._rarest(words, "")), "", most) if words else []

    def counts(self) -> dict[str, int]:
        """Give the number of facts that have each word, by its stem (Porter's)."""
        self._db.execute("create virtual table if not exists temp.vocabulary using fts5vocab(main, docs_fts, 'row')")
        return {str(word): int(count) for word, count in self._db.execute("select term, doc from temp.vocabulary")}

    def _ranked(self, match: str, only: str, most: int) -> list[str]:
        asked = (f"{{names body}} : ({match}){only}", MOST_RANKED, most)
        return [row[0] for row in self._db.execute(_SELECT, asked)]

    def _rarest(self, words: Sequence[str], only: str) -> list[str]:
        """Give the words that few facts have: as many as can be ranked, at least one."""
        matches = {word: f'{{names body}} : "{word}"{only}' for word in words}
        counted = sorted((self._db.execute(_COUNT, [match]).fetchone()[0], word) for word, match in matches.items())
        totals = accumulate(count for count, _ in counted)
        few = [word for (_, word), total in zip(counted, totals, strict=True) if total <= MOST_RANKED]
        return few or [counted[0][1]]

    def _rows(self, catalog: Catalog) -> Iterator[dict[str, str]]:
        """Give what is indexed of each fact; where too many fit, the first are ranked: the newest, and papers last."""
        places = {**self._places, "paper": len(self._places)}
        for fact in sorted(catalog.facts.values(), key=lambda fact: places.get(fact.id.partition("/")[0], -1)):
            shop, held = catalog.edition_of(fact), vars(fact)  # not getattr, which is slow where a model lacks a field
            yield {
                "id": fact.id,
                "names": " ".join((*names_of(fact, held), shop.name if shop else "")),
                "body": " ".join(texts_of(fact, held)),
                "marks": f"{type(fact).__name__} {self._mark(shop.id) if shop else ''}",
            }

    def _mark(self, shop: str) -> str:
        """Give the one word that marks the facts of an edition."""
        return f"shop{self._places.get(shop)}"


def _any(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def names_of(fact: Fact, held: Mapping[str, Any]) -> Iterator[str]:
    """Give what a fact is called; `held` are its fields, as `vars` gives them."""
    for field in ("label", "title", "name", "term", "question", "speaker"):
        yield from filter(None, [held.get(field)])
    yield from fact.also
    yield fact.id.rpartition("/")[2]


_TOLD = (
    "text answer note good_for framework affiliation area start kind level contact place online series worth "
    "status zone"
).split()


def texts_of(fact: Fact, held: Mapping[str, Any]) -> Iterator[str]:
    """Give what a fact says; `held` are its fields, as `vars` gives them."""
    yield type(fact).__name__
    yield from (str(held[field]) for field in _TOLD if held.get(field))
    if held.get("opens"):
        yield "opens"
    if venue := held.get("venue"):
        yield from filter(None, (venue.room, venue.name, venue.city, venue.country))
    for field in ("asks", "authors", "roles"):
        yield from held.get(field, ())
    yield from (citation.why for citation in islice(held.get("cited", ()), 10))
    yield from (claim.says for claim in fact.disagrees)
