"""What organizers are told of a link: our own sentences, plain, with the places where it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.moment import Moment
from bot.ports import token_of
from bot.told import told
from bot.watch.links.judging import News, ending
from bot.watched import WORDS, Link, Printed

TITLES: dict[News, str] = {
    "dead": "A link does not work",
    "closed": "A form is closed",
    "unknown": "A link cannot be checked",
    "mended": "A link works again",
    "ending": "An invitation ends soon",
}


@dataclass(frozen=True)
class Telling:
    """Something to tell organizers once: the key is the same whenever it would be told again."""

    key: str
    title: str
    text: str


def telling(link: Link, what: News, printed: Sequence[Printed], now: datetime) -> Telling:
    """Tell the news of a link."""
    mark = ending(link, now) if what == "ending" else f"{link.since:%Y-%m-%dT%H:%M:%SZ}"
    where = "; ".join(each.words for each in printed)
    text = f"{link.url} {_said(link, what, now)} It is printed in: {where}. {_advice(what, printed)}".strip()
    return Telling(f"link/{token_of(link.url)}/{what}@{mark}", TITLES[what], text)


def _said(link: Link, what: News, now: datetime) -> str:
    match what:
        case "dead":
            return f"does not work: {WORDS[link.why]}."
        case "closed":
            return "takes no more answers."
        case "unknown":
            return f"could not be checked for more than a day: {WORDS[link.why]}. Please try it by hand."
        case "mended":
            return "works again."
        case "ending":
            return _ends(link, now)


def _ends(link: Link, now: datetime) -> str:
    if link.expires_at and ending(link, now).startswith(f"{link.expires_at:%Y}"):
        return f"expires on {told(Moment(link.expires_at), 'UTC')}."
    return f"has been used {link.uses} times; {link.most_uses} are the most."


def _advice(what: News, printed: Sequence[Printed]) -> str:
    facts = ", ".join(dict.fromkeys(each.fact for each in printed))
    match what:
        case "dead" | "ending":
            return f"Put another one into the data: {facts}."
        case "closed":
            return f"If that is meant, say so in the data: {facts}."
    return ""
