"""What the chat platforms share in answering: what a button asks for, and what may be shown to everyone."""

import re
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core import Bot, Person
from bot.lines import Call
from bot.message import Button, Message, page_of, plain
from bot.slash import Command, UserError

ENOUGH = "You have shown five answers within an hour, which is the most. Please wait a little, or quote this one."
GONE = "This form is not offered any more."
SORRY = "This answer could not be shown here, and that has been noted. Please try again in a moment."
SHOW = "show "
FIX = "fix "
MOST_SHOWN = 5  # answers that one person shows to everyone in an hour
HOUR = timedelta(hours=1)
_PAGED = re.compile(r" page:\d+$")


@dataclass(frozen=True)
class Reply:
    """One page of an answer, and whether it is for everyone."""

    message: Message
    public: bool


async def reply_to(bot: Bot, asked: str | Call, person: Person, now: datetime, *, alone: bool = False) -> Reply:
    """Answer; what is private offers to be shown to everyone.

    Mistakes, the organizers' own and what is of the asker alone do not, nor does anything where one is `alone` anyway.
    """
    command = command_of(bot, asked)
    message = page_of(await bot.answer(asked, person, now))
    if message.mistake or command is None:
        return Reply(message, public=False)
    if alone or command.public or command.organizer or command.personal:
        return Reply(message, public=command.public)
    show = Button("Show to everyone", f"{SHOW}{line_of(message)}")
    return Reply(replace(message, buttons=(*message.buttons, show)), public=False)


async def shown_to_everyone(bot: Bot, line: str, person: Person, now: datetime) -> Message:
    """Answer for everyone, under the name of who shows it."""
    as_anybody = replace(person, organizer=False, community="")  # nothing of their own is told, nor done again
    message = page_of(await bot.answer(line, as_anybody, now))
    return replace(message, notice=f"{plain(person.name)} shows: {line}")


def command_of(bot: Bot, asked: str | Call) -> Command | None:
    """Give the command that will answer; None where what was typed is none."""
    if isinstance(asked, Call):
        return asked.command
    try:
        return bot.read(asked).command
    except UserError:
        return None


def line_of(message: Message) -> str:
    """Give the line that asks for this very page again."""
    return message.command if message.page == 1 else f"{message.command} page:{message.page}"


def turns_a_page(line: str) -> bool:
    """Say whether a line asks for another page of an answer."""
    return _PAGED.search(line) is not None


@dataclass
class Allowance:
    """How often each person may do something: at most `most` times in any `span`."""

    most: int = MOST_SHOWN
    span: timedelta = HOUR
    _times: dict[str, deque[datetime]] = field(default_factory=dict)

    def take(self, person: str, now: datetime) -> bool:
        """Take one of a person's times, and say whether there was one left."""
        self._times = {who: times for who, times in self._times.items() if times[-1] > now - self.span}
        times = self._times.setdefault(person, deque(maxlen=self.most))
        if len(times) == self.most and times[0] > now - self.span:
            return False
        times.append(now)
        return True
