"""The steps of a delivery: before and after each commit, and before and after each call."""

from collections.abc import Callable
from functools import wraps
from typing import Any

CALLS = ("post", "edit", "delete", "find")
Reached = Callable[[str], None]


class Dead(BaseException):
    """Ends whatever a process does, as SIGKILL would, in a test that is one process."""


def stepping_border(border: Any, name: str, reached: Reached) -> Any:
    """Let a border say what it is about to do, and what it has done."""
    for call in CALLS:
        setattr(border, call, _around(getattr(border, call), f"{name}: {call}", reached))
    return border


def _around(call: Callable[..., Any], name: str, reached: Reached) -> Callable[..., Any]:
    @wraps(call)
    async def around(*arguments: Any) -> Any:
        reached(f"{name}, before")
        given = await call(*arguments)
        reached(f"{name}, after")
        return given

    return around


def stepping_store(store: Any, reached: Reached) -> Any:
    """Let a store say when it is about to commit, and when it has."""
    together = store._together  # noqa: SLF001 - where it commits

    def around(works: list[Callable[..., Any]]) -> list[Any]:
        results = together([*works, lambda _: reached("commit, before")])
        reached("commit, after")
        return list(results[:-1])

    store._together = around  # noqa: SLF001 - the same
    return store
