"""The key that signs the page's cookies: it outlives a restart, so that a page left open can connect again."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

SIZE = 32  # bytes
VALID_FOR = 7 * 24 * 3600  # seconds


def load_key(folder: Path) -> bytes:
    """Read the key, made at the first start; where it can be neither read nor kept, a new one for this start alone."""
    file = folder / "page.key"
    with suppress(OSError):
        return _kept(file)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mine = file.with_name(f"page.key.{os.getpid()}")
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new:
            new.write(secrets.token_bytes(SIZE))
        mine.replace(file)
        return _kept(file)
    return secrets.token_bytes(SIZE)


def _kept(file: Path) -> bytes:
    key = file.read_bytes()
    if len(key) != SIZE:
        raise OSError(f"{file}: not a key")
    return key


def sign(key: bytes, now: float) -> str:
    """Make the value of a cookie; `now` is in seconds."""
    return f"{int(now)}.{_signature(key, str(int(now)))}"


def is_signed(key: bytes, cookie: str, now: float) -> bool:
    """Say whether a cookie is ours and not too old."""
    made, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature.encode(errors="replace"), _signature(key, made).encode()):
        return False
    return 0 <= now - int(made) < VALID_FOR


def _signature(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(errors="replace"), "sha256").hex()
