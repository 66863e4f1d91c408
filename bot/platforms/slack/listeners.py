"""What each command, press, form, event and shortcut is answered with."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.arguments import suggest
from bot.clock import Clock
from bot.core import Bot, Person, mistaken
from bot.forms import Opened, call_of, opened, said_in, wants_groups, wants_ids
from bot.lines import Call
from bot.menus import line_for
from bot.message import Message, page_of, plain
from bot.platforms.replies import ENOUGH, GONE, SHOW, Allowance, reply_to, shown_to_everyone, turns_a_page
from bot.platforms.slack.answers import FAILED, Answers, mistaken_view
from bot.platforms.slack.following import FOLLOWED, follow
from bot.platforms.slack.forms import Origin, channel_of, described, filled, is_direct, is_own, options, origin_of
from bot.platforms.slack.home import home_view
from bot.platforms.slack.once import Once
from bot.platforms.slack.people import People
from bot.platforms.slack.pointed import chosen, question, read_pointed
from bot.platforms.slack.typed import words_of
from bot.slash import Command, UserError

ANYTHING = re.compile(".*", re.DOTALL)
_LOG = logging.getLogger("bot.slack")
Body = dict[str, Any]


@dataclass
class Listeners:
    """Serves one workspace; `me` is the bot's own user id, `gone` is called when the workspace removes the app."""

    bot: Bot
    people: People
    answers: Answers
    clock: Clock
    gone: Callable[[str], None]
    mentions: bool = True
    me: str = ""
    shown: Allowance = field(default_factory=Allowance)
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    def register(self, app: AsyncApp) -> None:
        """Take everything that Slack can send, so that nothing stays without an answer."""
        app.middleware(Once().through)
        app.command(ANYTHING)(self.command)
        app.action(ANYTHING)(self.action)
        app.options(ANYTHING)(self.suggestions)
        app.view(ANYTHING)(self.submitted)
        app.view_closed(ANYTHING)(self.acknowledged)
        app.shortcut(ANYTHING)(self.shortcut)
        app.event("app_home_opened")(self.home_opened)
        if self.mentions:
            app.event("app_mention")(self.asked)
        app.event("message")(self.message)
        for event in ("tokens_revoked", "app_uninstalled"):
            app.event(event)(self.removed)
        app.event(ANYTHING)(self.acknowledged)
        app.error(self.failed)

    async def acknowledged(self, ack: AsyncAck) -> None:
        """Take what nothing is to be done about."""
        await ack()

    async def failed(self, error: Exception, body: Body) -> None:
        """Log a fault of ours and tell who waits."""
        _LOG.error("a request could not be served", exc_info=error)
        await self.answers.failed(error, str(body.get("response_url") or ""))

    async def removed(self, event: Body) -> None:
        """Stop serving a workspace that removed the app."""
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            self.gone(event["type"])

    async def command(self, ack: AsyncAck, body: Body) -> None:
        """Answer a slash command."""
        await ack()
        async with self._serving(body["response_url"]):
            line = f"{body['command']} {self._words(body.get('text') or '')}".rstrip()
            person = await self._person(body, body["user_id"], body.get("user_name", ""), line)
            await self._say(Origin(line, body["response_url"]), person, body)

    def _words(self, text: str) -> str:
        """Give what was typed after a command: a channel, group or person by its id where the command wants that."""
        command = self.bot.by_name.get(text.partition(" ")[0])
        return plain(text) if command and wants_ids(command) else words_of(text)

    async def _person(self, body: Body, user: str, name: str, line: str) -> Person:
        """Give who typed or pressed a line, with whether they organize and manage the channel where it matters."""
        organizing = line.startswith(self.bot.line("", organizer=True))
        channel = channel_of(body) if organizing else ""
        return await self.people.person(user, name, organizing=organizing, channel=channel)

    async def _say(self, asked: Origin, person: Person, body: Body) -> None:
        """Answer a line, or open the form that it asks for; what was pressed is answered to who pressed alone."""
        form = await opened(self.bot, asked.line, person, self.clock())
        if isinstance(form, Opened):
            await self.answers.open(body["trigger_id"], described(self.bot, form, asked))
            return
        if form:
            await self.answers.respond(asked, form)
            return
        reply = await reply_to(self.bot, asked.line, person, self.clock(), alone=is_direct(body))
        pressed = "actions" in body
        in_place = pressed and turns_a_page(asked.line) and is_own(body)
        await self.answers.respond(asked, reply.message, public=reply.public and not pressed, in_place=in_place)

    async def action(self, ack: AsyncAck, body: Body) -> None:
        """Serve a button; those that open an address only tell that they were pressed."""
        await ack()
        line, url = str(body["actions"][0].get("value") or ""), str(body.get("response_url") or "")
        if not line:
            return
        async with self._serving(url):
            user = body["user"]
            person = await self._person(body, user["id"], user.get("name", ""), line)
            asked = Origin(line, url, str((body.get("container") or {}).get("thread_ts") or ""))
            if not url:
                await self._pressed_in_view(line, person, body)
            elif line.startswith(SHOW):
                await self._show(replace(asked, line=line.removeprefix(SHOW)), person)
            else:
                await self._say(asked, person, body)

    async def _pressed_in_view(self, line: str, person: Person, body: Body) -> None:
        """Serve a button of the App Home or of an answer in a view: in a view."""
        view = body.get("view") or {}
        form = await opened(self.bot, line, person, self.clock())
        if isinstance(form, Opened):
            await self.answers.open(body["trigger_id"], described(self.bot, form, Origin(line)))
        elif view.get("type") == "modal":
            await self.answers.in_view(view["id"], await self._message(line, person))
        else:
            await self.answers.in_new_view(body["trigger_id"], self._message(line, person))

    async def _message(self, asked: str | Call, person: Person) -> Message:
        return (await reply_to(self.bot, asked, person, self.clock(), alone=True)).message

    async def _show(self, asked: Origin, person: Person) -> None:
        """Post an answer for everyone, and put the private one there again without the button that asked for it."""
        now = self.clock()
        own = page_of(await self.bot.answer(asked.line, person, now))
        if own.mistake:
            await self.answers.respond(asked, own)
            return
        if not self.shown.take(person.id, now):
            await self.answers.respond(asked, mistaken(UserError(ENOUGH), asked.line))
            return
        await self.answers.respond(asked, await shown_to_everyone(self.bot, asked.line, person, now), public=True)
        await self.answers.respond(asked, own, in_place=True)

    async def suggestions(self, ack: AsyncAck, body: Body) -> None:
        """Give the choices for what has been typed into a list so far."""
        command = self._form_of(origin_of(body.get("view") or {}))
        parameters = command.parameters if command else ()
        parameter = next((each for each in parameters if each.name == body.get("action_id")), None)
        typed = body.get("value") or ""
        if parameter and wants_groups(parameter):
            found = await self.people.groups(typed)
        else:
            found = suggest(parameter, typed, self.bot.catalog) if parameter else []
        await ack(options=options(found))

    def _form_of(self, origin: Origin | None) -> Command | None:
        return self.bot.form_of(origin.line, Person(organizer=True)) if origin else None

    async def submitted(self, ack: AsyncAck, body: Body) -> None:
        """Answer a form, or tell beside each field what is wrong with it."""
        view, user = body["view"], body["user"]
        origin = origin_of(view)
        command = self._form_of(origin)
        if origin is None or command is None:
            await (ack(response_action="update", view=mistaken_view(GONE)) if origin else ack())
            return
        async with self._serving(origin.respond):
            person = await self.people.person(user["id"], user.get("name", ""), organizing=command.organizer)
            read = call_of(self.bot, command, filled(view) | said_in(origin.line))
            if read.call is None:
                await ack(response_action="errors", errors={name: each.text for name, each in read.mistakes.items()})
                return
            if not origin.respond:
                await self.answers.in_place_of(view["id"], ack, self._message(read.call, person))
                return
            await ack()
            reply = await reply_to(self.bot, read.call, person, self.clock())
            await self.answers.to_form(origin, user["id"], reply.message, public=reply.public)

    async def shortcut(self, ack: AsyncAck, body: Body) -> None:
        """Open the form for a question, or do what a message's menu offers."""
        await ack()
        async with self._serving(str(body.get("response_url") or "")):
            if command := chosen(self.bot, body):
                person = await self.people.person(body["user"]["id"], organizing=command.organizer)
                pointed = await read_pointed(body, self.people, self.me)
                line = await line_for(self.bot, command, pointed, person)
                await self._say(Origin(line, body["response_url"], pointed.thread), person, body)
            elif form := question(self.bot, body, self.me):
                await self.answers.open(body["trigger_id"], form)

    async def message(self, event: Body) -> None:
        """Answer a direct message, and follow what was carried elsewhere; others are no business of ours."""
        if event.get("subtype") in FOLLOWED:
            async with self._serving():
                await follow(self.bot, event, self.people)
        elif self.mentions and event.get("channel_type") == "im" and not (event.get("subtype") or event.get("bot_id")):
            await self._asked_by(event, event.get("thread_ts"))

    async def asked(self, event: Body) -> None:
        """Answer a mention, in its thread; Slack tells of it again when the message is edited."""
        if not event.get("bot_id") and not event.get("edited"):
            await self._asked_by(event, event.get("thread_ts") or event["ts"])

    async def _asked_by(self, event: Body, thread: str | None) -> None:
        async with self._serving():
            person = await self.people.person(event["user"])
            if not event["channel"].startswith("D"):  # all can read it, so it is nobody's own conversation
                person = replace(person, community="")
            line = words_of(event.get("text") or "", self.me) or self.bot.line("")
            message = page_of(await self.bot.answer(line, person, self.clock()))
            await self.answers.in_thread(event["channel"], thread, message)

    async def home_opened(self, event: Body) -> None:
        """Build the App Home anew for who opens it."""
        if event.get("tab") != "home":
            return
        async with self._serving():
            person = await self.people.person(event["user"])
            await self.answers.publish(event["user"], await home_view(self.bot, person, self.clock()))

    @asynccontextmanager
    async def _serving(self, url: str = "") -> AsyncIterator[None]:
        """Note what is under way, and tell who waits when an answer cannot be sent."""
        task = asyncio.current_task()
        assert task, "listeners run in tasks"
        self.under_way.add(task)
        try:
            yield
        except FAILED as error:
            await self.answers.failed(error, url)
        finally:
            self.under_way.discard(task)
