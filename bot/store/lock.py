"""The lock on the state: one process at a time holds the folder, until it ends in whatever way."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import Clock, real
from bot.store.checks import StoreError, told

FILE = "run.lock"
MOST = 500  # bytes that are read of who holds it


class HeldError(StoreError):
    """Another process holds the state; holds the sentence that says which."""


@contextmanager
def held(state: Path, clock: Clock = real) -> Iterator[None]:
    """Hold a folder while the context lasts; raises HeldError where another process does, StoreError."""
    try:
        number = _opened(state)
    except OSError as error:
        raise StoreError(f"{state}: this folder cannot be used to keep things in: {told(error)}") from None
    try:
        if not _taken(state, number):
            raise HeldError(_holder(state, number))
        _sign(state, number, f"process {os.getpid()} on {socket.gethostname()}, since {clock():%Y-%m-%d %H:%M} UTC")
        yield
    finally:
        os.close(number)


def _opened(state: Path) -> int:
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(state / FILE, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(state: Path, number: int) -> bool:
    """Take the lock where it is free; the kernel gives it back when the file is closed, by kill -9 too."""
    if sys.platform == "win32":
        return True  # it has no such lock; there only SQLite's own keep two processes apart
    import fcntl  # noqa: PLC0415 - Windows has none

    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StoreError(f"{state}: this folder cannot be locked: {told(error)}") from None
    return True


def _holder(state: Path, number: int) -> str:
    who = os.pread(number, MOST, 0).decode(errors="replace").strip() or "a process that has just begun"
    return (
        f"{state} is held by another workshop-bot: {who}. Stop that one first, or give this one a folder of its own: "
        "[bot] state in config.toml"
    )


def _sign(state: Path, number: int, who: str) -> None:
    try:
        os.ftruncate(number, 0)
        os.pwrite(number, f"{who}\n".encode(), 0)
    except OSError as error:
        raise StoreError(f"{state / FILE}: this cannot be written: {told(error)}") from None
