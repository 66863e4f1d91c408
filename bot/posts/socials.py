"""What is posted of a social: its sign-up, kept right from when it opens, its closing, and a question to organizers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.facts.catalog import Catalog
from bot.facts.models import Social, Workshop
from bot.message import Button, Message, escape, paragraphs
from bot.moment import Day, Moment, Unknown
from bot.organizing import token_for
from bot.posts.bounds import Bounds, begins
from bot.posts.ladders import Planning
from bot.posts.post import FULL, Post, Version, revision_of
from bot.posts.words import About, Versions, plain_when, remind
from bot.signups import address_of, ends_at, full_told, places_of, verb_of
from bot.telling import linked, when_text

CLOSING_AHEAD = timedelta(days=1)
ANSWERED_FOR = timedelta(days=30)  # after the closing, where nobody knows when a social is over


def is_announced(social: Social) -> bool:
    """Say whether a social has a post of its own, now or when its sign-up opens."""
    known = isinstance(social.opens, Moment | Day) and not social.cancelled
    return known and bool(social.signup or (social.full and social.waiting))


def is_open(social: Social, now: datetime) -> bool:
    """Say whether a social's own post should stand by now (aware UTC)."""
    opens, end = begins(social.opens), _until(social)
    return bool(is_announced(social) and opens and opens <= now) and not (end and end <= now)


def opening_of(shop: Workshop, catalog: Catalog, planning: Planning, name: str) -> Post | None:
    """Give the post of a social's sign-up; None where it calls for none."""
    about, social = About(shop, catalog, planning), shop.socials[name]
    return next((each for each in of_social(about, name, social) if each.key == opening_key(social)), None)


def opening_key(social: Social) -> str:
    """Give the key of the post of a sign-up: a social has one for ever, whatever becomes of it."""
    return f"{social.id}/opens"


def of_social(about: About, name: str, social: Social) -> Iterator[Post]:
    """Give what is posted of a social's sign-up."""
    if social.cancelled:
        return
    opens, until, subject = begins(social.opens), _until(social), f"{about.shop.id}/{name}"
    if opens and is_announced(social):
        not_after = until or opens + ANSWERED_FOR
        versions = _opened(about, social, opens)
        yield Post(f"{subject}/opens", "socials", f"{subject}/opens", opens, not_after, versions, _when(social))
    if not isinstance(social.closes, Moment | Day) or not social.signup:
        return
    end = Bounds.of(social.closes)
    due, when = end.first - CLOSING_AHEAD, when_text(social.closes)
    key = f"{subject}/closes@{end.stamp}"
    yield Post(key, "socials", f"{subject}/closes", due, end.first, _closing(about, social, due, end.last), when)
    key, over = f"{subject}/closed@{end.stamp}", ends_at(social) or end.last + ANSWERED_FOR
    if over > end.last:
        asked = _counted(about, social, end.last)
        yield Post(key, "organizers", f"{subject}/closed", end.last, over, asked, when)


def _when(social: Social) -> str:
    return when_text(social.opens) if social.opens else ""


def _until(social: Social) -> datetime | None:
    """Give the instant until which one can sign up, where one is known."""
    ends = (Bounds.of(social.closes).last if isinstance(social.closes, Moment | Day) else None, ends_at(social))
    return min(filter(None, ends), default=None)


def _shown(about: About, social: Social) -> tuple[object, ...]:
    facts = (social.title, social.at, social.place, social.whom, social.text, social.access, about.shop.name)
    return (*facts, address_of(social), social.closes, social.capacity, social.taken, social.full)


def _opened(about: About, social: Social, opens: datetime) -> Versions:
    """Say that one can sign up, or that all places are taken; and that it is closed, once it is."""
    verb, address = verb_of(social), address_of(social)
    until = f" until {when_text(social.closes)}" if isinstance(social.closes, Moment | Day) else ""
    lead = "**Full**: " + full_told(social) if social.full else f"{verb.capitalize()}{until}: {linked(address, verb)}."
    message = Message(
        notice=f"{about.shop.name}: “{social.title}” is full" if social.full else _notice(about, social),
        title=about.titled(f"{FULL if social.full else ''}{social.title}"),
        text=paragraphs(lead, places_of(social), *_about(social)),
        buttons=(*_asks(about, social), _all(about)),
        note=about.cite(social),
    )
    first = Version(opens, message, revision_of(_shown(about, social)))
    closed = _until(social)
    return (first, _over(about, social, closed)) if closed and closed > opens else (first,)


def _over(about: About, social: Social, since: datetime) -> Version:
    over = Message(
        notice=f"{about.shop.name}: sign-up for “{social.title}” is closed",
        title=about.titled(social.title),
        text=paragraphs("**Sign-up is closed.**", places_of(social), *_about(social)),
        buttons=(_all(about),),
        note=about.cite(social),
    )
    return Version(since, over, revision_of((*_shown(about, social), "closed")))


def _closing(about: About, social: Social, due: datetime, closed: datetime) -> Versions:
    """Say that a sign-up closes soon, or that it is full, and then that it has closed."""
    verb = verb_of(social)
    until = f"{verb.capitalize()} until {when_text(social.closes)}: " if social.closes else ""
    message = Message(
        notice=f"{about.shop.name}: {verb} for “{social.title}” until {plain_when(social.closes)}",
        title=about.titled(social.title),
        text=paragraphs(
            "**Full**: " + full_told(social) if social.full else f"{until}{linked(social.signup, verb)}.",
            places_of(social),
            when_text(social.at),
            social.text,
        ),
        buttons=(*_asks(about, social), _all(about)),
        note=about.cite(social),
    )
    return (Version(due, message, revision_of(_shown(about, social))), _over(about, social, closed))


def _counted(about: About, social: Social, due: datetime) -> Versions:
    """Ask organizers how many signed up, since the form cannot be read."""
    key, line = social.id, about.planning.desk
    message = Message(
        notice=f"{about.shop.name}: sign-up for “{social.title}” has closed",
        title=about.titled(f"End of sign-up: {social.title}"),
        text=paragraphs(
            f"Sign-up for {escape(social.title)} closed {when_text(social.closes or Unknown())}. "
            "How many signed up? Type "
            f"`{line(f'social count {key} 85')}` with your number.",
            places_of(social),
        ),
        buttons=(
            *(() if social.full else (Button("Full", line(f"social full {key}")),)),
            Button("Extend by a day", line(f"social extend {key} +1d")),
            Button("Places and times …", line(f"social-places which:{token_for(key)}")),
        ),
    )
    return (Version(due, message, revision_of((social.title, social.closes, social.full, social.taken))),)


def _notice(about: About, social: Social) -> str:
    return f"{about.shop.name}: {verb_of(social)} for “{social.title}”"


def _about(social: Social) -> tuple[str | None, ...]:
    place = f"Place: {escape(social.place)}." if social.place else None
    whom = f"For {escape(social.whom)}." if social.whom else None
    invited = "By invitation." if social.access == "invitation" else None
    return (when_text(social.at), " ".join(filter(None, (place, whom, invited))), social.text)


def _asks(about: About, social: Social) -> Iterator[Button]:
    yield remind(about, social)
    if social.full:
        yield about.button("Tell me if a place frees", f"remind what:{social.id}#full")
    elif isinstance(social.closes, Moment | Day):
        yield about.button("Before it closes", f"remind what:{social.id}#closes")


def _all(about: About) -> Button:
    return about.button("Socials", f"socials {about.shop.id}")
