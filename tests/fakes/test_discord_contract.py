"""Every request of every test is held against Discord's own description, where that is at hand."""

import pytest

from tests.fakes.discord.contract import DESCRIPTION, contract_problems

CALLBACK = "/interactions/1/token/callback"


@pytest.fixture(autouse=True)
def _at_hand() -> None:
    if not DESCRIPTION.exists():
        pytest.skip(f"{DESCRIPTION} is not here, so requests are held against the documented limits alone")


def test_what_the_bot_sends_is_valid() -> None:
    payload = {"type": 4, "data": {"embeds": [{"title": "Deadlines"}], "allowed_mentions": {"parse": []}}}
    assert list(contract_problems("POST", CALLBACK, payload)) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/channels/1/messages", {"embeds": [{"title": "x" * 257}]}),
        ("POST", "/channels/1/messages", {"nonce": "x" * 26}),
        ("POST", "/guilds/1/scheduled-events", {"name": "Day"}),
        ("POST", CALLBACK, {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}}),
    ],
)
def test_what_it_must_not_send_is_found(method: str, path: str, body: dict[str, object]) -> None:
    assert list(contract_problems(method, path, body))
