"""Making one of the copies that stand in a place, where there should be one."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Border, Found, SendError
from bot.posts.copies import LOOK_AGAIN, LOOK_BACK, mark_of, place_of
from bot.posts.post import Copy, Post

LEFT = {"removed", "permanent"}  # failures that are left at that: it is gone, or cannot be looked for


async def one_of(post: Post, copy: Copy, border: Border, now: datetime) -> Copy:
    """Keep the first of the copies that stand, delete the others, and give the copy as the one that was kept.

    Others are there where an earlier attempt arrived after it had been looked for, or where another bot with the same
    tokens posted at the same instant: that one keeps the same copy.
    """
    there = await _standing(post, copy, border, now)
    for extra in there[1:]:
        try:
            await border.delete(place_of(copy), extra.id)
        except SendError as error:
            if error.kind not in LEFT:
                raise
    return replace(there[0], again_at=None) if there else replace(copy, again_at=None)


async def _standing(post: Post, copy: Copy, border: Border, now: datetime) -> list[Copy]:
    """Give the copies that stand, by attempt and age."""
    recent = copy.attempted_at - LOOK_AGAIN if copy.attempted_at and not copy.generation else post.due - LOOK_BACK
    there: list[Copy] = []
    for generation in range(copy.generation + 1):
        one = replace(copy, generation=generation)
        try:
            found = await border.find(place_of(one), mark_of(one, post.version(now)), recent)
        except SendError as error:
            if error.kind not in LEFT:
                raise
            continue
        there += [_as(one, each) for each in found]
    return there


def _as(copy: Copy, found: Found) -> Copy:
    return replace(copy, id=found.id, shown=found.revision)
