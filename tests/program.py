"""The command line, run within the test's own process: a process of its own takes half a second to begin."""

import logging
import sys
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parent.parent


def program(
    *arguments: str, typed: bytes = b"", cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """Run `workshop-bot` with arguments as if typed in a folder, where `environment` is all of it, and wait."""
    said, wrong = _pipe(), _pipe()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        if environment is not None:
            patch.setattr("os.environ", dict(environment))
        patch.setattr(sys, "argv", ["workshop-bot", *arguments])
        patch.setattr(sys, "stdin", _pipe(typed))
        patch.setattr(sys, "stdout", said)
        patch.setattr(sys, "stderr", wrong)
        patch.setattr(logging.root, "handlers", [])
        with pytest.raises(SystemExit) as ended:
            main()
    return CompletedProcess(arguments, int(ended.value.code or 0), _read(said), _read(wrong))


def _pipe(typed: bytes = b"") -> TextIOWrapper:
    return TextIOWrapper(BytesIO(typed), encoding="ascii", write_through=True)


def _read(pipe: TextIOWrapper) -> str:
    assert isinstance(pipe.buffer, BytesIO)
    return pipe.buffer.getvalue().decode()
