import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import program

ROOT = Path(__file__).parent.parent
ALONE = {"XDG_STATE_HOME": str(ROOT / ".pytest_cache" / "nothing")}  # whatever this machine's own bot keeps


def run(*arguments: str, typed: str | bytes = "", cwd: Path = ROOT) -> tuple[int, str, str]:
    typed = typed.encode() if isinstance(typed, str) else typed
    done = program(*arguments, typed=typed, cwd=cwd, environment=ALONE)
    return done.returncode, done.stdout, done.stderr


def test_ask_prints_one_answer() -> None:
    code, out, error = run("ask", "/workshop venue icml-2024")
    assert (code, out.splitlines()[0], error) == (0, "Venue · ICML 2024", "")


def test_ask_pretends_a_time_a_zone_and_a_role() -> None:
    out = run("ask", "/workshop deadlines icml-2024", "--at", "2024-05-20T12:00Z", "--zone", "asia/tokyo")[1]
    assert "Thu 30 May 2024, 20:59 Tokyo time (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC)" in out
    assert "Open: 9 days left." in out
    assert run("ask", "/organize", "--as", "organizer")[1].startswith("Organizers' desk\n")


def test_ask_answers_each_line_with_a_line_of_json() -> None:
    code, out, error = run("ask", "-", typed="/workshop venue icml-2024\nwhat is grokking?\n\n/workshop nope nope?\n")
    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, error, [answer["question"] for answer in answers]) == (
        0,
        "",
        ["/workshop venue icml-2024", "what is grokking?", "", "/workshop nope nope?"],
    )
    assert answers[0]["answer"].startswith(
        "Venue · ICML 2024\n\nWhere: Room Lehar 1, Messe Wien Exhibition Congress Center"
    )
    assert answers[0]["message"]["title"] == "Venue · ICML 2024"
    assert set(answers[0]) == {"question", "answer", "message"}


def test_ask_survives_what_is_no_text() -> None:
    code, out, error = run("ask", "-", typed=b"\xff\xfe\x00\n" + b"x" * 100_000 + b"\n")
    assert (code, len(out.splitlines()), error) == (0, 2, "")


def test_json_is_one_value() -> None:
    answer = json.loads(run("ask", "/workshop join", "--format", "json")[1])
    assert answer["message"]["buttons"][1]["url"] == "https://discord.gg/ysVfhCfCKw"


@pytest.mark.parametrize(("form", "key"), [("discord", "embeds"), ("slack", "blocks")])
def test_a_platforms_form_is_its_payload_or_a_list_of_them(form: str, key: str) -> None:
    assert key in json.loads(run("ask", "/workshop venue icml-2024", "--format", form)[1])
    several = json.loads(run("ask", "/workshop open-problems", "--format", form)[1])
    assert len(several) > 1
    assert all(key in payload for payload in several)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ask", "x", "--at", "tomorrow"), "--at: 'tomorrow' is not a time; write 2024-05-29 AoE"),
        (("ask", "x", "--at", "2024-05-20 12:00"), "--at: '2024-05-20 12:00' has no zone; add AoE"),
        (("ask", "x", "--zone", "PST"), "--zone: 'PST' is an abbreviation, not a zone; write America/Los_Angeles"),
        (("ask", "x", "--data", "/nowhere"), "/nowhere: there is no such folder; --data names the data folder"),
        (("ask", "x", "--config", "/nowhere.toml"), "/nowhere.toml: this file cannot be read: No such file"),
        (("chat", "--data", "/nowhere"), "/nowhere: there is no such folder"),
    ],
)
def test_bad_options_get_a_sentence_and_a_code(arguments: tuple[str, ...], sentence: str) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (1, "")
    assert error.startswith(sentence)
    assert "Traceback" not in error


def test_a_mistaken_command_has_a_code() -> None:
    code, out, _ = run("ask", "/workshop deadlins")
    assert (code, out.splitlines()[2]) == (1, "There is no command “deadlins”. Did you mean deadlines?")


def test_bad_data_stops_the_start_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "workshops").mkdir()
    (tmp_path / "workshops" / "foo-2026.yaml").write_text("name: Foo\ntilte: x\nsource: https://foo.example\n")
    code, out, error = run("ask", "/workshop", "--data", str(tmp_path))
    file = tmp_path / "workshops" / "foo-2026.yaml"
    assert (code, out) == (1, "")
    assert f"{file}:2:1: unknown key 'tilte'; did you mean 'title'?\n" in error
    assert f"{file}:1:1: 'title' is missing\n" in error


def test_check_says_how_many_facts_are_in_order() -> None:
    code, out, error = run("check")
    assert (code, out.endswith(" facts, no problems.\n"), error) == (0, True, "")


def test_check_tells_every_problem_of_files_and_folders(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("terms:\n  A: {term: a, text: b}\n")
    for path in (tmp_path, file):
        code, out, _ = run("check", str(path))
        assert (code, out) == (
            1,
            f"{file}:2:3: 'A' is not an id; write small letters, digits and single hyphens, such as camera-ready\n",
        )


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    done = subprocess.run(
        f"yes /workshop | head -500 | {sys.executable} -m bot ask - | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("typed", "said"), [("ask -", ""), ("chat", "Mechanistic"), ("ask /workshop", "Mechanistic")])
def test_a_closed_input_is_nothing_typed(typed: str, said: str) -> None:
    line = f'exec "{sys.executable}" -W error -m bot {typed} <&-'
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.partition(" ")[0], done.stderr) == (0, said, "")


@pytest.mark.parametrize("kind", ["ask", "run", "chat", "check", "new", "schema", "readme"])
def test_every_subcommand_says_what_it_needs(kind: str) -> None:
    code, out, _ = run(kind, "--help")
    assert code == 0
    assert "Needs" in out or "maintainers" in out or "questions" in out or "editors" in out
