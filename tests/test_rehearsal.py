"""`workshop-bot rehearse`: what would be posted, when and where; nothing is sent."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.program import program

ROOT = Path(__file__).parent.parent
OFFLINE = """
import sys

def refuse(event, _):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind"}:
        raise RuntimeError(event)

from bot.__main__ import main
sys.addaudithook(refuse)
main()
"""
BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE, text: Four pages.}
sessions:
  welcome: {title: Welcome, at: 2027-06-20 09:00-09:30 Europe/Vienna, kind: talk}
"""
SETTINGS = """
[posts.ladders]
submission = ["1d"]
[[communities]]
name = "Bees"
platform = "discord"
channels = { deadlines = "1200000000000000003" }
[[communities]]
name = "Hive"
platform = "slack"
off = ["schedule"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with facts and settings."""
    (tmp_path / "workshops").mkdir()
    (tmp_path / "workshops" / "bees-2027.yaml").write_text(BEES)
    (tmp_path / "config.toml").write_text(SETTINGS)
    return tmp_path


def rehearse(*arguments: str, folder: Path = ROOT / "data", zone: str = "UTC") -> tuple[int, str, str]:
    """Run the subcommand where the network is refused."""
    settings = ["--config", str(folder / "config.toml")] if (folder / "config.toml").exists() else []
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "rehearse", *arguments, "--data", str(folder), *settings],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TZ": zone},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_post_is_shown_whole(folder: Path) -> None:
    code, out, error = rehearse("bees-2027", "--to", "2027-04-01T00:00Z", "--zone", "asia/tokyo", folder=folder)
    lines = [line for line in out.splitlines() if not line.startswith("→")]
    assert (code, error) == (0, "")
    assert [line for line in lines if line] == [
        "─" * 60,
        "Sun 28 Feb 2027, 23:59 AoE  ·  Mon 1 Mar 2027, 11:59 UTC  ·  Mon 1 Mar 2027, 20:59 Tokyo time",
        "deadlines: Bees (1200000000000000003); Hive (no channel)",
        "Paper · Bees 2027",
        "Due Tue 2 Mar 2027, 20:59 Tokyo time (Mon 1 Mar 2027, 23:59 AoE; Tue 2 Mar 2027, 11:59 UTC).",
        "Four pages.",
        "Source: https://bees.org",
        "From Tue 2 Mar 2027, 20:59 Tokyo time on it shows:",
        "Closed: Paper · Bees 2027",
        "Closed. It was due Tue 2 Mar 2027, 20:59 Tokyo time (Mon 1 Mar 2027, 23:59 AoE; Tue 2 Mar 2027, 11:59 UTC).",
        "Source: https://bees.org",
        "1 post.",
    ]


def test_a_start_says_that_it_stands_in_a_thread(folder: Path) -> None:
    out = rehearse("bees-2027", "--from", "2027-06-01T00:00Z", folder=folder)[1]
    assert [line for line in out.splitlines() if line.startswith("schedule")] == [
        "schedule: Bees (no channel)",
        "schedule: Bees (no channel), in the thread of the day's briefing",
    ]
    assert out.endswith("\n2 posts.\n")


def test_json_holds_the_payload_of_each_place(folder: Path) -> None:
    code, out, error = rehearse("--to", "2027-04-01T00:00Z", "--format", "json", folder=folder)
    rows: list[dict[str, Any]] = json.loads(out)
    assert (code, error, len(rows)) == (0, "", 2)
    places = {"Bees": "1200000000000000003", "Hive": ""}
    for row, (name, channel) in zip(rows, places.items(), strict=True):
        shows = row.pop("shows")
        assert row == {
            "key": "bees-2027/submission@2027-03-02T11:59Z/1d",
            "kind": "deadlines",
            "due": "2027-03-01T11:59Z",
            "community": name,
            "channel": channel,
            "under": "",
        }
        assert [each["from"] for each in shows] == ["2027-03-01T11:59Z", "2027-03-02T11:59Z"]
        assert ("embeds" if name == "Bees" else "blocks") in shows[0]["payloads"][0]


def test_the_first_edition_had_five_posts_by_june() -> None:
    rows = json.loads(rehearse("icml-2024", "--to", "2024-06-01T00:00Z", "--format", "json")[1])
    assert [f"{row['due']} {row['key'].removeprefix('icml-2024/')}" for row in rows] == [
        "2024-05-11T10:00Z submission@2024-05-11T10:00Z/opens",
        "2024-05-12T09:59Z submission@2024-05-30T11:59Z/step/openreview-account",
        "2024-05-16T11:59Z submission@2024-05-30T11:59Z/14d",
        "2024-05-27T11:59Z submission@2024-05-30T11:59Z/3d",
        "2024-05-29T11:59Z submission@2024-05-30T11:59Z/1d",
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_it_is_the_same_in_every_zone(form: str) -> None:
    outs = {rehearse("--format", form, zone=zone)[1] for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles")}
    assert (len(outs), len(outs.pop()) > 10_000) == (1, True)


def test_an_edition_begins_no_other_ones_name(folder: Path) -> None:
    (folder / "workshops" / "bees-2027-b.yaml").write_text(BEES.replace("Paper", "Other"))
    assert "Other" not in rehearse("bees-2027", folder=folder)[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["icml-2023"], "There is no edition 'icml-2023'. There are: icml-2024, icml-2026, neurips-2025"),
        (
            ["--from", "2024-05-01"],
            "'2024-05-01' is not one instant; write a day, an hour and a zone, such as 2024-05-20T12:00Z",
        ),
        (
            ["--to", "2024-05-01T12:00"],
            "'2024-05-01T12:00' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna",
        ),
        (["--from", "2024-02-30T12:00Z"], "there is no day 2024-02-30"),
        (["--zone", "CET"], "'CET' is an abbreviation, not a zone; write Europe/Vienna"),
    ],
)
def test_what_means_nothing_is_refused_in_a_sentence(arguments: list[str], sentence: str) -> None:
    done = program("rehearse", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize(("form", "empty"), [("text", "Nothing would be posted.\n"), ("json", "[]\n")])
def test_nothing_is_said_in_words(form: str, empty: str) -> None:
    assert rehearse("--from", "2100-01-01T00:00Z", "--format", form) == (0, empty, "")


@pytest.mark.parametrize(
    ("ladder", "sentence"),
    [
        ('["soon"]', "'posts.ladders.submission.0': 'soon' is no time before something; write 3d, 12h or 30m"),
        ('["0d"]', "'posts.ladders.submission.0': '0d' is no time before something; write 3d, 12h or 30m"),
        ('["400d"]', "'posts.ladders.submission.0': '400d' is more than a year; write less"),
        ("[3]", "'posts.ladders.submission.0': '3' is no time before something; write 3d, 12h or 30m"),
    ],
)
def test_nonsense_in_the_ladders_is_refused(folder: Path, ladder: str, sentence: str) -> None:
    (folder / "config.toml").write_text(SETTINGS.replace('["1d"]', ladder))
    done = program("rehearse", "--data", str(folder), "--config", str(folder / "config.toml"))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{folder / 'config.toml'}: {sentence}\n")
