import asyncio
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from bot.core import Bot, Person
from bot.moment import read_moment
from bot.platforms.terminal.chat import Conversation

AT = "2024-05-20T12:00Z"


def conversation(bot: Bot) -> Conversation:
    return Conversation(bot, Person(zone="UTC"), lambda: read_moment(AT).at)


def test_a_number_presses_the_button(bot: Bot) -> None:
    talk = conversation(bot)
    first = asyncio.run(talk.answer("/workshop deadlines"))
    assert first.buttons[0].label == "ICML 2024"
    assert asyncio.run(talk.answer("1")).title == "Deadlines · ICML 2024"


def test_a_number_without_a_button_is_a_question(bot: Bot) -> None:
    assert asyncio.run(conversation(bot).answer("7")).command == "/workshop ask 7"


def test_a_button_with_an_address_shows_it(bot: Bot) -> None:
    talk = conversation(bot)
    message = asyncio.run(talk.answer("/workshop join"))
    assert asyncio.run(talk.answer("2")).text == f"Open <{message.buttons[1].url}>"


def test_long_lists_turn_by_their_buttons(bot: Bot) -> None:
    talk = conversation(bot)
    first = asyncio.run(talk.answer("/workshop glossary"))
    assert first.title.startswith("Glossary (1 of ")
    second = asyncio.run(talk.answer("1"))
    assert second.title.startswith("Glossary (2 of ")


def test_without_a_terminal_it_reads_lines_and_prints_answers(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--at", AT, "--zone", "UTC"],
        cwd=root,
        input="/workshop venue icml-2024\n\nquit\nnever answered\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.startswith(
        "Mechanistic Interpretability Workshop. Type a question, /workshop help for the commands, quit to leave.\n"
        "Pretended time: Mon 20 May 2024, 12:00 UTC.\n\nVenue · ICML 2024\n"
    )
    assert "never answered" not in done.stdout
    assert done.stderr == ""


def test_in_a_terminal_it_greets_answers_and_leaves(root: Path) -> None:
    main, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--at", AT, "--zone", "UTC"],
        cwd=root,
        stdin=child,
        stdout=child,
        stderr=child,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "PROMPT_TOOLKIT_NO_CPR": "1"},
    )
    os.close(child)
    try:
        assert "Next: " in read_until(main, "›")
        os.write(main, b"/workshop venue icml-2024\r")
        assert "Lehar 1" in read_until(main, "Lehar 1")
        os.write(main, b"quit\r")
        assert process.wait(10) == 0
    finally:
        process.kill()
        os.close(main)


def read_until(terminal: int, text: str) -> str:
    seen = b""
    end = time.monotonic() + 20
    while text not in seen.decode(errors="replace") and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
    return seen.decode(errors="replace")
