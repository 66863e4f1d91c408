"""The file of what is kept: one connection, owned by one thread, so that nothing waits for the disk but who asked."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.clock import Clock, real
from bot.store.checks import StoreError, told
from bot.store.opening import opened
from bot.store.transactions import T, Transactions, Work

__all__ = ["Store", "StoreError"]

_Waiting = tuple[Work[Any], "asyncio.Future[Any]"]


class Store(Transactions):
    """Keeps things in a file; it is made, and brought up to date, when opened. Raises StoreError where it cannot be."""

    def __init__(self, file: Path, clock: Clock = real) -> None:
        """Open the file; the clock tells when a backup was made that had to be."""
        self.file = file
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._waiting: list[_Waiting] = []
        self._committing: asyncio.Task[None] | None = None
        try:
            self._connection = self._thread.submit(opened, file, clock()).result()
        except StoreError:
            self._thread.shutdown()
            raise

    async def read(self, work: Work[T]) -> T:
        """Do something that only reads, in the thread of the file; raises StoreError."""
        return await self._in_thread(lambda: work(self._connection))

    async def write(self, work: Work[T]) -> T:
        """Do something in a transaction and come back when it is on disk; raises StoreError.

        What is asked for while another transaction is being written goes together into the next one.
        """
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit())
        return await done  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Write what waits, then close the file."""
        if self._committing:
            await self._committing
        await self._in_thread(self._connection.close)
        self._thread.shutdown()

    async def _commit(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                results = await self._in_thread(lambda batch=batch: self._write([work for work, _ in batch]))  # type: ignore[misc]
            except StoreError as error:
                results = [error] * len(batch)
            for (_, done), result in zip(batch, results, strict=True):
                if done.cancelled():
                    continue
                done.set_exception(result) if isinstance(result, Exception) else done.set_result(result)
        self._committing = None

    def _write(self, works: list[Work[Any]]) -> list[Any]:
        """Do everything in one transaction; where something fails by itself, each in one of its own."""
        try:
            return self._together(works)
        except sqlite3.OperationalError:  # locked, full: so it would be for each
            raise
        except Exception as error:  # noqa: BLE001 - of whoever asked, who gets it; the others go on
            return [self._told(error)] if len(works) == 1 else [self._write([work])[0] for work in works]

    def _together(self, works: list[Work[Any]]) -> list[Any]:
        self._connection.execute("begin immediate")
        with self._connection:
            return [work(self._connection) for work in works]

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.Error as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> Exception:
        if not isinstance(error, sqlite3.Error):
            return error
        return StoreError(f"{self.file}: this could not be written or read: {told(error)}")
