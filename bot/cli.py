"""The subcommands: each takes what was typed and gives an exit code."""

import asyncio
import json
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from importlib import import_module
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

from bot import app, changing, keeping, operate, outboxing
from bot.chosen import StopError, bot_of, clock_of, config_of, folder_of, person_of
from bot.clock import Clock
from bot.config import Config, ConfigError
from bot.core import Bot, Person
from bot.facts.files import Loaded, load
from bot.message import Message, pages
from bot.moment import read_moment
from bot.platforms.terminal.render import render
from bot.problem import Problem
from bot.told import told

Render = Callable[[Message], list[dict[str, Any]]]


def run(arguments: Namespace) -> int:
    """Run a subcommand; every foreseen mistake is one sentence on standard error and exit code 1."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    sys.stdin = sys.stdin or StringIO()  # closed by who started us: nothing is typed
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _SUBCOMMANDS[arguments.kind](arguments)
    except (StopError, ConfigError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:  # the reader of our output has gone; nothing is left to tell it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _ask(arguments: Namespace) -> int:
    bot, clock, person = bot_of(arguments), clock_of(arguments), person_of(arguments)
    if arguments.question == "-":
        asyncio.run(_ask_lines(arguments, bot, person, clock))
        return 0
    message = asyncio.run(_answered(arguments, bot, person, clock))
    sys.stdout.write(_formatted(arguments.format, arguments.question, message, person) + "\n")
    return 1 if message.mistake else 0


async def _beside(arguments: Namespace, bot: Bot, clock: Clock) -> Callable[[], Awaitable[object]] | None:
    """Tell what organizers changed too, and let them; gives what takes up more. Never by a pretended clock."""
    file = (config_of(arguments).bot.state or app.state_folder()) / "bot.db"
    if arguments.at or not file.exists():
        return None
    from bot.deskside import sit_beside  # noqa: PLC0415 - loads the database

    changes = await sit_beside(bot, file, clock, config_of(arguments))
    return changes.refresh if changes else None


async def _answered(arguments: Namespace, bot: Bot, person: Person, clock: Clock) -> Message:
    await _beside(arguments, bot, clock)
    return await bot.answer(arguments.question, person, clock())


async def _ask_lines(arguments: Namespace, bot: Bot, person: Person, clock: Clock) -> None:
    refresh = await _beside(arguments, bot, clock)
    for line in sys.stdin:
        question = line.rstrip("\r\n")
        if refresh:
            await refresh()
        message = await bot.answer(question, person, clock())
        sys.stdout.write(_formatted("json", question, message, person) + "\n")
        sys.stdout.flush()


def _formatted(form: str, question: str, message: Message, person: Person) -> str:
    text = render(message, person.zone or "UTC")
    if form == "text":
        return text
    if form == "json":
        answer = {"question": question, "answer": text, "message": message.to_dict()}
        return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode()
    draw: Render = import_module(f"bot.platforms.{form}.render").render
    payloads = [payload for page in pages(message) for payload in draw(page)]
    return json.dumps(payloads[0] if len(payloads) == 1 else payloads, ensure_ascii=False)


def _chat(arguments: Namespace) -> int:
    from bot.platforms.terminal.chat import Conversation, chat  # noqa: PLC0415 - loads what draws a terminal

    bot, clock, person = bot_of(arguments), clock_of(arguments), person_of(arguments)
    conversation = Conversation(bot, person, clock)

    async def talk() -> None:
        conversation.refresh = await _beside(arguments, bot, clock)
        async with app.reloading(bot, folder_of(arguments)):
            await chat(conversation, _greeting(arguments, bot, clock))

    asyncio.run(talk())
    return 0


def _greeting(arguments: Namespace, bot: Bot, clock: Clock) -> str:
    lines = [f"{bot.catalog.about.name}. Type a question, {bot.line('help')} for the commands, quit to leave."]
    if arguments.at:
        lines.append(f"Pretended time: {told(read_moment(f'{clock():%Y-%m-%dT%H:%MZ}'), 'UTC')}.")
    return "\n".join(lines)


def _check(arguments: Namespace) -> int:
    paths = [Path(path) for path in arguments.paths] or [folder_of(arguments)]
    loaded = [load(_folder_of(path)) for path in paths]
    problems = [problem for path, each in zip(paths, loaded, strict=True) for problem in _in(path, each.problems)]
    config = config_of(arguments)
    problems += _check_communities(config, loaded)
    if problems:
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1
    facts = sum(len(each.catalog.facts) for each in loaded if each.catalog)
    sys.stdout.write(f"{facts} facts, no problems.\n")
    return 0


def _folder_of(path: Path) -> Path:
    """Give the data folder that a file belongs to, since its facts refer to others; a folder is one itself."""
    if not path.is_file():
        return path
    return next((folder for folder in path.absolute().parents if (folder / "workshops").is_dir()), path.parent)


def _in(path: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Give the problems of one file where a file was named, all of them else."""
    if not path.is_file():
        return list(problems)
    return [replace(each, file=str(path)) for each in problems if Path(each.file).absolute() == path.absolute()]


def _check_communities(config: Config, loaded: Iterable[Loaded]) -> list[Problem]:
    known = {key for each in loaded if each.catalog for key in each.catalog.all.communities}
    wanted = [each.invitation for each in config.communities if each.invitation and known]
    return [
        Problem("config.toml", 0, 0, f"there is no community '{key}' in the data") for key in wanted if key not in known
    ]


def _new(arguments: Namespace) -> int:
    from bot.facts.new import new_edition  # noqa: PLC0415 - one subcommand's own

    try:
        file = new_edition(folder_of(arguments), arguments.name, arguments.like, input)
    except EOFError:
        raise StopError("\nNo answer came, so nothing was written.") from None
    except ValueError as error:
        raise StopError(str(error)) from None
    except OSError as error:
        raise StopError(f"{error.filename}: this cannot be written: {error.strerror}") from None
    sys.stdout.write(f"Wrote {file}. Fill in what you know, then run: workshop-bot check\n")
    return 0


def _schema(arguments: Namespace) -> int:
    from bot.facts.schema import write_schemas  # noqa: PLC0415 - one subcommand's own

    folder = Path(arguments.folder) if arguments.folder else folder_of(arguments) / "schema"
    sys.stdout.writelines(f"Wrote {file}\n" for file in write_schemas(folder))
    return 0


def _readme(arguments: Namespace) -> int:
    from bot.readme import with_table  # noqa: PLC0415 - one subcommand's own

    file = Path(arguments.file)
    try:
        old = file.read_text(encoding="utf-8")
        new = with_table(old, bot_of(arguments))
        if not arguments.check:
            file.write_text(new, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise StopError(f"{file}: {error}") from None
    if arguments.check and new != old:
        raise StopError(f"The table of commands in {file} is out of date; run: make readme")
    return 0


_SUBCOMMANDS: dict[str, Callable[[Namespace], int]] = {
    "ask": _ask,
    "run": operate.run,
    "chat": _chat,
    "check": _check,
    "doctor": operate.doctor,
    "manifest": operate.manifest,
    "rehearse": operate.rehearse,
    "outbox": outboxing.outbox,
    "changes": changing.changes,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "new": _new,
    "schema": _schema,
    "readme": _readme,
}
