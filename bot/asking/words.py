"""What the words of a question mean, whatever the field: the one place to extend when a question is misread.

Words are compared by their stems, so `submit` stands for submits and submitting. Words of the field belong into
the data (`also`), never here.
"""

import re
from functools import lru_cache

import Stemmer

from bot.facts.names import fold

# Words that carry nothing of what is asked about.
STOP = frozenset(
    (
        "a able about abt according actually address after again ah all already alright also always am among an "
        "and any anybody anyone anything anyway apparently are around as ask asked asks at basically basics be "
        "because been before being bit both bro btw bunch but by called can cannot cause checking citation "
        "citations cite cited cites concerning conference conferences could couple curious currently cuz d dat "
        "define definition describe did do doc does doesnt doing done dont dude each edition eh either else "
        "english er et even event ever every everybody everyone exact exactly explain explained few find five "
        "folks for forgive found from fwiw gave get gets getting give given gives go goes going gonna good got "
        "gotta guys had haha hang happen happens has have having he hello help her here hey hi him his hmm how "
        "however huh i id idk if ill im imo in interested into is isnt it its itself ive just kind kinda know "
        "known late later latest layman lemme let like line link links list literally live lives ll lol look "
        "looks lot lots m made make makes mate may maybe me mean meaning meant mention mentioned merci might mind "
        "mine more most much must my myself nah need needed needs no nope not nothing obvious of off ok okay old "
        "omg on once one only or other our ours out over own pdf people per person plain please pls plz possible "
        "ppl question questions quick quickly rather re really ref reference references regarding remind right rn "
        "roughly s said same say says see seem sent shall she should show shown simple simplest simply sir sit "
        "sits so some somebody somehow someone something somewhere sorry sort sth still stuff such super sure t "
        "tell than thank thanks that thats the their theirs them then there theres these they thing things thingy "
        "think this tho those though through thx till tldr to tonight too totally toward u uh um until up ur url "
        "us use used using ve very via vs w wanna want wants was wassup wat way we well were what whatcha "
        "whatever whats when whenever where wheres whether which while who whoever whom whos whose why will wise "
        "with within without wonder wondering wont workshop workshops would wtf wth yall yeah yep yes "
        "yet yo you your yours"
    ).split()
)

# A word of a question and the word that facts use for it.
SAME = {
    "organiser": "organizer",
    "organise": "organize",
    "organisation": "organizer",
    "organizes": "organizer",
    "organize": "organizer",
    "honourable": "honorable",
    "behaviour": "behavior",
    "labour": "labor",
    "libs": "library",
    "lib": "library",
    "package": "library",
    "program": "schedule",
    "programme": "schedule",
    "agenda": "schedule",
    "timetable": "schedule",
    "website": "homepage",
    "webpage": "homepage",
    "site": "homepage",
    "located": "venue",
    "location": "venue",
    "place": "venue",
    "chatroom": "community",
    "publication": "paper",
    "article": "paper",
    "hand": "submit",
    "cutoff": "deadline",
    "shut": "closed",
    "shuts": "closed",
    "rdy": "ready",
    "refs": "papers",
    "mail": "email",
    "nets": "network",
    "eat": "lunch",
    "food": "lunch",
    "anonymous": "blind",
    "anonymized": "blind",
    "anonymised": "blind",
    "unsolved": "open",
    "recording": "video",
    "recorded": "video",
    "dollars": "prize",
    "pot": "prize",
    "hosts": "organizer",
    "runs": "organizer",
    "many": "number",
    "policy": "rule",
    "policies": "rule",
    "upload": "submit",
    "uploading": "submit",
    "submission": "submit",
    "submissions": "submit",
    "due": "deadline",
    "dinner": "social",
    "parties": "social",
    "tutorials": "tutorial",
    "newbie": "beginner",
    "newcomer": "beginner",
    "starter": "beginner",
    "begin": "start",
    "begins": "start",
    "started": "start",
    "beginning": "start",
    "finish": "end",
    "finishes": "end",
    "posters": "poster",
    "talks": "talk",
    "spoke": "talk",
    "watch": "stream",
    "speaks": "talk",
    "speak": "talk",
    "speaking": "talk",
    "winner": "prize",
    "won": "prize",
    "win": "prize",
    "award": "prize",
    "awards": "prize",
}

