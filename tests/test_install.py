"""The wheel: what is in it, and that it works away from the checkout. Needs no network."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def quietly(*line: str | Path, cwd: Path) -> None:
    done = subprocess.run([*map(str, line)], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    quietly(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=root)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Install the wheel into an environment that sees the dependencies of this one; gives what runs it elsewhere."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    line = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel)
    quietly(*line, cwd=home)
    ours = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})["purelib"]
    theirs = {sysconfig.get_paths()[kind] for kind in ("purelib", "platlib")}
    (Path(ours) / "dependencies.pth").write_text("\n".join(theirs))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    calm = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*line: str) -> subprocess.CompletedProcess[str]:
        command = [home / "bin" / "workshop-bot", *line]
        return subprocess.run(
            command, cwd=elsewhere, env=calm, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    return run


def test_the_wheel_holds_code_facts_and_the_page(wheel: Path, root: Path) -> None:
    names = ZipFile(wheel).namelist()
    facts = {f"bot/{file.relative_to(root)}" for file in (root / "data").rglob("*.yaml")}
    page = {f"{file.relative_to(root)}" for file in (root / "bot/platforms/web/static").iterdir()}
    assert facts | page <= set(names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"bot", "commands"}


def test_an_installed_bot_answers(installed: Run) -> None:
    done = installed("ask", "/workshop deadlines icml-2024", "--at", "2024-05-20T12:00Z", "--zone", "UTC")
    assert (done.returncode, done.stderr) == (0, "")
    assert "30 May 2024, 11:59 UTC" in done.stdout


def test_an_installed_bot_checks_its_facts(installed: Run) -> None:
    done = installed("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" facts, no problems.\n")


def test_an_installed_bot_talks(installed: Run) -> None:
    done = installed("chat")
    assert (done.returncode, done.stderr) == (0, "")
