"""What organizers are told: a post of its own, delivered like any other, in every community with a place for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.message import Message
from bot.posts.merge import Changes
from bot.posts.places import Community
from bot.posts.post import Copy, Post, Version, revision_of

MATTERS_FOR = timedelta(days=7)
_PREFIX = "told/"


def told(key: str, message: Message, communities: Mapping[str, Community], now: datetime) -> Changes:
    """Give the post that tells something, and its copies; none where no community has a place for organizers."""
    name = f"{_PREFIX}{key}"
    version = Version(now, message, revision_of((message.title, message.text)))
    post = Post(name, "organizers", name, now, now + MATTERS_FOR, (version,))
    places = [each for each, community in communities.items() if "organizers" in community.channels]
    return Changes((post,), tuple(Copy(name, each, "coming", now) for each in places)) if places else Changes()


def failing(post: Post | None, copy: Copy) -> str:
    """Tell as plain text what failed, where and why."""
    return f"{post.versions[0].message.title if post else copy.post} in {copy.community}: {copy.why}"


def is_told(post: Post) -> bool:
    """Say whether a post tells organizers something that came about, rather than what the facts call for."""
    return post.key.startswith(_PREFIX)
