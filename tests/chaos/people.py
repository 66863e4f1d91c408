"""Organizers and members before a bot that dies: what was not answered is pressed again, as people do."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from tests.chaos import shown
from tests.chaos.machine import LONGEST, SOON, Machine
from tests.chaos.shown import Fact

MANAGE_EVENTS = 1 << 33
MOST = 40  # times that something is pressed again
AT_START = 0.25  # the share of those that die before they serve anybody
T = TypeVar("T")


@dataclass
class People:
    """Ada (on Discord) and Bo (on Slack) organize; Cy (Slack) and Dy (Discord) write. `facts` must stand by now.

    Where there is `random`, so many `lives` end at any instant; else the machine's `gaps` say where it dies.
    """

    machine: Machine
    facts: dict[str, Fact] = field(default_factory=dict)
    again: int = 0
    random: Random | None = None
    lives: int = 12
    _killing: asyncio.Task[None] | None = None

    @cached_property
    def ada(self) -> Any:
        return self.machine.guild.member("Ada", permissions=MANAGE_EVENTS).in_channel("organizers")

    @cached_property
    def bo(self) -> Any:
        return self.machine.team.member("Bo", admin=True)

    @cached_property
    def cy(self) -> Any:
        return self.machine.team.member("Cy")

    @cached_property
    def dy(self) -> Any:
        return self.machine.guild.member("Dy")

    async def does(self, act: Callable[[], Awaitable[T]]) -> T:
        """Let somebody do something, and again where the bot died before it answered."""
        for _ in range(MOST):
            await self.reached()
            process = self.machine.process
            assert process
            doing, dead = asyncio.ensure_future(act()), asyncio.ensure_future(process.wait())
            await asyncio.wait({doing, dead}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done() or (doing.exception() and dead.done()):
                doing.cancel()
                await asyncio.gather(doing, return_exceptions=True)
                self.again += 1
                continue
            dead.cancel()
            if not getattr(doing.result(), "failed", ""):  # "The application did not respond"
                return doing.result()
        raise AssertionError(f"never answered, though asked {MOST} times")

    async def types(self, who: Any, line: str) -> Any:
        return await self.does(lambda: who.types(line))

    async def presses(self, who: Any, where: Any, label: str) -> Any:
        return await self.does(lambda: who.presses(where, label))

    async def reached(self) -> None:
        """Start the bot where it is dead, and wait until it serves both platforms."""
        machine = self.machine
        if machine.process is None or machine.process.returncode is not None:
            await self._gone()
            await machine.again()
            self._is_to_die(starting=True)
        dead = asyncio.ensure_future(machine.process.wait())  # type: ignore[union-attr]
        up = asyncio.ensure_future(machine.connected())
        await asyncio.wait({dead, up}, return_when=asyncio.FIRST_COMPLETED)
        if up.done() and not up.exception():
            dead.cancel()
            self._is_to_die(starting=False)
            await self._tell_again()
            return
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)
        assert dead.done(), f"the bot connects to nothing: {(machine.folder / 'log').read_text()[-2000:]}"
        await self.reached()

    async def _gone(self) -> None:
        """Wait until both platforms have seen that the connections ended."""
        if self._killing:
            self._killing.cancel()
        slack, discord = self.machine.slack, self.machine.discord
        while discord.link.connected or slack.connections(self.machine.team):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)
        slack.delivery.waiting.clear()  # an interaction that finds no connection fails at once

    async def _tell_again(self) -> None:
        """Let Slack tell events again that were not acknowledged, as it does; what was pressed it does not repeat."""
        delivery = self.machine.slack.delivery
        for each in [each for each in delivery.sent.values() if each.kind == "events_api" and not each.acks]:
            each.attempt, each.reason = (each.attempt or 0) + 1, "timeout"
            await delivery.send(each)

    def _is_to_die(self, *, starting: bool) -> None:
        """Let it be killed at some instant: now and then while it starts, else after it serves both platforms."""
        if self.random is None or self.lives == 0 or (self._killing and not self._killing.done()):
            return
        if starting == (self.random.random() < AT_START):
            self.lives -= 1
            self._killing = asyncio.create_task(self._kill(self.random.uniform(0.02, 2.0)))

    async def _kill(self, after: float) -> None:
        await asyncio.sleep(after)
        await self.machine.kill()

    def places(self) -> dict[str, list[shown.Shown]]:
        """Give what stands everywhere."""
        machine, found = self.machine, dict[str, list[shown.Shown]]()
        for name, suffix in (("general", ""), ("organizers", ", organizers")):
            found[f"Bees{suffix}"] = shown.on_discord(machine.discord, machine.guild.channel(name))
            found[f"Hive{suffix}"] = shown.on_slack(machine.team.channel(name))
        for each in (self.ada, self.dy):
            found[each.user.name] = shown.on_discord(machine.discord, machine.discord.direct_channel(each.user))
        return found | {each.name: shown.on_slack(each.direct) for each in (self.bo, self.cy)}

    async def shown(self, soon: timedelta = SOON) -> None:
        """Wait until just the facts stand everywhere, and nothing else is to be done soon; time passes meanwhile.

        It passes only after a whole tick: what was pressed is then taken up, as it is long before in a real quarter of
        an hour.
        """
        until, loop = self.machine.now + soon, asyncio.get_running_loop()
        end, faults = loop.time() + LONGEST, ["the bot never began"]
        begun, _ = self.machine.ticks()
        while loop.time() < end:
            if self.machine.process is None or self.machine.process.returncode is not None:
                await self.reached()
                end, until, begun = loop.time() + LONGEST, self.machine.now + soon, 0
            faults = shown.faults_of(self.places(), self.facts.values(), self.machine.file)
            waits = self.machine.waits("")
            coming = waits if isinstance(waits, datetime) else None
            if not faults and (waits == "settled" or (coming and coming > until)):
                return
            if coming and self.machine.now < coming <= until and self.machine.ticks()[1] > begun:
                self.machine.sets(coming)
                begun, _ = self.machine.ticks()
            await asyncio.sleep(0.03)
        raise AssertionError("; ".join(faults) or f"it does not settle: {self.machine.waits('')}")

    async def ends(self) -> None:
        """Let nothing kill it any more."""
        if self._killing:
            self._killing.cancel()
            with suppress(asyncio.CancelledError):
                await self._killing
        self.random = None
        self.machine.gaps.clear()


async def filled(who: Any, form: Any, **values: str) -> None:
    """Fill in a form; on Slack its answer goes where the form was asked for."""
    if not hasattr(who, "team"):
        await who.fills(form, **values)
        return
    before = form.text
    await who.fills(form, answered=False, **values)
    await form.until(lambda: form.text != before)
