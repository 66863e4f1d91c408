"""The links that are watched, for organizers."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from bot import Button, Message, Request, Section, command
from bot.message import at, bullets, escape, link
from bot.moment import Moment
from bot.watched import WORDS, Answer, Link, Watched

HEADS: dict[Answer, str] = {
    "dead": "Does not work",
    "closed": "Closed",
    "unknown": "Not known",
    "working": "Works",
}
SLACK = "Slack also ends an invitation once 400 people have used it, which cannot be seen from outside."
"""Slack: help center, share an invitation link."""


@command(organizer=True)
async def links(
    request: Request, what: Annotated[Literal["now"] | None, "now, to check them all again"] = None
) -> Message:
    """Show which of the links that are printed work."""
    begun = await request.links.check() if what else None
    found = await request.links.all()
    again = request.bot.line("links", organizer=True)
    asked = Button("Show them again", again) if what else Button("Check now", f"{again} now")
    return Message(
        title="Links",
        text=" ".join(part for part in (_counted(found), _begun(begun)) if part),
        sections=tuple(Section(_head(each.link), _lines(each)) for each in found),
        buttons=(asked,),
        note=SLACK if any(_is_slack(each.link) for each in found) else "",
    )


def _counted(found: Sequence[Watched]) -> str:
    if not found:
        return "No link is watched: the data holds none that is still of use."
    numbers = Counter(each.link.answer for each in found)
    told = ", ".join(f"{HEADS[answer].lower()}: {numbers[answer]}" for answer in HEADS if numbers[answer])
    return f"Links that are watched: {len(found)}; {told}."


def _begun(number: int | None) -> str:
    if number is None:
        return ""
    return f"Checking {number} now; that takes a moment." if number else "All of them were checked just now."


def _head(each: Link) -> str:
    return f"{HEADS[each.answer]}: {each.url.partition('://')[2][:100]}"


def _lines(each: Watched) -> str:
    found = each.link
    since = f"Since {at(Moment(found.since))}." if found.since else "Not checked yet."
    why = f" Because {WORDS[found.why]}." if found.why else ""
    used = f"Used {found.uses} times; {found.most_uses} are the most." if found.most_uses else ""
    return bullets(
        f"{link('Open it', found.url)}. {since}{why}",
        f"Checked {at(Moment(found.checked_at))}." if found.checked_at else "",
        f"Expires {at(Moment(found.expires_at))}." if found.expires_at else "",
        used,
        f"Leads to {escape(found.leads_to)}." if found.leads_to else "",
        f"Printed in: {escape('; '.join(place.words for place in each.printed))}.",
    )


def _is_slack(each: Link) -> bool:
    return "slack.com" in (each.leads_to or each.url)
