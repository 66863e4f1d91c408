"""Full-text search over the facts: SQLite FTS5, in memory, made anew from each catalog."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlite_utils import Database

from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.names import fold

# Words that say how something is asked rather than what about.
QUESTION_WORDS = frozenset(
    [
        "a",
        "about",
        "am",
        "an",
        "and",
        "any",
        "anything",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "know",
        "like",
        "me",
        "much",
        "my",
        "need",
        "of",
        "on",
        "or",
        "our",
        "please",
        "say",
        "says",
        "should",
        "some",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
_SELECT = """
    select docs.id from docs_fts join docs on docs.rowid = docs_fts.rowid
    where docs_fts match ? {only} order by bm25(docs_fts, 10.0, 1.0) limit ?
"""


class Index:
    """Finds facts by words; derived from a catalog and thrown away with it."""

    def __init__(self, catalog: Catalog) -> None:
        """Index every fact of the catalog."""
        self._db = Database(sqlite3.connect(":memory:", check_same_thread=False))
        self._db.conn.executescript("""
            create table docs (id text, kind text, shop text, names text, body text);
            create virtual table docs_fts using fts5(
                names, body, content='docs', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3'
            );
        """)
        self._db.table("docs").insert_all(_rows(catalog), batch_size=500)
        self._db.execute("insert into docs_fts(docs_fts) values ('rebuild')")

    def find(self, query: str, kinds: Sequence[str] = (), shop: str = "", most: int = 20) -> list[str]:
        """Give the ids of the facts that fit a query best: those with all its words, else those with some.

        `kinds` (names of fact classes, in small letters) and `shop` (the id of an edition) narrow the search.
        """
        words = [word for word in fold(query[:500]).split() if word not in QUESTION_WORDS][:20]
        if not words:
            return []
        only, values = _narrow(kinds, shop)
        sql = _SELECT.format(only=only)
        beginnings = " ".join(f'"{word}"*' for word in words)
        some = " OR ".join(f'"{word}"' for word in words)
        for match in (beginnings, some):
            found = [row[0] for row in self._db.execute(sql, [match, *values, most])]
            if found:
                return found
        return []


def _narrow(kinds: Sequence[str], shop: str) -> tuple[str, list[str]]:
    only = f"and docs.kind in ({','.join('?' * len(kinds))}) " if kinds else ""
    return only + ("and docs.shop = ?" if shop else ""), [*kinds, *([shop] if shop else [])]


def _rows(catalog: Catalog) -> Iterator[dict[str, str]]:
    for fact in catalog.facts.values():
        shop = catalog.edition_of(fact)
        yield {
            "id": fact.id,
            "kind": type(fact).__name__.lower(),
            "shop": shop.id if shop else "",
            "names": " ".join((*_names(fact), shop.name if shop else "")),
            "body": " ".join(_texts(fact)),
        }


def _names(fact: Fact) -> Iterator[str]:
    for field in ("label", "title", "name", "term", "question", "speaker"):
        yield from filter(None, [getattr(fact, field, None)])
    yield from fact.also
    yield fact.id.rpartition("/")[2]


def _texts(fact: Fact) -> Iterator[str]:
    for field in ("text", "answer", "note", "good_for", "framework", "affiliation", "area", "start", "kind", "level"):
        yield from filter(None, [getattr(fact, field, None)])
    for field in ("asks", "authors", "roles"):
        yield from getattr(fact, field, ())
    yield from (citation.why for citation in islice(getattr(fact, "cited", ()), 10))
    yield from (claim.says for claim in fact.disagrees)
