"""What the documentation shows is tried: its sample, its editions, its keys."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.facts.collection import Collection
from bot.facts.files import load
from bot.facts.models import Workshop


def test_the_sample_conversation_is_real(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    sample = re.findall(r"```text\n\$ \.venv/bin/workshop-bot (.*?)\n(.*?)```", text, re.DOTALL)
    assert len(sample) == 1
    options, lines = sample[0][0].split(), sample[0][1].splitlines()
    typed = "\n".join(line.removeprefix("› ") for line in lines if line.startswith("› "))
    command = [sys.executable, "-m", "bot", *options]
    said = subprocess.run(command, cwd=root, input=typed, capture_output=True, text=True, check=True).stdout
    for line in (line for line in lines if line not in {"", "…"} and not line.startswith("› ")):
        _, found, said = said.partition(line.rstrip("…"))
        assert found, f"the bot no longer says, or not in this order: {line}"


def test_the_readme_names_every_subcommand(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "bot", "--help"]
    shown = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE))
    rows = "".join(re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE))
    assert names
    assert [name for name in sorted(names) if f"workshop-bot {name}" not in rows and f"`{name} " not in rows] == []


def test_the_editions_it_teaches_are_right(root: Path, tmp_path: Path) -> None:
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    files = re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", text, re.DOTALL)
    for name, lines in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(lines, encoding="utf-8")
    assert ([name for name, _ in files], load(tmp_path).problems) == (["sources.yaml", "workshops/bees-2027.yaml"], ())


@pytest.mark.parametrize("model", [Workshop, Collection])
def test_every_key_is_in_the_reference(root: Path, model: type[Workshop | Collection]) -> None:
    text = (root / "docs" / "data.md").read_text(encoding="utf-8")
    parts = {name: field.annotation for name, field in model.model_fields.items() if name != "id"}
    keys = set(parts)
    for name in model.holds:
        keys |= set(parts[name].__args__[1].model_fields) - {"id"}  # type: ignore[union-attr]
    assert sorted(key for key in keys if f"`{key}" not in text) == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "data/README.md", "docs/data.md"])
def test_every_link_inside_the_project_leads_somewhere(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https://)([^)#]+)\)", text)
    assert [link for link in links if not ((root / name).parent / link).exists()] == []


def test_no_file_names_a_machine(root: Path) -> None:
    lock = (root / "requirements.lock").read_text() + (root / "requirements-dev.lock").read_text()
    assert [line for line in lock.splitlines() if "://" in line or line.startswith("-")] == []
