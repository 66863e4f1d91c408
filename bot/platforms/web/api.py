"""What the page asks of the bot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.clock import real
from bot.core import Bot
from bot.forms import Opened, call_of, opened, without_said
from bot.platforms.health import health_of
from bot.platforms.web.answers import Json, answered, completions, drawn, plain_text
from bot.platforms.web.asked import Asked, Submitted, read_body
from bot.platforms.web.feed import Feed
from bot.platforms.web.forms import form_of
from bot.platforms.web.guard import Guard, RefusedError
from bot.platforms.web.presets import presets
from bot.ports import Platform
from bot.slash import Command, UserError

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MOST_THINGS = 5  # to press in the greeting
USUAL = ("deadlines", "now", "start", "schedule", "help")  # where the facts name no examples
MOST_LINE = 2000  # characters of a line that is completed


@dataclass
class Api:
    """Answers the page's requests."""

    bot: Bot
    guard: Guard
    feed: Feed
    platforms: Sequence[Platform] = ()

    def routes(self) -> list[web.RouteDef]:
        """Give what is served, and where."""
        files = [web.get(f"/{name}", self.file) for name in _files()]
        return [
            web.get("/", self.page),
            *files,
            web.get("/healthz", self.health),
            web.get("/events", self.feed.stream),
            web.get("/api/start", self.start),
            web.get("/api/state", self.state),
            web.get("/api/complete", self.complete),
            web.post("/api/say", self.say),
            web.post("/api/form", self.submit),
        ]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Serve the page; the first time, swap the token in the address for a cookie."""
        if "token" in request.query:
            response: web.StreamResponse = web.Response(status=303, headers={"Location": "/"})
        else:
            response = _file("index.html")
        self.guard.let_in(response)
        return response

    async def file(self, request: web.Request) -> web.Response:
        """Serve a part of the page."""
        return _file(request.path.removeprefix("/"))

    async def health(self, _: web.Request) -> web.Response:
        """Tell that the bot lives, to whom watches it."""
        well, told = health_of(self.bot, self.platforms)
        return web.json_response({**told, "version": self.feed.version}, status=200 if well else 503)

    async def state(self, _: web.Request) -> web.Response:
        """Tell what the feed tells, once."""
        return web.json_response(self.feed.state())

    async def start(self, _: web.Request) -> web.Response:
        """Tell what the page opens with."""
        about, bot = self.bot.catalog.about, self.bot
        things = [{"label": each, "line": each} for each in about.examples]
        usual = [each for each in (bot.by_name.get(name) for name in USUAL) if each and each.is_listed(bot.catalog)]
        things += [{"label": each.help, "line": bot.line(each.name)} for each in usual]
        return web.json_response(
            {
                "name": about.name,
                "about": plain_text(about.text or ""),
                "word": bot.line(""),
                "things": things[:MOST_THINGS],
                "presets": [each.to_dict() for each in presets(bot.catalog)],
                "state": self.feed.state(),
            }
        )

    async def complete(self, request: web.Request) -> web.Response:
        """Suggest how a line may go on."""
        organizer = request.query.get("role") == "organizer"
        line = request.query.get("line", "")[:MOST_LINE]
        return web.json_response(completions(self.bot, line, organizer=organizer))

    async def say(self, request: web.Request) -> web.Response:
        """Answer a line, or give the form that it opens."""
        asked = await read_body(request, Asked)
        now = asked.at or real()
        form = await opened(self.bot, asked.line, asked.person, now)
        if isinstance(form, Opened):
            return web.json_response({"form": form_of(self.bot, form)})
        if form:
            return _all([drawn(form, place) | {"own": True} for place in asked.places])
        return _all(await answered(self.bot, asked.line, asked.person, now, asked.places))

    async def submit(self, request: web.Request) -> web.Response:
        """Answer a form, or tell what is wrong in it."""
        given = await read_body(request, Submitted)
        command = self.bot.by_name.get(given.command)
        if command is None or not command.form:
            raise RefusedError(404, "There is no such form. Please reload the page.")
        filled = call_of(self.bot, command, given.values)
        if filled.call is None:
            return _wrong(command, filled.mistakes)
        answers = await answered(self.bot, filled.call, given.person, given.at or real(), given.places)
        return _all(answers, line=without_said(filled.call.line))


def _all(answers: Sequence[Json], **also: str) -> web.Response:
    """Give one answer as it is drawn in its own place, with how the `others` draw it."""
    first, *others = answers
    return web.json_response({**first, **also, "others": others})


def _wrong(command: Command, found: Mapping[str, UserError]) -> web.Response:
    mistakes = {name: error.text for name, error in found.items()}
    number = len(mistakes)
    text = f"{number} {'thing needs' if number == 1 else 'things need'} another look."
    return web.json_response({"mistakes": mistakes, "text": text, "command": command.name})


def _files() -> list[str]:
    return sorted(each.name for each in STATIC.iterdir() if each.suffix in KINDS and each.name != "index.html")


def _file(name: str) -> web.Response:
    file = STATIC / name
    return web.Response(body=file.read_bytes(), content_type=KINDS[file.suffix], charset="utf-8")
