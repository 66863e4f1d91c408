"""Starting the bot: help that loads nothing, and a clear word on Pythons that are too old."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUBCOMMANDS = ["ask", "run", "chat", "check", "manifest", "doctor", "backup", "restore", "new", "schema", "readme"]
HEAVY = ["pydantic", "sqlite_utils", "prompt_toolkit", "rich", "yaml", "asyncio", "aiohttp", "bot.cli"]
HELP = f"""
import sys
from bot.__main__ import main
try:
    main()
finally:
    sys.stderr.write(" ".join(name for name in {HEAVY} if name in sys.modules))
"""


def run(*line: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, line)], cwd=cwd, capture_output=True, text=True, check=False)


def old_pythons() -> list[Path]:
    """Find Pythons 3 before 3.11 on this machine."""
    named = (shutil.which(f"python3.{minor}") for minor in range(6, 11))
    found = [Path(each) for each in named if each and ".pyenv" not in each]
    found += (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python3")
    code = "import sys; sys.exit(sys.version_info >= (3, 11))"
    return [each for each in found if not subprocess.run([each, "-c", code], check=False).returncode]


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_help_of_a_subcommand_loads_nothing(root: Path, name: str) -> None:
    done = run(sys.executable, "-c", HELP, name, "--help", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Needs" in done.stdout or name in {"new", "schema", "readme"}


def test_help_names_every_subcommand(root: Path) -> None:
    done = run(sys.executable, "-c", HELP, "--help", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for name in SUBCOMMANDS if f"    {name} " not in done.stdout] == []


@pytest.mark.parametrize("line", [[], ["fly"], ["ask"], ["ask", "x", "--format", "morse"]])
def test_a_wrong_line_is_told_with_usage(root: Path, line: list[str]) -> None:
    done = run(sys.executable, "-m", "bot", *line, cwd=root)
    assert (done.returncode, done.stderr.startswith("usage: workshop-bot")) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_old_pythons_can_read_the_start(root: Path, name: str) -> None:
    assert ast.parse((root / "bot" / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_old_pythons_are_told_what_to_do(root: Path) -> None:
    found = old_pythons()
    if not found:
        pytest.skip("no Python older than 3.11 on this machine")
    for python in found:
        done = run(python, "-m", "bot", "chat", cwd=root)
        assert done.returncode == 1
        assert done.stderr.startswith("workshop-bot needs Python 3.11 or newer; this is Python 3.")
        assert done.stderr.count("\n") == 1


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """Give a folder that holds what `make run` needs before it has installed anything."""
    if not shutil.which("make"):
        pytest.skip("no make on this machine")
    (tmp_path / "bot").mkdir()
    for name in ("Makefile", "bot/__init__.py", "bot/__main__.py"):
        shutil.copy(root / name, tmp_path / name)
    return tmp_path


def make_run(checkout: Path, python: str | Path) -> str:
    """Run `make run` with a Python that will not do; gives what it says, without make's own last line."""
    calm = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}
    line = ["make", "run", f"PYTHON={python}"]
    done = subprocess.run(line, cwd=checkout, env=calm, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not (checkout / ".venv").exists()
    return "".join(line for line in done.stderr.splitlines(keepends=True) if not line.startswith("make"))


def test_make_tells_a_missing_python(checkout: Path) -> None:
    assert make_run(checkout, "python-that-is-not-there") == (
        "There is no python-that-is-not-there here. Install Python 3.11 or newer, or name one: "
        "make run PYTHON=python3.12\n"
    )


def test_make_tells_a_missing_venv_module(checkout: Path) -> None:
    stub = checkout / "python stub"
    stub.write_text(f'#!/bin/sh\ncase "$2" in *venv*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n')
    stub.chmod(0o755)
    assert make_run(checkout, stub) == (
        f"The venv module of {stub} is missing. On Debian and Ubuntu, install it first: apt-get install python3-venv\n"
    )


def test_make_tells_an_old_python(checkout: Path) -> None:
    found = old_pythons()
    if not found:
        pytest.skip("no Python older than 3.11 on this machine")
    assert make_run(checkout, found[0]).startswith("workshop-bot needs Python 3.11 or newer; this is Python 3.")