# What a question wants, by the words it holds: the kinds of facts (class names) that answer it, and how much better.
WANTS: tuple[tuple[frozenset[str], dict[str, float]], ...] = (
    (frozenset("what whats explain define meaning describe understand".split()), {"Term": 0.25, "Tool": 0.1}),
    (frozenset("who whos whose whom people anyone anybody".split()), {"Person": 0.3, "Session": 0.05}),
    (
        frozenset("when whens deadline cutoff due until till latest time date day late open closed soon hour".split()),
        {"Deadline": 0.35, "Date": 0.3, "Session": 0.25, "Social": 0.2, "Seminar": 0.15, "Workshop": 0.1},
    ),
    (
        frozenset("paper papers cited cite cites citation citations reference references refs arxiv al".split()),
        {"Paper": 0.5, "Topic": 0.1},
    ),
    (frozenset("problem problems project unanswered unsolved".split()), {"Problem": 0.4}),
    (frozenset("topic topics discussion discuss".split()), {"Topic": 0.5}),
    (frozenset("debate debates debated".split()), {"Item": 0.3}),
    (frozenset("may can should must do does is are am need allowed ok okay".split()), {"Question": 0.15, "Item": 0.05}),
    (
        frozenset("library libraries tool tools package framework libs software benchmark dataset".split()),
        {"Tool": 0.3},
    ),
    (
        frozenset("link url homepage website arxiv address".split()),
        {"Paper": 0.1, "Resource": 0.1, "Person": 0.1, "Tool": 0.1},
    ),
    (frozenset("read reading learn tutorial tutorials primer".split()), {"Resource": 0.3}),
    (frozenset("many number".split()), {"Item": 0.25, "Question": 0.15, "Prize": 0.1}),
    (frozenset("how why much".split()), {"Question": 0.1}),
    (frozenset("prize prizes award won winner mention mentions".split()), {"Prize": 0.3, "Award": 0.1}),
    (frozenset("pages page long limit length short".split()), {"Format": 0.2}),
    (frozenset("slack discord community communities chat invite".split()), {"Community": 0.3}),
    (frozenset("seminar".split()), {"Seminar": 0.8}),
    (frozenset("where room venue".split()), {"Workshop": 0.1, "Item": 0.05}),
)
ASKING = frozenset(word for words, _ in WANTS for word in words)
QUESTION = frozenset("who whom whose when where how which why what".split())
LINK_WORDS = frozenset("link links url homepage website address".split())
ALWAYS = {"Question": 0.05, "Step": 0.25, "Term": 0.03}


_ORDINAL = re.compile(r"\d+(st|nd|rd|th)")  # the 30th: a day that the clock knows better
SHORTEST = 3  # letters of a stem that may lose one
_PLACES = {"1st": "first", "2nd": "second", "3rd": "third"}


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("porter")


@lru_cache(maxsize=1)
def _same_stems() -> dict[str, str]:
    return {_porter(word): _porter(other) for word, other in SAME.items()}


def _porter(word: str) -> str:
    """Give a stem as FTS5 does, which takes one of any doubled letter before -ing and -ed, not of a few only."""
    found = str(_stemmer().stemWord(word))
    doubled = word.endswith(("ing", "ed")) and len(found) > SHORTEST and found[-1] == found[-2]
    return found[:-1] if doubled and found[-1] not in "lsz" else found


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Give the stem of a folded word, or that of the word that facts use for it."""
    return same(_porter(word))


def same(stemmed: str) -> str:
    """Give the stem of the word that facts use for a stem, else the stem itself."""
    return _same_stems().get(stemmed, stemmed)


def stems(text: str) -> tuple[str, ...]:
    """Give the stems of the words of a text that carry meaning, in order."""
    words = (_PLACES.get(word, word) for word in fold(text).split())
    return tuple(stem(word) for word in words if word not in STOP and not _ORDINAL.fullmatch(word))


def word_set(words: str) -> frozenset[str]:
    """Give words and their stems, to compare with either."""
    return frozenset(words.split()) | frozenset(stem(word) for word in words.split())
