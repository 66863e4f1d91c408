"""What stands between the settings and a bot that works: findings, and how they are printed."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import SecretStr

from bot.kinds import Kind

Mark = Literal["ok", "MISSING", "note"]
WIDTH = len("MISSING")
PATIENCE = 60.0  # seconds for one section
KINDS: tuple[Kind, ...] = get_args(Kind)
NOWHERE = "no community of config.toml has a server or a workspace, so the bot connects nowhere"
TO_ADD = 'for {}, add under [[communities]]: name = "…", platform = "{}", {} = "its id". Every step stands in {}'


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: in order, missing, or worth knowing."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        """Write the finding as one line, whatever names stand in it."""
        line = "".join(filter(str.isprintable, " ".join(self.text.split())))
        return f"{self.mark:<{WIDTH}}  {line}"


@dataclass(frozen=True)
class Section:
    """The findings of one community, or of what all communities of a platform share."""

    name: str
    findings: tuple[Finding, ...]


def ok(text: str) -> Finding:
    """Give a finding that all is well with something."""
    return Finding("ok", text)


def missing(text: str) -> Finding:
    """Give a finding that something does not work; the text names it and the button to press."""
    return Finding("MISSING", text)


def note(text: str) -> Finding:
    """Give something worth knowing, without which the bot works too."""
    return Finding("note", text)


def nowhere() -> Section:
    """Say what to add to settings that connect the bot to nothing."""
    discord = TO_ADD.format("Discord", "discord", "server", "docs/discord.md")
    slack = TO_ADD.format("Slack", "slack", "workspace", "docs/slack.md")
    return Section("Settings", (note(NOWHERE), note(discord), note(slack)))


def kinds_by_channel(named: Mapping[Kind, str]) -> dict[str, str]:
    """Give what is posted in each channel, by its id, in words."""
    ids = dict.fromkeys(named[kind] for kind in KINDS if kind in named)
    return {each: ", ".join(kind for kind in KINDS if named.get(kind) == each) for each in ids}


def without_channel(named: Mapping[Kind, str]) -> Iterator[Finding]:
    """Tell what has no channel, if there is anything."""
    if none := [kind for kind in KINDS if kind not in named]:
        yield note(f"no channel for {', '.join(none)}: nothing of this kind will be posted here")


def is_token(secret: SecretStr | None) -> bool:
    """Say whether a secret can be sent in a header at all; what holds blanks or other signs was copied wrongly."""
    return secret is not None and re.fullmatch(r"[!-~]+", secret.get_secret_value()) is not None


async def gathered(
    name: str, findings: AsyncIterator[Finding], errors: tuple[type[Exception], ...], told: Callable[[Exception], str]
) -> Section:
    """Gather findings until there are no more, or until one of the errors: `told` says what that means."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for each in findings:
                found.append(each)  # noqa: PERF401 - a comprehension would lose them where one fails
    except errors as error:
        found.append(missing(told(error)))
    return Section(name, tuple(found))


def report(sections: Sequence[Section]) -> str:
    """Write the findings, a line each, under the names of their sections; the last line counts what is missing."""
    told = ["\n".join([each.name, *map(str, each.findings)]) for each in sections]
    return "\n\n".join([*told, _counted(lacking(sections))]) + "\n"


def lacking(sections: Sequence[Section]) -> int:
    """Count what is missing."""
    return sum(finding.mark == "MISSING" for each in sections for finding in each.findings)


def _counted(number: int) -> str:
    if not number:
        return "Nothing is missing."
    what = "1 thing is missing. Mend it" if number == 1 else f"{number} things are missing. Mend them"
    return f"{what}, then run this again: workshop-bot doctor"
