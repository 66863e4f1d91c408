"""Personal reminders as they run for long: what is due becomes a post for one person, which delivery sends."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core import Bot
from bot.lead import told_lead
from bot.message import Button, Message, paragraphs
from bot.occasions import Occasion, instants, occasion
from bot.personal import FullError, Reminder
from bot.personal_news import GONE, News, news_of, was_over
from bot.ports import Border, Mark, Place, SendError, token_of
from bot.posts.merge import Changes
from bot.posts.post import Copy, Post, Version, revision_of
from bot.store.reminders import Reminders
from bot.telling import cite

MOST_AT_ONCE = 500
KEPT_FOR = timedelta(days=30)  # docs/privacy.md
SPREAD = timedelta(minutes=15)  # over which reminders a day or more ahead may go out
A_DAY = timedelta(days=1)
MATTERS_FOR = timedelta(days=7)  # a change of time
SNOOZED = timedelta(hours=1)


@dataclass
class Reminding:
    """Does what `bot.personal.Personal` says, and turns what is due into posts."""

    bot: Bot
    kept: Reminders
    borders: Mapping[str, Border]
    clock: Clock
    wake: Callable[[], None] = lambda: None
    _zones: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> None:
        """Read what must be at hand."""
        self._zones = await self.kept.zones()

    async def reminders(self, person: str) -> Sequence[Reminder]:
        """Give a person's reminders."""
        return await self.kept.of(person)

    async def put(self, *reminders: Reminder) -> None:
        """Keep reminders, in place of those of the same person and subject; raises FullError."""
        try:
            await self.kept.add(reminders)
        except FullError:
            if not await self._forget_over({each.person for each in reminders}):
                raise
            await self.kept.add(reminders)
        self.wake()

    async def _forget_over(self, people: Iterable[str]) -> bool:
        """Forget the reminders of people that are over, to make room; says whether there were any."""
        have = [each for person in people for each in await self.kept.of(person)]
        known = [(each, occasion(self.bot.catalog, each.subject)) for each in have]
        over = [each for each, of in known if of and of.is_over(self.clock())]
        await self.kept.put((), done=over)
        return bool(over)

    async def drop(self, person: str, subject: str = "") -> int:
        """Stop a reminder, or all of a person's; says how many there were."""
        return await self.kept.drop(person, subject)

    async def try_direct(self, person: str, community: str, title: str, text: str) -> str:
        """Write to a person at once; gives why that did not work, empty where it did."""
        border = self.borders.get(community)
        if border is None:
            return "I am not connected there."
        key = f"hello/{token_of(f'{person}{self.clock():%Y-%m-%dT%H:%M:%S}')}"
        try:
            await border.post(Place(community, person=person), Message(title=title, text=text), Mark(key))
        except SendError as error:
            return error.text
        return ""

    def zone(self, person: str) -> str | None:
        """Give the zone that a person chose."""
        return self._zones.get(person)

    async def set_zone(self, person: str, zone: str | None) -> None:
        """Keep the zone that a person chose, or forget it."""
        await self.kept.set_zone(person, zone)
        self._zones = await self.kept.zones()

    async def erase(self, person: str) -> None:
        """Forget all that is kept of a person."""
        await self.kept.erase(person)
        self._zones.pop(person, None)

    async def tick(self) -> datetime | None:
        """Turn what is due into posts, and give when the next reminder is due."""
        now = self.clock()
        while due := await self.kept.due(now, MOST_AT_ONCE):
            made = [self._due(each, now) for each in due]
            await self.kept.put([moved for moved, _ in made], _together(post for _, posts in made for post in posts))
        return await self.kept.next_at()

    async def adopt(self) -> None:
        """Tell people of what moved, is known now, or is cancelled; what the files no longer hold is waited for."""
        now = self.clock()
        await self.kept.forget_before(now - KEPT_FOR)
        for subject, told in await self.kept.subjects():
            found = occasion(self.bot.catalog, subject)
            if found is None:
                if was_over(told, now - KEPT_FOR):
                    await self.kept.drop_subject(subject)
                continue
            if found.is_over(now - KEPT_FOR):
                await self.kept.drop_subject(subject)
            elif found.told != told:
                await self._tell(found, told, now)

    async def _tell(self, found: Occasion, told: str, now: datetime) -> None:
        """Tell everybody who was told something else before; who waited for an address or a place has it then."""
        news = news_of(found, told)
        ends = bool(found.field) and found.is_known and not found.cancelled and found.at is None
        while asked := await self.kept.of_subject(found.key, told, MOST_AT_ONCE):
            posts = [self._new(each, news, now) for each in asked if news]
            kept = [_following(each, found, now) for each in asked]
            await self.kept.put([] if ends else kept, _together(iter(posts)), done=kept if ends else ())

    def _due(self, reminder: Reminder, now: datetime) -> tuple[Reminder, list[tuple[Post, Copy]]]:
        """Give a reminder moved to its next instant, and what is to be sent for this one."""
        found = occasion(self.bot.catalog, reminder.subject)
        if found is None:  # a missing key may be a slip: once it is back, the reminder goes on
            return replace(reminder, next_at=None, told=f"{GONE}{reminder.told.removeprefix(GONE)}"), []
        if found.at is None:
            return replace(reminder, next_at=None), []
        ahead = instants(found.at, reminder.leads, now)
        moved = replace(reminder, next_at=ahead[0] if ahead else None)
        if now >= found.at or reminder.next_at is None:
            return moved, []
        lead = found.at - reminder.next_at
        message = self._message(found, News(found, found.title, paragraphs(found.words(), found.where())), now)
        name = f"{reminder.subject}@{found.at:%Y-%m-%dT%H:%MZ}/{told_lead(lead)}"
        later = _spread(reminder.person) if lead >= A_DAY else timedelta(0)
        return moved, [_personal(reminder, name, message, reminder.next_at + later, found.at)]

    def _new(self, reminder: Reminder, news: News, now: datetime) -> tuple[Post, Copy]:
        """Give the message that tells a person what changed; each change has its own, also one back to before.

        Who has several reminders of what is cancelled gets the one message for them.
        """
        told = token_of(f"{news.title} {news.about.told}")
        name = f"{news.about.key}/told/{told}@{now:%Y-%m-%dT%H:%M:%S}"
        return _personal(reminder, name, self._message(news.about, news, now), now, now + MATTERS_FOR)

    def _message(self, found: Occasion, news: News, now: datetime) -> Message:
        line, key = self.bot.line, found.key
        ahead = found.at is not None and found.at - now > SNOOZED
        waits = not found.is_known or (found.at is not None and found.at > now)
        return Message(
            notice=": ".join(filter(None, (news.title, "" if found.cancelled else found.plain))),
            title=news.title,
            text=news.text,
            buttons=(
                *((Button("Snooze 1 h", line(f"snooze what:{key} when:1h")),) if ahead else ()),
                *((Button("Stop", line(f"stop what:{key}")),) if waits and not found.cancelled else ()),
                Button("My reminders", line("remind")),
            ),
            note=cite(self.bot.catalog, [found.fact]),
        )


def _following(reminder: Reminder, found: Occasion, now: datetime) -> Reminder:
    """Give a reminder that follows what is known now; one that waited for a time has the usual leads from then on."""
    leads = reminder.leads or (found.usual if found.at else ())
    ahead = instants(found.at, leads, now) if found.at else []
    return replace(reminder, told=found.told, leads=leads, next_at=ahead[0] if ahead else None)


def _personal(reminder: Reminder, name: str, message: Message, due: datetime, until: datetime) -> tuple[Post, Copy]:
    """Give the post that writes to one person, with its one copy."""
    key = f"personal/{token_of(reminder.person)}/{name}"
    version = Version(due, message, revision_of((message.title, message.text)))
    post = Post(key, "personal", f"personal/{reminder.subject}", due, until, (version,))
    return post, Copy(key, reminder.community, "coming", due, person=reminder.person)


def _together(pairs: Iterator[tuple[Post, Copy]]) -> Changes:
    made = list(pairs)
    return Changes(tuple(post for post, _ in made), tuple(copy for _, copy in made))


def _spread(person: str) -> timedelta:
    """Give a person's place within the time over which reminders of a day or more may go out."""
    return SPREAD * (int.from_bytes(token_of(person, 4).encode()) % 900) / 900
