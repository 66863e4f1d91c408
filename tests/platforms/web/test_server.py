"""The page's server, talked to as a browser and as those who should not be let in would talk."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from bot import Button, Message, Request, app, command
from bot.config import Config
from bot.core import Bot
from bot.facts.files import load
from bot.platforms.web import guard, server
from bot.platforms.web.key import VALID_FOR, is_signed, load_key, sign
from bot.platforms.web.server import Page, PortError, serve
from bot.slash import Token

KEY = bytes(32)
BEES = "name: Bees 2027\ntitle: Bees\nsource: https://b.example\nyear: 2027\n"
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) & \"'"
ASKER = {"role": "member", "zone": "Europe/Vienna", "at": None}


@dataclass(frozen=True)
class Visit:
    """A browser that was let in."""

    page: Page
    session: ClientSession

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.page.port}"

    async def get(self, path: str, **options: Any) -> ClientResponse:
        return await self.send("GET", path, **options)

    async def send(self, method: str, path: str, **options: Any) -> ClientResponse:
        return await read(await self.session.request(method, self.base + path, **options))

    async def stream(self) -> ClientResponse:
        return await self.session.get(f"{self.base}/events")

    async def say(self, line: str, place: str = "discord", **asker: Any) -> dict[str, Any]:
        response = await self.post("/api/say", {**ASKER, **asker, "line": line, "place": place})
        assert response.status == 200
        answer: dict[str, Any] = await response.json()
        return answer

    async def post(self, path: str, body: Any, **options: Any) -> ClientResponse:
        return await self.send("POST", path, json=body, **options)


@asynccontextmanager
async def visiting(bot: Bot, *, key: bytes = KEY, port: int = 0) -> AsyncIterator[Visit]:
    """Serve the page and let a browser in."""
    async with serve(bot, key, port) as page, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get(page.address) as response:
            assert (response.status, response.url.query_string) == (200, "")
        yield Visit(page, session)


def visit(bot: Bot, talk: Callable[[Visit], Awaitable[Any]]) -> Any:
    async def talked() -> Any:
        async with visiting(bot) as visitor:
            return await talk(visitor)

    return asyncio.run(talked())


async def read(response: ClientResponse) -> ClientResponse:
    """Read a response to its end, so that nothing stays open; a stream only until it is there."""
    if response.content_type == "text/event-stream":
        response.close()
    else:
        await response.read()
        response.release()
    return response


async def refused(response: ClientResponse) -> tuple[int, str]:
    """Give the status and the sentence of a refusal."""
    if response.content_type == "application/json":
        return response.status, (await response.json())["error"]
    return response.status, (await response.text()).partition("<p>")[2].partition("</p>")[0]


# Who is let in


@pytest.mark.parametrize("path", ["/", "/page.js", "/api/start", "/events", "/?token=wrong", "/?token=%ff", "/nothing"])
def test_nobody_comes_in_without_the_token(bot: Bot, path: str) -> None:
    async def stranger() -> tuple[int, str]:
        async with serve(bot, KEY, 0) as page, ClientSession() as session:
            return await refused(await read(await session.get(f"http://127.0.0.1:{page.port}{path}")))

    assert asyncio.run(stranger()) == (403, guard.STALE)


def test_the_cookie_can_be_read_by_nobody_else(bot: Bot) -> None:
    async def cookie(session: ClientSession, page: Page) -> str:
        async with session.get(page.address, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, "/")
            return response.headers["Set-Cookie"]

    async def opened() -> tuple[str, int]:
        async with serve(bot, KEY, 0) as page, ClientSession() as session:
            return await cookie(session, page), page.port

    text, port = asyncio.run(opened())
    assert text.startswith(f"workshop-bot-{port}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(text.split("; "))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_another_host_is_refused(bot: Bot, host: str) -> None:
    status, text = visit(bot, lambda visitor: _refused(visitor, {"Host": host}))
    assert (status, "only under the address that it printed" in text) == (403, True)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_another_origin_is_refused(bot: Bot, origin: str) -> None:
    async def talk(visitor: Visit) -> tuple[int, str]:
        return await _refused(visitor, {"Origin": origin.format(port=visitor.page.port)})

    assert visit(bot, talk) == (403, "The bot answers its own page only, no other one.")


async def _refused(visitor: Visit, headers: dict[str, str]) -> tuple[int, str]:
    return await refused(await visitor.get("/api/start", headers=headers))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_own_origin_is_welcome(bot: Bot, name: str) -> None:
    async def talk(visitor: Visit) -> int:
        host = f"{name}:{visitor.page.port}"
        return (await visitor.get("/api/start", headers={"Host": host, "Origin": f"http://{host}"})).status

    assert visit(bot, talk) == 200


def test_every_response_keeps_the_browser_safe(bot: Bot) -> None:
    async def talk(visitor: Visit) -> list[dict[str, str]]:
        paths = ("/", "/page.js", "/page.css", "/icon.svg", "/api/start", "/events", "/healthz", "/nothing")
        return [dict((await visitor.get(path)).headers) for path in paths]

    for headers in visit(bot, talk):
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"], headers["Referrer-Policy"] == ("nosniff", "no-referrer")
        assert "Python" not in headers["Server"]


def test_the_page_takes_nothing_from_elsewhere() -> None:
    for file in (Path(server.__file__).parent / "static").iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text.replace(r":\/\/", ""), file.name
        assert "innerHTML" not in text, file.name
        assert file.suffix != ".html" or 'style="' not in text


# Floods, sizes and bodies


def test_a_flood_is_slowed_down_and_others_are_not(bot: Bot) -> None:
    async def talk(visitor: Visit) -> tuple[list[int], str, int]:
        many = await asyncio.gather(*(visitor.get("/api/state", headers={"X-Page": "a"}) for _ in range(100)))
        other = await visitor.get("/api/state", headers={"X-Page": "b"})
        slow = [each for each in many if each.status == 429]
        return [each.status for each in many], (await refused(slow[0]))[1], other.status

    statuses, text, other = visit(bot, talk)
    assert 40 <= statuses.count(200) <= 70
    assert (text, other) == ("That was too fast: at most 20 requests a second. Please wait a moment.", 200)


def test_the_speed_of_long_gone_pages_is_forgotten(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_PAGES", 1)

    async def talk(visitor: Visit) -> list[int]:
        pages = ["a"] * 40 + ["b", "a"]
        return [(await visitor.get("/api/state", headers={"X-Page": each})).status for each in pages]

    assert set(visit(bot, talk)) == {200}


def test_a_page_of_a_flood_may_ask_again_later(bot: Bot) -> None:
    async def talk(visitor: Visit) -> int:
        await asyncio.gather(*(visitor.get("/api/state") for _ in range(60)))
        await asyncio.sleep(0.2)
        return (await visitor.get("/api/state")).status

    assert visit(bot, talk) == 200


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "cannot be read"),
        (b"{", 400, "cannot be read"),
        (b"[" * 30_000, 400, "cannot be read"),
        (b"null", 400, "cannot be read"),
        (b'{"line": "\\ud800", "place": "slack"}', 400, "cannot be read"),
        (b'{"line": 7, "place": "slack"}', 400, "line"),
        (b'{"line": "x", "place": "irc"}', 400, "place"),
        (b'{"line": "x", "place": "slack", "role": "king"}', 400, "role"),
        (b'{"line": "x", "place": "slack", "at": "noon"}', 400, "at"),
        (b'{"line": "x", "place": "slack", "at": "2024-05-16T12:00:00"}', 400, "at"),
        (b'{"line": "x", "place": "slack", "at": "9999-12-31T23:59:59Z"}', 400, "between 1970 and 2199"),
        (b'{"line": "x", "place": "slack", "at": "0001-01-01T00:00:00+14:00"}', 400, "between 1970 and 2199"),
        (b'{"line": "x", "place": "slack", "more": 1}', 400, "more"),
        (b'{"line": "' + b"x" * 65_536 + b'", "place": "slack"}', 413, "too much"),
    ],
)
def test_a_wrong_body_gets_a_sentence(bot: Bot, body: bytes, status: int, said: str) -> None:
    async def talk(visitor: Visit) -> tuple[int, str]:
        headers = {"Content-Type": "application/json"}
        return await refused(await visitor.send("POST", "/api/say", data=body, headers=headers))

    found, text = visit(bot, talk)
    assert (found, said in text, text.endswith(".")) == (status, True, True)


def test_a_form_of_another_site_is_not_read(bot: Bot) -> None:
    async def talk(visitor: Visit) -> tuple[int, str]:
        return await refused(await visitor.send("POST", "/api/say", data={"line": "x"}))

    assert visit(bot, talk) == (415, "Requests are JSON here: Content-Type: application/json.")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/say", 405), ("POST", "/", 405), ("GET", "/x", 404)]
)
def test_a_wrong_address_gets_a_sentence(bot: Bot, method: str, path: str, status: int) -> None:
    async def talk(visitor: Visit) -> tuple[int, str]:
        return await refused(await visitor.send(method, path))

    found, text = visit(bot, talk)
    assert (found, text.endswith(".")) == (status, True)


@pytest.mark.parametrize(
    "path", ["/../server.py", "/static/../server.py", "/..%2fserver.py", "/server.py", "/index.html"]
)
def test_no_other_file_is_served(bot: Bot, path: str) -> None:
    async def talk(visitor: Visit) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.page.port)
        cookie = "; ".join(f"{each.key}={each.value}" for each in visitor.session.cookie_jar)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{visitor.page.port}\r\nCookie: {cookie}\r\n\r\n"
        writer.write(head.encode())
        status = int((await reader.readline()).split()[1])
        writer.close()
        await writer.wait_closed()
        return status

    assert visit(bot, talk) == 404


# What is answered


@pytest.mark.parametrize(("place", "inside"), [("discord", "embeds"), ("slack", "blocks")])
def test_an_answer_is_what_its_platform_gets(bot: Bot, place: str, inside: str) -> None:
    answer = visit(bot, lambda visitor: visitor.say("/workshop glossary page:2", place))
    assert [list(each)[1 if place == "slack" else 0] for each in answer["payloads"]] == [inside]
    assert "Page 3 of" in json.dumps(answer["payloads"])
    assert {name: answer[name] for name in ("command", "page", "public", "mistake")} == {
        "command": "/workshop glossary", "page": 2, "public": False, "mistake": False,
    }  # fmt: skip


def test_a_pretended_time_holds_for_one_request(bot: Bot) -> None:
    async def talk(visitor: Visit) -> list[str]:
        times = (None, "2024-05-20T12:00:00.000Z", "2024-05-20T14:00:00+02:00", None)
        return [json.dumps((await visitor.say("/workshop deadlines icml-2024", at=at))["payloads"]) for at in times]

    before, there, same, after = visit(bot, talk)
    assert ("days left" in there, there == same, "days left" in before, before == after) == (True, True, False, True)


@pytest.mark.parametrize(
    ("role", "said"), [("member", "Only the workshop's organizers"), ("organizer", "Organizers' desk")]
)
def test_the_role_decides(bot: Bot, role: str, said: str) -> None:
    answer = visit(bot, lambda visitor: visitor.say("/organize", role=role))
    assert said in json.dumps(answer["payloads"])


@pytest.mark.parametrize("zone", ["", "Etc/UTC", "Asia/Calcutta", "nowhere", "../../etc/passwd", "\x00", "x" * 5000])
def test_any_zone_is_borne(bot: Bot, zone: str) -> None:
    assert not visit(bot, lambda visitor: visitor.say("/workshop deadlines", zone=zone))["mistake"]


def test_a_slip_is_answered_as_one(bot: Bot) -> None:
    answer = visit(bot, lambda visitor: visitor.say("/workshop deadlins"))
    assert (answer["mistake"], answer["public"], "Did you mean deadlines" in json.dumps(answer)) == (True, False, True)


def test_a_public_answer_is_marked(bot: Bot) -> None:
    ours = {**bot.commands, "about": _public(bot)}
    answer = visit(Bot(ours, catalog=bot.catalog), lambda visitor: visitor.say("/workshop about"))
    assert answer["public"]


def _public(bot: Bot) -> Any:
    return replace(bot.commands["about"], public=True)


@pytest.mark.parametrize("place", ["discord", "slack"])
def test_hostile_text_stays_text(bot: Bot, place: str) -> None:
    for line in (HOSTILE, f"/workshop glossary {HOSTILE}", "/" + HOSTILE, "a" * 60_000, "\u202e\x00\x07 x", "*" * 500):
        answer = visit(bot, lambda visitor, line=line: visitor.say(line, place))
        assert answer["payloads"]
        link = r"<javascript" if place == "slack" else r"[^\\]\]\(javascript"
        assert not re.search(link, json.dumps(answer["payloads"]))


def test_the_page_opens_with_things_to_do(bot: Bot) -> None:
    start = visit(bot, lambda visitor: _json(visitor, "/api/start"))
    assert (start["name"], len(start["things"]), start["state"]["problems"]) == (bot.catalog.about.name, 5, 0)
    assert start["presets"][0] == {
        "label": "Two weeks before “Submission” is due, ICML 2024",
        "at": "2024-05-16T11:44:00Z",
    }
    assert {"label": "The morning of ICML 2024", "at": "2024-07-27T06:45:00Z"} in start["presets"]


async def _json(visitor: Visit, path: str, **query: str) -> Any:
    return await (await visitor.get(path, params=query)).json()


def test_a_bot_without_facts_opens_too() -> None:
    start = visit(Bot({}), lambda visitor: _json(visitor, "/api/start"))
    assert (start["name"], start["things"], start["presets"]) == ("workshops", [], [])


def test_a_day_alone_has_presets(bot_on: Callable[..., Bot]) -> None:
    bees = f"{BEES}when: 2027-06-21\nzone: Pacific/Auckland\n"
    due = "deadlines: {papers: {title: Papers, due: 2027-03-01}, later: {title: Later, due: unknown}}\n"
    start = visit(bot_on(bees_2027=bees + due), lambda visitor: _json(visitor, "/api/start"))
    assert [each["at"] for each in start["presets"]] == ["2027-02-16T11:44:00Z", "2027-06-20T20:00:00Z"]
    assert [each["line"] for each in start["things"]][:1] == ["/workshop deadlines"]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("/", "/workshop ask "),
        ("/work", "/workshop ask "),
        ("/dead", "/workshop deadlines "),
        ("/workshop dead", "/workshop deadlines "),
        ("/workshop deadlines icml-2024 zone:Eur", None),
        ("hello", None),
        ("/organize ", "/organize announce "),
    ],
)
def test_a_line_is_completed(bot: Bot, line: str, first: str | None) -> None:
    found = visit(bot, lambda visitor: _json(visitor, "/api/complete", line=line))
    if first:
        assert found["items"][0]["line"] == first
    elif line.startswith("/workshop"):
        assert found["items"][0]["line"].startswith("/workshop deadlines icml-2024 zone:Europe/")
        assert found["hint"].startswith("/workshop deadlines [workshop]")
    else:
        assert found["items"] == []


def test_a_suggestion_says_what_people_call_it(bot: Bot) -> None:
    found = visit(bot, lambda visitor: _json(visitor, "/api/complete", line="/workshop deadlines neu"))
    first = found["items"][0]
    assert (first["label"], first["help"]) == ("neurips-2025", "workshop: NeurIPS 2025")


def test_only_organizers_are_offered_the_desk(bot: Bot) -> None:
    async def talk(visitor: Visit) -> list[bool]:
        found = [await _json(visitor, "/api/complete", line="/o", role=role) for role in ("member", "organizer")]
        return ["/organize announce " in [item["line"] for item in each["items"]] for each in found]

    assert visit(bot, talk) == [False, True]


# Forms


def test_a_form_command_alone_gives_its_form(bot: Bot) -> None:
    form = visit(bot, lambda visitor: visitor.say("/workshop ask"))["form"]
    assert [(each["name"], each["kind"], each["required"]) for each in form["fields"]] == [("question", "long", True)]


def test_a_form_has_a_field_for_each_type(bot: Bot) -> None:
    form = visit(_with_forms(bot), lambda visitor: visitor.say("schedule"))["form"]
    kinds = {each["name"]: (each["kind"], bool(each["choices"])) for each in form["fields"]}
    assert (kinds["workshop"], kinds["zone"]) == (("choice", True), ("part", True))


def _with_forms(bot: Bot) -> Bot:
    return Bot(
        {name: replace(each, form=bool(each.parameters)) for name, each in bot.commands.items()}, catalog=bot.catalog
    )


def test_a_wrong_form_comes_back_with_its_mistakes(bot: Bot) -> None:
    values = {"workshop": "icml-2042", "zone": "Middle Earth"}
    answer = visit(_with_forms(bot), lambda visitor: _submit(visitor, "deadlines", values))
    assert (set(answer["mistakes"]), answer["text"]) == ({"workshop", "zone"}, "2 things need another look.")


def test_what_a_form_needs_must_be_filled_in(bot: Bot) -> None:
    answer = visit(bot, lambda visitor: _submit(visitor, "ask", {"question": " \n\u2028 "}))
    assert answer["mistakes"]["question"].startswith("Please fill this in")


def test_a_right_form_is_answered(bot: Bot) -> None:
    answer = visit(
        _with_forms(bot), lambda visitor: _submit(visitor, "deadlines", {"workshop": "ICML 2024", "zone": ""})
    )
    assert (answer["line"], answer["mistake"]) == ('/workshop deadlines workshop:"ICML 2024"', False)


def test_what_only_buttons_say_is_not_shown(bot: Bot) -> None:
    @command(form=True)
    async def tag(
        request: Request,
        word: Annotated[str, "what to tag"],
        seen: Annotated[Token | None, "what was seen"] = None,
    ) -> Message:
        """Tag a word."""
        return Message(title=f"{word} {seen}")

    async def talk(visitor: Visit) -> list[Any]:
        form = (await visitor.say("/workshop tag seen:~12"))["form"]
        answer = await _submit(visitor, "tag", {"word": "wax", **form["said"]})
        return [form["line"], answer["line"], answer["title"]]

    tagging = Bot({**bot.commands, "tag": tag.command}, catalog=bot.catalog)  # type: ignore[attr-defined]
    assert visit(tagging, talk) == ["/workshop tag", "/workshop tag wax", "wax ~12"]


LONG = f"/workshop ask {'many words ' * 12}".rstrip()


def _counting(bot: Bot) -> Bot:
    """Give a bot with a form that tells how often it was filled in, and has a long button."""
    asked: list[str] = []

    @command(form=True)
    async def count(request: Request, word: Annotated[str, "what to count"]) -> Message:
        """Count how often this was asked."""
        asked.append(word)
        return Message(title=f"{len(asked)}", buttons=(Button("More", LONG),))

    return Bot({**bot.commands, "count": count.command}, catalog=bot.catalog)  # type: ignore[attr-defined]


def test_a_form_is_answered_once_for_both_places(bot: Bot) -> None:
    answer = visit(_counting(bot), lambda visitor: _submit(visitor, "count", {"word": "bees"}, others=["slack"]))
    assert [answer["title"], *(each["title"] for each in answer["others"])] == ["1", "1"]
    assert answer["others"][0]["payloads"][0]["blocks"]


def test_a_line_is_done_once_for_both_places(bot: Bot) -> None:
    answer = visit(_counting(bot), lambda visitor: visitor.say("/workshop count bees", others=["slack"]))
    assert [answer["title"], *(each["title"] for each in answer["others"])] == ["1", "1"]
    assert "embeds" in answer["payloads"][0]
    assert "blocks" in answer["others"][0]["payloads"][0]


def test_a_button_carries_its_whole_line(bot: Bot) -> None:
    answer = visit(_counting(bot), lambda visitor: _submit(visitor, "count", {"word": "bees"}))
    [button] = answer["payloads"][0]["components"][0]["components"]
    assert button["custom_id"] == LONG


def test_free_text_of_a_form_is_asked_as_it_is(bot: Bot) -> None:
    answer = visit(bot, lambda visitor: _submit(visitor, "ask", {"question": f"what is\n{HOSTILE}?"}))
    assert answer["command"].startswith("/workshop ask what is <script>")


def test_a_form_that_is_none_is_told(bot: Bot) -> None:
    async def talk(visitor: Visit) -> tuple[int, str]:
        body = {**ASKER, "command": "home", "values": {}, "place": "slack"}
        return await refused(await visitor.post("/api/form", body))

    assert visit(bot, talk) == (404, "There is no such form. Please reload the page.")


async def _submit(visitor: Visit, command: str, values: dict[str, str], **more: Any) -> Any:
    body = {**ASKER, "command": command, "values": values, "place": "discord", **more}
    return await (await visitor.post("/api/form", body)).json()


# News, health, ports, stopping


def test_pages_hear_of_new_facts_and_of_mistakes(tmp_path: Path) -> None:
    bees = f"{BEES}when: unknown\n"
    file = tmp_path / "workshops" / "bees-2027.yaml"
    file.parent.mkdir()
    file.write_text(bees, encoding="utf-8")
    bot = app.build(Config(), load(tmp_path))

    async def talk(visitor: Visit) -> list[tuple[int, int, str]]:
        stream = await visitor.stream()
        states = [await _news(stream)]
        for text in (bees.replace("Bees\n", "Wasps\n"), f"{bees}{HOSTILE}: [", bees.replace("Bees\n", "Wasps\n")):
            file.write_text(text, encoding="utf-8")
            await app.reload(bot, tmp_path)
            visitor.page.told()
            states.append(await _news(stream))
        stream.close()
        return [(each["revision"], each["problems"], each["problem"]) for each in states]

    first, changed, bad, good = visit(bot, talk)
    assert (first, changed, good) == ((0, 0, ""), (1, 0, ""), (1, 0, ""))
    assert (bad[:2], "bees-2027.yaml:" in bad[2], bot.catalog.about.name) == ((1, 1), True, "Wasps")


async def _news(stream: ClientResponse) -> Any:
    async with asyncio.timeout(5):
        while not (line := await stream.content.readline()).startswith(b"data: "):
            assert line
        return json.loads(line.removeprefix(b"data: "))


def test_a_quiet_stream_keeps_beating(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.web.feed.HEARTBEAT", 0.01)

    async def talk(visitor: Visit) -> bytes:
        async with await visitor.stream() as stream:
            await _news(stream)
            await stream.content.readline()
            return await stream.content.readline()

    assert visit(bot, talk) == b": still here\n"


def test_too_many_pages_get_a_sentence(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.web.feed.MOST_PAGES", 0)

    async def talk(visitor: Visit) -> tuple[int, str]:
        return await refused(await visitor.get("/events"))

    assert visit(bot, talk) == (503, "0 pages are open already. Please close some.")


def test_health_needs_no_token(bot: Bot) -> None:
    async def stranger() -> Any:
        async with serve(bot, KEY, 0) as page, ClientSession() as session:
            return await (await read(await session.get(f"http://127.0.0.1:{page.port}/healthz"))).json()

    health = asyncio.run(stranger())
    assert (health["status"], health["facts"], health["problems"]) == ("ok", len(bot.catalog.facts), 0)
    assert health["version"]


def test_a_port_in_use_gives_the_next_free_one(bot: Bot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        async def opened() -> int:
            async with visiting(bot, port=port) as visitor:
                return visitor.page.port

        assert port < asyncio.run(opened()) < port + 20


def test_no_free_port_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TRIED", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortError, match="all in use"):
        asyncio.run(_open(bot, taken.getsockname()[1]))


async def _open(bot: Bot, port: int) -> None:
    async with serve(bot, KEY, port):
        pass


def test_a_port_that_may_not_be_used_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HOST", "192.0.2.1")
    with pytest.raises(PortError, match="Port 8642 cannot be listened on"):
        asyncio.run(_open(bot, 8642))


def test_the_page_listens_on_this_machine_alone(bot: Bot) -> None:
    async def talk(visitor: Visit) -> str | None:
        return urlsplit(visitor.page.address).hostname

    assert visit(bot, talk) == "127.0.0.1"


def test_open_streams_do_not_hold_up_the_end(bot: Bot) -> None:
    async def left() -> float:
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            async with serve(bot, KEY, 0) as page:
                await read(await session.get(page.address))
                streams = [await session.get(f"http://127.0.0.1:{page.port}/events") for _ in range(20)]
                await asyncio.gather(*map(_news, streams))
                began = perf_counter()
            took = perf_counter() - began
            for stream in streams:
                assert await stream.content.read() in {b"", b"\n"}
                stream.close()
            return took

    assert asyncio.run(left()) < 20  # by itself the server waits a minute


# A page that is left open over a restart


def test_a_cookie_outlives_a_restart_and_a_token_does_not(bot: Bot) -> None:
    async def over_a_restart() -> list[int]:
        async with visiting(bot) as visitor:
            address, port = visitor.page.address, visitor.page.port
            cookies = {each.key: each.value for each in visitor.session.cookie_jar}
        async with serve(bot, KEY, port), ClientSession(cookies=cookies) as known, ClientSession() as unknown:
            ways = ((known, f"http://127.0.0.1:{port}/api/state"), (unknown, address))
            return [(await read(await session.get(url))).status for session, url in ways]

    assert asyncio.run(over_a_restart()) == [200, 403]


def test_a_cookie_of_another_key_or_time_is_refused() -> None:
    cookie = sign(KEY, 1000)
    assert is_signed(KEY, cookie, 1000)
    assert is_signed(KEY, cookie, 1000 + VALID_FOR - 1)
    assert not is_signed(KEY, cookie, 1000 + VALID_FOR)
    assert not is_signed(KEY, cookie, 900)
    assert not is_signed(b"x" * 32, cookie, 1000)
    assert not any(is_signed(KEY, wrong, 1000) for wrong in ("", ".", "1000", cookie + "0", "9" + cookie, "é.é", "x.y"))


def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    key = load_key(folder)
    assert (load_key(folder), len(key), (folder / "page.key").stat().st_mode & 0o777) == (key, 32, 0o600)


def test_a_key_that_cannot_be_kept_serves_one_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert len(load_key(tmp_path / "file")) == 32


def test_a_broken_key_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "page.key").write_bytes(b"short")
    assert load_key(tmp_path) == load_key(tmp_path) != b"short"


def test_what_is_not_for_everyone_says_so(bot: Bot) -> None:
    async def owned(visitor: Visit) -> list[bool]:
        lines = ("/organize", "/workshop remind", "/workshop join")
        return [(await visitor.say(line, role="organizer"))["own"] for line in lines]

    assert visit(bot, owned) == [True, True, False]
