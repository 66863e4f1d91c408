"""How long a search of a large folder takes; in processor time."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from time import thread_time
from typing import Any

from bot.core import Bot
from bot.facts.base import Fact
from bot.titles import name_of
from tests.bench.table import Row, slowest, timed

SEARCH_BIG = (None, 25e-3)
SEARCHES = {
    "common words": ["model", "features", "network circuit", "paper", "university"],
    "prefixes of 1 to 3 letters": ["s", "c", "m", "mo", "in", "tra", "fea", "s c", "a b c d e f", "mod fea cir"],
    "many words": [
        "how does the geometry of features in a sparse model change with scaling and training data",
        "model network neuron layer attention head feature circuit sparse autoencoder dictionary probe steering",
        "who wrote the paper on superposition, on toy models of it, and on features of language models, and when?",
    ],
    "nonsense": ["zzqx", "qwertyuiop asdfghjkl", "()*\"'; drop table docs", "žluťoučký kůň", "xylophone model"],
}


def search_rows(bot: Bot) -> Iterator[Row]:
    scan = sqlite3.connect(":memory:")
    scan.execute("create table facts (text text)")
    texts = [(_searched(fact),) for fact in bot.catalog.facts.values()]
    scan.executemany("insert into facts values (?)", texts)
    for what, queries in SEARCHES.items():
        asked = [(query, kinds) for query in queries for kinds in ((), ("paper",), ("topic", "item"))]
        found = [
            (query, took)
            for query, kinds in asked
            for took in timed(partial(_find, bot, query, kinds), 20, thread_time)
        ]
        peers = [took for query in queries for took in timed(partial(_scan, scan, query), 3, thread_time)]
        yield Row(
            f"search of {len(texts):,} facts, {what}",
            [took for _, took in found],
            SEARCH_BIG,
            "counting by LIKE in as many rows",
            peers,
            slowest=slowest(found),
        )


def _find(bot: Bot, query: str, kinds: Sequence[str]) -> list[str]:
    return bot.index.find(query, kinds, most=60)


def _searched(fact: Fact) -> str:
    fields = ("text", "answer", "note", "affiliation", "authors", "asks", "cited")
    texts = (getattr(fact, name, None) for name in fields)
    return " ".join((name_of(fact), *fact.also, *(str(text) for text in texts if text)))


def _scan(scan: sqlite3.Connection, query: str) -> list[Any]:
    likes = [f"%{word}%" for word in query.split()]
    where = " and ".join("text like ?" for _ in likes)
    return scan.execute(f"select count(*) from facts where {where}", likes).fetchall()
