"""The shipped files with things done to them: reading never fails, and every problem says where it is."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.facts.files import load

DATA = Path(__file__).parents[2] / "data"
FILES = sorted(path.relative_to(DATA) for path in DATA.rglob("*.yaml"))
SCALARS = ["", "~", "no", "5", "1.5", "true", "[]", "{}", "[[]]", "{a: b}", "2024-02-30", "2024-05-29 09:00", "'", '"']
SCALARS += ["&a b", "*a", "!!int x", "http://a", "id", "\t", "\0", "é", "x" * 5000, "- - -", "? a", "9" * 40, ">-"]
WHERE = st.integers(0, 10_000)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("copy") / "data"))


def delete(lines: list[str], at: int, _: int, __: str) -> None:
    del lines[at]


def duplicate(lines: list[str], at: int, to: int, _: str) -> None:
    lines.insert(to, lines[at])


def swap(lines: list[str], at: int, to: int, _: str) -> None:
    lines[at], lines[to] = lines[to], lines[at]


def indent(lines: list[str], at: int, _: int, __: str) -> None:
    lines[at] = f"  {lines[at]}"


def replace_value(lines: list[str], at: int, _: int, scalar: str) -> None:
    lines[at] = f"{lines[at].partition(': ')[0].removesuffix(':')}: {scalar}"


def replace_key(lines: list[str], at: int, _: int, scalar: str) -> None:
    key, colon, value = lines[at].partition(":")
    lines[at] = key[: len(key) - len(key.lstrip())] + scalar + colon + value


def truncate(lines: list[str], at: int, to: int, _: str) -> None:
    del lines[at:to]


CHANGES = st.tuples(
    st.sampled_from([delete, duplicate, swap, indent, replace_value, replace_key, truncate]),
    WHERE,
    WHERE,
    st.sampled_from(SCALARS),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_changed_files_are_read_or_told_about(copy: Path, name: Path, changes: list[tuple]) -> None:
    lines = (DATA / name).read_text().split("\n")
    for change, at, to, scalar in changes:
        if lines:
            change(lines, at % len(lines), to % len(lines), scalar)
    (copy / name).write_text("\n".join(lines))
    try:
        loaded = load(copy)
    finally:
        shutil.copy(DATA / name, copy / name)
    assert (loaded.catalog is None) == bool(loaded.problems)
    files = {str(copy / file) for file in FILES}
    assert [p for p in loaded.problems if p.file not in files or p.line < 1 or p.column < 1 or "\n" in p.what] == []
    assert [p for p in loaded.problems if p.line > len(lines) + 1 and p.file == str(copy / name)] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary() | st.text().map(str.encode))
def test_a_file_of_any_bytes_is_read_or_told_about(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "any.yaml").write_bytes(content)
    loaded = load(tmp_path)
    assert (loaded.catalog is None) == bool(loaded.problems)
    assert {problem.file for problem in loaded.problems} <= {str(tmp_path / "any.yaml")}
