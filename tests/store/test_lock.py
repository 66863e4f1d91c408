"""One process at a time holds the state."""

import os
import re
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store.checks import StoreError
from bot.store.lock import HeldError, held

HOLD = """
import sys
from pathlib import Path
from bot.store.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holding(state: Path) -> subprocess.Popen[str]:
    """Start a process that holds a folder; gives it when it does."""
    line = [sys.executable, "-c", HOLD, str(state)]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with holding(tmp_path) as first:
        with pytest.raises(HeldError) as error, held(tmp_path):
            pass
        first.communicate()
    said = re.sub(r"since \d{4}-\d\d-\d\d \d\d:\d\d UTC", "since then", str(error.value))
    assert said == (
        f"{tmp_path} is held by another workshop-bot: process {first.pid} on {socket.gethostname()}, since then. "
        "Stop that one first, or give this one a folder of its own: [bot] state in config.toml"
    )


def test_the_file_says_since_when(tmp_path: Path) -> None:
    with held(tmp_path / "state", lambda: datetime(2027, 2, 1, 9, 30, tzinfo=UTC)):
        said = (tmp_path / "state" / "run.lock").read_text()
    assert said == f"process {os.getpid()} on {socket.gethostname()}, since 2027-02-01 09:30 UTC\n"


def test_whoever_ends_gives_it_back(tmp_path: Path) -> None:
    for _ in range(2):
        with held(tmp_path):
            pass
    assert [file.name for file in tmp_path.iterdir()] == ["run.lock"]


def test_whoever_is_killed_gives_it_back(tmp_path: Path) -> None:
    with holding(tmp_path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        with held(tmp_path):
            assert f"process {os.getpid()} " in (tmp_path / "run.lock").read_text()


def test_one_that_has_just_begun_is_no_riddle(tmp_path: Path) -> None:
    with holding(tmp_path) as first:
        (tmp_path / "run.lock").write_text("")
        with pytest.raises(HeldError, match=r"another workshop-bot: a process that has just begun\. Stop that"):
            held(tmp_path).__enter__()
        first.communicate()


def test_two_folders_are_held_at_once(tmp_path: Path) -> None:
    with held(tmp_path / "bees"), held(tmp_path / "wasps"):
        assert sorted(file.parent.name for file in tmp_path.rglob("run.lock")) == ["bees", "wasps"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, where a folder should be")
    with pytest.raises(StoreError) as error, held(tmp_path / "taken"):
        pass
    assert str(error.value) == f"{tmp_path / 'taken'}: this folder cannot be used to keep things in: File exists"
