"""The organizers' desk as it runs for long: facts altered at run time, in force at once and announced after a while."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.announcing import APPROVED
from bot.clock import Clock
from bot.core import Bot
from bot.facts.catalog import Catalog
from bot.facts.changes import NEW, Change, file_of, overlaid, value_of, with_change
from bot.message import Button, Message, bold, escape, paragraphs
from bot.old_and_new import heading, in_words, shown_one
from bot.organizing import SOMEBODY, ChangedMeanwhileError, Consequences, Logged
from bot.ports import token_of
from bot.posts.ladders import Planning
from bot.posts.socials import opening_of
from bot.posts.telling_changes import Retelling, retold
from bot.store.desk import DeskStore, Kinds

SWEPT_EACH = timedelta(hours=1)
HOLDS = "The change holds until you decide."
Tell = Callable[[str, str, str, Sequence[Button]], Awaitable[None]]
"""Tells organizers something, once for a key: the key, a title, a text (markup), buttons."""


async def silent(key: str, title: str, text: str, buttons: Sequence[Button]) -> None:
    """Tell nobody: there is no place for organizers."""


@dataclass
class Changes:
    """Does what `bot.organizing.Changing` says.

    `wake` is called when something is to be posted at once, `tell` when organizers have to decide something. For
    `names_for` it is kept who did what, None for ever.
    """

    bot: Bot
    kept: DeskStore
    clock: Clock
    wake: Callable[[], object] = lambda: None
    tell: Tell = silent
    planning: Planning = field(default_factory=Planning)
    names_for: timedelta | None = None
    _swept: datetime | None = None
    _standing: tuple[Change, ...] = field(default_factory=tuple)

    async def begin(self) -> None:
        """Lay what stands over the facts of the files, now and whenever they are read anew."""
        self._standing = tuple(await self.kept.standing())
        self.bot.lay(self._laid)

    def _laid(self, files: Catalog) -> Catalog:
        return overlaid(files, self._standing).catalog

    async def tick(self) -> None:
        """Forget, now and then, who did what too long ago."""
        now = self.clock()
        if self.names_for and (self._swept is None or abs(now - self._swept) >= SWEPT_EACH):
            self._swept = now
            await self.kept.forget_names(now - self.names_for)

    async def refresh(self) -> None:
        """Take up changes that another process made, or that were just made here."""
        standing = tuple(await self.kept.standing())
        if standing != self._standing:
            self._standing = standing
            self.bot.lay_anew()

    async def all(self) -> Sequence[Change]:
        """Give the changes that stand, the newest first."""
        return self._standing[::-1]

    async def make(self, changes: Sequence[Change], what: str) -> None:
        """Make changes, all or none; comes back when every answer tells the new facts."""
        now = self.clock()

        def decide(standing: Sequence[Change]) -> Sequence[Change]:
            files = self.bot.files  # those of one instant: they may be read anew meanwhile
            catalog = overlaid(files, standing).catalog
            made = []
            for change in changes:
                if value_of(catalog, *change.target) != change.was:
                    raise ChangedMeanwhileError
                catalog = with_change(catalog, replace(change, made_at=now))
                value = value_of(catalog, *change.target)
                made.append(replace(change, value=value, file=file_of(files, change), made_at=now))
            return made

        entries = [self._entry(each, what, now) for each in changes]
        await self.kept.make(decide, entries)
        await self.refresh()

    async def undo(self, number: int, by: tuple[str, str], now: datetime) -> Change | None:
        """Take back a change (its number), by somebody (id and name); None where it stands no more."""
        change = next((each for each in self._standing if each.number == number), None)
        if change is None:
            return None
        entry = replace(self._entry(change, "undo", now), who=by[0], name=by[1])
        entry = replace(entry, before=entry.after, after=entry.before)
        if not await self.kept.end([number, *self._hanging_on(change)], "undone", entry):
            return None
        await self.refresh()
        return change

    def _hanging_on(self, change: Change) -> list[int]:
        """Give the changes of a fact that goes with the change that added it."""
        whole = change.field.startswith(NEW)
        return [each.number for each in self._standing if whole and each.subject == change.subject and each != change]

    async def keep(self, number: int, by: tuple[str, str], now: datetime) -> None:
        """Say that a change holds though the files tell something else: what they tell by now is taken as known."""
        for change in await self.disputed():
            if change.number == number:
                entry = replace(self._entry(change, "keep", now), who=by[0], name=by[1])
                await self.kept.know(number, file_of(self.bot.files, change), entry)
        self._standing = tuple(await self.kept.standing())

    async def consequences(self, subjects: Sequence[str], now: datetime) -> Consequences:
        """Tell what hangs on facts."""
        return await self.kept.consequences(subjects, now)

    def _entry(self, change: Change, what: str, now: datetime) -> Logged:
        catalog = self.bot.catalog
        before, after = (in_words(catalog, change, each) for each in (change.was, change.value))
        return Logged(now, change.by, change.name, what, heading(catalog, change), before, after)

    def opening(self, changes: Sequence[Change]) -> Message | None:
        """Give what is posted when the sign-up of a social opens by changes of it; None where nothing is."""
        catalog, now = self.bot.catalog, self.clock()
        for change in changes:
            catalog = with_change(catalog, replace(change, made_at=now))
        edition, _, name = changes[0].subject.partition("/")
        post = opening_of(catalog.workshops[edition], catalog, self.planning, name)
        return replace(post.versions[0].message, mention=APPROVED) if post else None

    async def _ask_which_holds(self, change: Change) -> None:
        """Ask organizers what holds, once for each other value that the files tell."""
        value, line = token_of(repr(file_of(self.bot.files, change))), self.bot.line("changes", organizer=True)
        buttons = (
            Button("The file is right", f"{line} undo:~{change.number}"),
            Button("Keep the change", f"{line} keep:~{change.number}"),
        )
        key = f"change-{change.number}/{value}"
        await self.tell(key, "The data file says something else", _which_holds(self.bot, change), buttons)

    async def disputed(self) -> Sequence[Change]:
        """Give the changes whose facts the files tell otherwise by now."""
        return overlaid(self.bot.files, self._standing).disputed

    async def hasten(self, edition: str, now: datetime) -> bool:
        """Announce at once what waits for more changes; says whether something does."""
        hastened = await self.kept.hasten(edition, now)
        self.wake()
        return hastened

    async def waiting(self, now: datetime) -> Sequence[str]:
        """Give the editions of which changes wait to be announced."""
        return await self.kept.waiting(now)

    async def adopt(self, kinds: Kinds) -> Catalog:
        """Announce what is news, and close the changes that the files say too; gives the facts that are told by now.

        Posts are planned from just these: to the plan, what is opened meanwhile would have been open before.
        """
        await self.refresh()
        found = overlaid(self.bot.files, self._standing)
        if found.closed:
            await self.kept.end([each.number for each in found.closed], "closed")
            self._standing = tuple(await self.kept.standing())
        for change in found.disputed:
            await self._ask_which_holds(change)
        why = {each.target: each.why for each in self._standing}
        given = Retelling(self.bot.catalog, why, self.planning)
        now = self.clock()
        await self.kept.retell(lambda told, rows: retold(told, rows, given, now), kinds, now)
        return given.catalog


def _which_holds(bot: Bot, change: Change) -> str:
    """Tell organizers, as markup, that the files say something else than a change of theirs."""
    section = shown_one(bot.catalog, change, file_of(bot.files, change), change.value)
    what = f"{bold(section.title)}, changed by {escape(change.name or change.by or SOMEBODY)}."
    return paragraphs(what, section.text.replace("Was:", "The data file:").replace("Now:", "The change:"), HOLDS)
