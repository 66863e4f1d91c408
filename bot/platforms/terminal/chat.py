"""A conversation in the terminal: history, completion and readable answers; plain where it is no terminal."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.markup import escape as rich_escape

from bot.clock import Clock
from bot.completion import complete
from bot.core import Bot, Person
from bot.markup import Span, chunks
from bot.message import Button, Message, page_of
from bot.platforms.terminal.render import ENDLESS, Plain, is_address, render

LEAVE = {"quit", "exit", "/quit", "/exit", "bye"}


@dataclass(frozen=True)
class Rich:
    """Writes spans in the markup of rich."""

    zone: str

    def span(self, span: Span) -> str:
        """Write one span; a link shows its address behind its text."""
        shortened = bool(span.url) and is_address(span.text, span.url)
        text = rich_escape(span.url if shortened else Plain(self.zone).span(replace(span, url="")))
        for style, wanted in (("bold", span.bold), ("italic", span.italic), ("cyan", span.code or span.moment)):
            text = f"[{style}]{text}[/{style}]" if wanted and text.strip() else text
        if span.url and not shortened:
            return f"{text} [dim]<{rich_escape(span.url)}>[/dim]"
        return text


class _Completer(Completer):
    def __init__(self, bot: Bot, person: Person) -> None:
        self.bot, self.person = bot, person

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterator[Completion]:
        line = document.text_before_cursor
        last = line.rpartition(" ")[2]
        for text, what in complete(self.bot, line, organizer=self.person.organizer):
            yield Completion(text, -len(last), display_meta=what)


@dataclass
class Conversation:
    """One person's conversation: answers lines, and remembers the last buttons, which numbers press."""

    bot: Bot
    person: Person
    clock: Clock
    buttons: tuple[Button, ...] = ()
    refresh: Callable[[], Awaitable[object]] | None = None  # takes up what changed elsewhere

    async def answer(self, line: str) -> Message:
        """Answer a line, or the number of a button of the last answer; gives one page."""
        if line.strip().isdecimal() and 0 < int(line) <= len(self.buttons):
            pressed = self.buttons[int(line) - 1]
            if pressed.url:
                return Message(title=pressed.label, text=f"Open <{pressed.url}>")
            line = pressed.command
        if self.refresh:
            await self.refresh()
        message = page_of(await self.bot.answer(line, self.person, self.clock()))
        self.buttons = message.buttons
        return message


async def chat(conversation: Conversation, greeting: str) -> None:
    """Talk until the person leaves."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        await _talk(conversation, greeting)
        return
    sys.stdout.write(greeting + "\n\n")
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip().lower() in LEAVE:
            return
        message = await conversation.answer(line)
        sys.stdout.write(render(message, conversation.person.zone or "UTC") + "\n\n")
        sys.stdout.flush()


async def _talk(conversation: Conversation, greeting: str) -> None:
    console = Console(highlight=False)
    console.print(greeting, markup=False)
    _show(console, await conversation.answer(""), conversation)
    completer = _Completer(conversation.bot, conversation.person)
    session: PromptSession[str] = PromptSession("\n› ", completer=completer, complete_while_typing=True)
    while True:
        try:
            with patch_stdout():
                line = await session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip().lower() in LEAVE:
            return
        if line.strip():
            _show(console, await conversation.answer(line), conversation)


def _show(console: Console, message: Message, conversation: Conversation) -> None:
    zone = conversation.person.zone or "UTC"
    console.print()
    console.print(f"[bold underline]{rich_escape(message.title)}[/]")
    for part in _parts(message, zone):
        console.print()
        console.print(part)
    if message.note:
        console.print(f"\n[dim]{_written(message.note, zone)}[/dim]")
    if message.buttons:
        console.print()
        console.print("   ".join(_pressable(number, each.label) for number, each in enumerate(message.buttons, 1)))
    for problem in conversation.bot.problems[:1]:
        number = len(conversation.bot.problems)
        console.print(f"\n[bold]{number} problems in the data files; the last good facts are shown.[/bold]")
        console.print(rich_escape(str(problem)))


def _pressable(number: int, label: str) -> str:
    """Show a button by its number; it never breaks over two lines."""
    return f"[reverse] {number} [/reverse] {rich_escape(label)}".replace(" ", "\N{NO-BREAK SPACE}")


def _parts(message: Message, zone: str) -> Iterable[str]:
    if message.text:
        yield _written(message.text, zone)
    for section in message.sections:
        title = f"[bold]{rich_escape(section.title)}[/bold]" if section.title else ""
        yield "\n".join(part for part in (title, _written(section.text, zone)) if part)


def _written(markup: str, zone: str) -> str:
    return "".join(chunks(markup, Rich(zone), ENDLESS))
