"""The organizers' desk as it runs for long: facts altered at run time, in force at once and announced after a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.clock import Clock
from bot.core import Bot
from bot.facts.catalog import Catalog
from bot.facts.changes import Change, ChangeError, overlaid, value_of, with_change
from bot.organizing import ChangedMeanwhileError, Consequences, Logged
from bot.posts.telling_changes import Retelling, retold
from bot.store.desk import DeskStore, Kinds


@dataclass
class Changes:
    """Does what `bot.organizing.Changing` says; `wake` is called when something is to be posted at once."""

    bot: Bot
    kept: DeskStore
    clock: Clock
    wake: Callable[[], object] = lambda: None
    _standing: tuple[Change, ...] = field(default_factory=tuple)

    async def begin(self) -> None:
        """Lay what stands over the facts of the files, now and whenever they are read anew."""
        self._standing = tuple(await self.kept.standing())
        self.bot.lay(self._laid)

    def _laid(self, files: Catalog) -> Catalog:
        return overlaid(files, self._standing).catalog

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
            catalog = overlaid(self.bot.files, standing).catalog
            made = []
            for change in changes:
                if value_of(catalog, *change.target) != change.was:
                    raise ChangedMeanwhileError
                catalog = with_change(catalog, replace(change, made_at=now))
                value, file = value_of(catalog, *change.target), self._of_file(change)
                made.append(replace(change, value=value, file=file, made_at=now))
            return made

        entries = [_entry(each, what, now) for each in changes]
        await self.kept.make(decide, entries)
        await self.refresh()

    def _of_file(self, change: Change) -> object:
        try:
            return value_of(self.bot.files, *change.target)
        except ChangeError:  # of a fact that was added by a change
            return None

    async def undo(self, number: int, by: tuple[str, str], now: datetime) -> Change | None:
        """Take back a change (its number), by somebody (id and name); None where it stands no more."""
        change = next((each for each in self._standing if each.number == number), None)
        if change is None:
            return None
        entry = replace(_entry(change, "undo", now), who=by[0], name=by[1])
        entry = replace(entry, before=entry.after, after=entry.before)
        if not await self.kept.end([number], "undone", entry):
            return None
        await self.refresh()
        return change

    async def keep(self, number: int) -> None:
        """Say that a change holds though the files tell something else: what they tell by now is taken as known."""
        for change in await self.disputed():
            if change.number == number:
                await self.kept.know(number, self._of_file(change))
        self._standing = tuple(await self.kept.standing())

    async def consequences(self, subjects: Sequence[str], now: datetime) -> Consequences:
        """Tell what hangs on facts."""
        return await self.kept.consequences(subjects, now)

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

    async def adopt(self, kinds: Kinds) -> None:
        """Announce what is news, and close the changes that the files say too."""
        await self.refresh()
        closed = overlaid(self.bot.files, self._standing).closed
        if closed:
            await self.kept.end([each.number for each in closed], "closed")
            self._standing = tuple(await self.kept.standing())
        why = {each.target: each.why for each in self._standing}
        given = Retelling(self.bot.catalog, why, self.bot.member_word)
        now = self.clock()
        await self.kept.retell(lambda told, rows: retold(told, rows, given, now), kinds, now)


def _entry(change: Change, what: str, now: datetime) -> Logged:
    subject = f"{change.subject} {change.field}".strip()
    before, after = (str(each) if each is not None else "" for each in (change.was, change.value))
    return Logged(now, change.by, change.name, what, subject, before, after)
