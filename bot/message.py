"""What the bot says: a frozen value that every platform renders in its own form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from bot.moment import Moment

PAGE_SECTIONS = 8
FIRST_CHARACTERS = 3000  # that a text and its one section may have together, rather than stand apart
PAGE_CHARACTERS = 1500  # of markup: about two screens of a phone

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|^[-+#=~]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: `command` is a command line as if typed, or `url` an address to open."""

    label: str
    command: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a message: `title` is plain text, `text` markup; its buttons stand below the page that it is on."""

    title: str = ""
    text: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """Something to save, for platforms that can give files: `kind` is its media type."""

    name: str
    content: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An answer or a post: `title` is plain text; `text`, the fact first, and `note`, its source, are markup.

    `notice` is a plain line above it, which a notification shows; `mention` is a platform's id of the group to notify,
    set only by what delivers posts, from the settings; `command` is the line that asks for this message
    again and `page` which of its pages was asked for; `mistake` says that the request could not be answered as it was
    put.
    """

    title: str = ""
    text: str = ""
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    note: str = ""
    files: tuple[File, ...] = ()
    notice: str = ""
    mention: str = ""
    command: str = ""
    page: int = 1
    mistake: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give the message as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Message":
        """Make the message that gave these values."""
        sections = tuple(
            Section(each["title"], each["text"], _read_buttons(each.get("buttons", ()))) for each in values["sections"]
        )
        buttons = _read_buttons(values["buttons"])
        files = tuple(File(**each) for each in values.get("files", ()))
        return cls(**{**values, "sections": sections, "buttons": buttons, "files": files})


def _read_buttons(values: Iterable[Mapping[str, str]]) -> tuple[Button, ...]:
    return tuple(Button(**each) for each in values)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Make one clean line of text from anywhere: no control characters, no line breaks."""
    return " ".join(_CONTROL.sub(" ", text).split())


@lru_cache(maxsize=4096)
def escape(text: str) -> str:
    """Make markup that shows the text as it is, on one line; what people typed goes through here once."""
    return _SPECIAL.sub(r"\\\g<0>", plain(text))


def bold(text: str) -> str:
    """Make markup that shows plain text in bold."""
    return f"**{escape(text)}**" if plain(text) else ""


def link(text: str, url: str) -> str:
    """Make markup that shows plain text as a link."""
    return f"[{escape(text)}](<{url}>)"


def at(moment: Moment, style: str = "full") -> str:
    """Make markup for an instant, shown in each reader's own time.

    Style `full` shows day and hour, with the zone as written and UTC beside it; `local` without those; `clock` shows
    the hour alone.
    """
    return f"<time:{style}/{moment.at:%Y-%m-%dT%H:%MZ}/{moment.zone}>"


def bullets(*lines: str) -> str:
    """Make a list of the lines of markup that hold something."""
    return "\n".join(f"- {line}" for line in lines if line)


def paragraphs(*parts: str | None) -> str:
    """Join the parts of markup that hold something, as paragraphs."""
    return "\n\n".join(part for part in parts if part)


def pages(message: Message) -> tuple[Message, ...]:
    """Split a long message between its sections; each page carries buttons to its neighbours."""
    groups = _groups(message)
    if len(groups) == 1:
        return (_with_buttons(message, message.buttons),)
    return tuple(_page(message, number, groups) for number in range(1, len(groups) + 1))


def page_of(message: Message) -> Message:
    """Give the page that was asked for, the nearest one where there is none."""
    all_pages = pages(message)
    return all_pages[min(max(message.page, 1), len(all_pages)) - 1]


def _groups(message: Message) -> list[list[Section]]:
    groups: list[list[Section]] = [[]]
    room = PAGE_CHARACTERS - len(message.text)
    for section in message.sections:
        size = len(section.title) + len(section.text)
        full = len(groups[-1]) == PAGE_SECTIONS or size > room
        if full and (groups[-1] or (len(groups) == 1 and len(message.text) + size > FIRST_CHARACTERS)):
            groups.append([])
            room = PAGE_CHARACTERS
        groups[-1].append(section)
        room -= size
    return groups


def _page(message: Message, number: int, groups: list[list[Section]]) -> Message:
    last = len(groups)
    back = Button(f"Page {number - 1} of {last}", f"{message.command} page:{number - 1}")
    on = Button(f"Page {number + 1} of {last}", f"{message.command} page:{number + 1}")
    turns = (*((back,) if number > 1 else ()), *((on,) if number < last else ()))
    page = replace(
        message,
        title=f"{message.title} ({number} of {last})",
        text=message.text if number == 1 else "",
        sections=tuple(groups[number - 1]),
        page=number,
    )
    return _with_buttons(page, (*turns, *message.buttons))


def _with_buttons(page: Message, buttons: tuple[Button, ...]) -> Message:
    """Put the buttons of a page's sections before its own."""
    if not any(each.buttons for each in page.sections):
        return page if page.buttons == buttons else replace(page, buttons=buttons)
    own = tuple(button for each in page.sections for button in each.buttons)
    sections = tuple(replace(each, buttons=()) for each in page.sections)
    return replace(page, sections=sections, buttons=(*own, *buttons))
