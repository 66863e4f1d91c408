"""`workshop-bot run` as a process: what it prints, and how it ends."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import app
from tests.platforms.web.measure import run_bot
from tests.program import program


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_while_a_page_is_open(root: Path, tmp_path: Path, how: signal.Signals) -> None:
    with run_bot(root / "data", tmp_path) as running, socket.create_connection(("127.0.0.1", running.port)) as page:
        token = running.address.partition("?")[2]
        page.sendall(f"GET /events?{token} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode())
        assert page.recv(15) == b"HTTP/1.1 200 OK"
        running.process.send_signal(how)
        assert running.process.wait(20) == 0  # by itself the server waits a minute for the page


def test_it_prints_the_address_and_how_to_stop(root: Path, tmp_path: Path) -> None:
    with run_bot(root / "data", tmp_path) as running:
        name = "Mechanistic Interpretability Workshop"
        assert running.said == f"{name}: {running.address}\nOpen it in a browser. Ctrl-C stops.\n"


def test_it_says_so_where_the_port_is_in_use(root: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with run_bot(root / "data", tmp_path, port) as running:
            assert running.said.startswith(f"Port {port} is in use, so the page is on port {running.port}.\n")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["--no-page"], 1, "There is nothing to run: the page is off. Ask for it with: workshop-bot run --page\n"),
        (["--page", "--data", "nowhere"], 1, "nowhere"),
        (["--port", "70000"], 2, "'70000' is no port: give a number up to 65535"),
    ],
)
def test_what_cannot_run_is_told(root: Path, line: list[str], code: int, said: str) -> None:
    done = program("run", *line, cwd=root)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)


def test_in_a_container_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("WORKSHOP_BOT_CONTAINER", "1")
    assert app.in_container()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, "workshop-bot run --page" in done.stderr) == (1, "", True)
