"""What a person sees of the bot's answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import JSON
from .messages import walk

if TYPE_CHECKING:
    from .interactions import Interaction


@dataclass(frozen=True)
class Answer:
    """An answer; its messages go on changing as the bot edits them and sends more.

    `kind` is 0 and `failed` says what the person reads where the bot did not answer in time.
    """

    kind: int
    after: float
    private: bool = False
    messages: list[JSON] = field(default_factory=list)
    modal: JSON | None = None
    choices: list[tuple[str, str | int | float]] = field(default_factory=list)
    failed: str = ""
    interaction: "Interaction | None" = None

    @property
    def deferred(self) -> bool:
        return self.kind in {5, 6}

    @property
    def message(self) -> JSON:
        """The first message."""
        assert self.messages, f"no message was answered: {self.failed or self.kind}"
        return self.messages[0]

    @property
    def text(self) -> str:
        """All that can be read, button labels aside."""
        return "\n".join(text for message in self.messages for text in visible(message))

    @property
    def buttons(self) -> list[str]:
        return [button.get("label", "") for message in self.messages for button in buttons_of(message)]

    def button(self, label: str) -> JSON:
        return found_button(self.messages, label)[1]


def visible(message: JSON) -> Iterator[str]:
    """Give the texts of a message, from top to bottom."""
    if message["content"]:
        yield message["content"]
    for embed in message["embeds"]:
        fields = [field[part] for field in embed.get("fields") or [] for part in ("name", "value")]
        parts = [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description"), *fields]
        yield from filter(None, [*parts, (embed.get("footer") or {}).get("text")])
    for component in walk(message["components"]):
        if component["type"] == 10:
            yield component["content"]


def buttons_of(message: JSON) -> list[JSON]:
    return [component for component in walk(message["components"]) if component["type"] == 2]


def found_button(messages: list[JSON], label: str) -> tuple[JSON, JSON]:
    """Give a message and the button of a label in it; AssertionError names those that are there."""
    for message in messages:
        for button in buttons_of(message):
            if button.get("label") == label:
                return message, button
    labels = [button.get("label") for message in messages for button in buttons_of(message)]
    raise AssertionError(f"no button {label!r}, only {labels}")
