"""The posts that come of a message carried to another community: its copy, and what people are told of it; pure."""

from datetime import datetime, timedelta

from bot.message import Button, Message, bold, escape, link, paragraphs
from bot.ports import token_of
from bot.posts.post import RELAYED, Copy, Post, Topic, Version, revision_of
from bot.relayed import Relayed, shown

MATTERS_FOR = timedelta(days=1)  # until a copy that could not be sent is sent no more
Made = tuple[Post, Copy]


def copy_of(relayed: Relayed, now: datetime) -> Made:
    """Give the post that the copy is of; it holds what is shown by now and nothing of before."""
    return _made(relayed.key, relayed.kind, shown(relayed), now, (relayed.target, ""))


def told_author(relayed: Relayed, word: str, now: datetime) -> Made:
    """Tell who wrote a message that it was carried, and how to take it back; `word` is the members' command."""
    origin = relayed.origin
    message = Message(
        title=f"Your message was sent to {relayed.target}",
        text=paragraphs(
            f"{bold(relayed.name)} sent {link(f'what you wrote in {origin.where}', origin.link)} to "
            f"{escape(relayed.target)}, where it stands among the {relayed.kind} under your name.",
            "If you delete it, that copy goes too. You may also take back only the copy.",
        ),
        buttons=(Button("Take it back", f"/{word} take-back copy:~{relayed.number}"),),
    )
    return _personal(relayed, f"author@{now:%Y-%m-%dT%H:%M:%S}", message, (origin.author, now))


def asked_relayer(relayed: Relayed, now: datetime) -> Made:
    """Ask who carried a message to carry it again, since it says something else by now."""
    origin = relayed.origin
    message = Message(
        title="A message that you sent on was edited",
        text=f"{bold(origin.name)} edited {link('this message', origin.link)}, which you sent to "
        f"{escape(relayed.target)}. I do not see the new text. So that the copy says the same, please choose “Send to "
        "Slack” in its menu again (right-click, Apps).",
    )
    return _personal(relayed, f"edited/{token_of(origin.edited)}", message, (relayed.by, now))


def told_relayer(relayed: Relayed, now: datetime) -> Made | None:
    """Tell who carried a message that its author, who took it back, lets it be carried again; none tells themselves."""
    if relayed.by == relayed.origin.author:
        return None
    message = Message(
        title="A message may be sent on again",
        text=f"Who wrote {link('this message', relayed.origin.link)} took back its copy in {escape(relayed.target)}, "
        "and now allows it again. To send it, choose “Send to …” in its menu once more.",
    )
    return _personal(relayed, f"allowed@{now:%Y-%m-%dT%H:%M:%S}", message, (relayed.by, now))


def _personal(relayed: Relayed, name: str, message: Message, to: tuple[str, datetime]) -> Made:
    person, now = to
    key = f"personal/{token_of(person)}/{relayed.key}/{name}"
    return _made(key, "personal", message, now, (relayed.origin.community, person))


def _made(key: str, kind: Topic, message: Message, now: datetime, to: tuple[str, str]) -> Made:
    version = Version(now, message, revision_of((message.title, message.text, message.note)))
    post = Post(key, kind, RELAYED, now, now + MATTERS_FOR, (version,))
    return post, Copy(key, to[0], "coming", now, person=to[1])


def invitation(key: str, message: Message, targets: tuple[str, ...], now: datetime) -> tuple[Post, tuple[Copy, ...]]:
    """Give the post of an invitation, and its copies."""
    post, _ = _made(key, "announcements", message, now, ("", ""))
    return post, tuple(Copy(key, target, "coming", now) for target in targets)
