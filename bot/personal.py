"""What is kept for one person: reminders, and the time zone they chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

MOST = 50  # reminders of one person
USUAL = (timedelta(days=14), timedelta(days=3), timedelta(days=1), timedelta(hours=3))
"""The usual ladder of a person's reminders; what has passed already is left out."""
USUAL_OF_SLOT = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10))
"""The same for what takes place: a session, a social, a seminar."""


class FullError(Exception):
    """A person would have more than the most reminders; holds how many they have."""

    def __init__(self, have: int) -> None:
        """Keep the number."""
        super().__init__(have)
        self.have = have


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a person wants to be told of: `subject` is the key of an occasion, `leads` are how long before its instant.

    Without an instant it waits until that is known. `told` is the time they were last told, as a file would hold it,
    or that it was cancelled; `next_at` is when to write to them next (aware UTC), None where nothing is to come.
    """

    person: str
    subject: str
    community: str
    leads: tuple[timedelta, ...] = ()
    told: str = ""
    next_at: datetime | None = None


class Personal(Protocol):
    """Keeps and sends what people asked for."""

    async def reminders(self, person: str) -> Sequence[Reminder]:
        """Give a person's reminders."""

    async def put(self, *reminders: Reminder) -> None:
        """Keep reminders, all or none, in place of those of the same person and subject.

        Raises FullError where a person would have more than MOST.
        """

    async def drop(self, person: str, subject: str = "") -> int:
        """Stop a reminder, or all of a person's; says how many there were."""

    async def try_direct(self, person: str, community: str, title: str, text: str) -> str:
        """Write to a person at once; gives why that did not work, empty where it did."""

    def zone(self, person: str) -> str | None:
        """Give the zone that a person chose."""

    async def set_zone(self, person: str, zone: str | None) -> None:
        """Keep the zone that a person chose, or forget it."""

    async def erase(self, person: str) -> None:
        """Forget all that is kept of a person."""
