import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import build
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.files import load
from bot.message import Message
from bot.moment import read_moment
from bot.platforms.terminal.render import render

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-20T12:00Z"
"""When the shipped facts were read: every date in them is past."""

Answer = Callable[..., Message]
Ask = Callable[..., str]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run tests that are coroutines on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep apart from what a bot of this machine keeps: every process that a test starts inherits it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def bot() -> Bot:
    return build(Config(), load(ROOT / "data"))


def answer_with(bot: Bot, line: str, at: str = TODAY, *, organizer: bool = False, zone: str = "UTC") -> Message:
    person = Person(id="1", zone=zone, organizer=organizer)
    return asyncio.run(bot.answer(line, person, read_moment(at).at))


@pytest.fixture(scope="session")
def answer(bot: Bot) -> Answer:
    """Give the message that answers a line, at a time, for a member unless said otherwise."""
    return lambda line, at=TODAY, **asker: answer_with(bot, line, at, **asker)


@pytest.fixture(scope="session")
def ask(bot: Bot) -> Ask:
    """Give the answer to a line as plain text."""

    def text(line: str, at: str = TODAY, *, zone: str = "UTC", organizer: bool = False) -> str:
        return render(answer_with(bot, line, at, zone=zone, organizer=organizer), zone)

    return text


@pytest.fixture
def bot_on(tmp_path: Path) -> Callable[..., Bot]:
    """Make a bot that knows only the files given as name → text; raises AssertionError where they are wrong."""

    def make(**files: str) -> Bot:
        for name, text in files.items():
            file = tmp_path / ("workshops" if name != "facts" else ".") / f"{name.replace('_', '-')}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        loaded = load(tmp_path)
        assert loaded.problems == ()
        return build(Config(), loaded)

    return make
