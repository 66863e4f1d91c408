"""The calendar files, as calendars fetch them."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientResponse, ClientSession
from icalendar import Calendar
from yarl import URL

from bot.config import PublicSettings
from bot.core import Bot, Person
from bot.ics import calendar_files
from bot.platforms.public import serve_public

pytestmark = pytest.mark.anyio
EARLY = datetime(2023, 1, 1, tzinfo=UTC)
HERE = PublicSettings(host="127.0.0.1", port=0)


class Calendars:
    """Fetches from the listener of a bot."""

    def __init__(self, bot: Bot, session: ClientSession, port: int) -> None:
        self.bot, self.session, self.root = bot, session, f"http://127.0.0.1:{port}"

    async def get(self, path: str, method: str = "GET", **headers: str) -> tuple[ClientResponse, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, URL(self.root + path, encoded=True), headers=named) as response:
            return response, await response.read()


@pytest.fixture
async def calendars(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Calendars]:
    monkeypatch.setattr(bot, "calendars", calendar_files(bot.catalog))
    async with serve_public(bot, HERE, []) as port, ClientSession() as session:
        yield Calendars(bot, session, port)


async def test_everything_is_one_file(calendars: Calendars) -> None:
    response, body = await calendars.get("/calendar.ics")
    assert (response.status, body) == (200, (calendars.bot.calendars or {})[""])
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Content-Disposition"] == 'inline; filename="calendar.ics"'


async def test_every_address_that_is_given_leads_to_its_file(calendars: Calendars) -> None:
    reached = Bot(calendars.bot.commands, catalog=calendars.bot.catalog, address=calendars.root)
    for which in ("", *calendars.bot.catalog.workshops):
        told = (await reached.answer(f"/workshop calendar {which}".rstrip(), Person(), EARLY)).text
        [path] = dict.fromkeys(re.findall(rf"{re.escape(calendars.root)}(/[\w./-]+\.ics)", told))
        response, body = await calendars.get(path)
        assert (response.status, body) == (200, (calendars.bot.calendars or {})[which])
        assert Calendar.from_ical(body).walk("vevent")


async def test_an_edition_has_its_own_file(calendars: Calendars) -> None:
    response, body = await calendars.get("/calendar/icml-2024.ics")
    assert (response.status, body) == (200, (calendars.bot.calendars or {})["icml-2024"])
    assert response.headers["Content-Disposition"] == 'inline; filename="icml-2024.ics"'


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
async def test_what_has_not_changed_is_not_sent_again(calendars: Calendars, known: str) -> None:
    first, _ = await calendars.get("/calendar.ics")
    again, body = await calendars.get("/calendar.ics", If_None_Match=known.format(first.headers["ETag"]))
    assert (again.status, body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


async def test_what_has_changed_is_sent(calendars: Calendars) -> None:
    first, _ = await calendars.get("/calendar.ics")
    calendars.bot.calendars = {"": b"BEGIN:VCALENDAR"}
    again, body = await calendars.get("/calendar.ics", If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (200, b"BEGIN:VCALENDAR")


async def test_head_tells_all_but_the_file(calendars: Calendars) -> None:
    whole, body = await calendars.get("/calendar.ics")
    head, nothing = await calendars.get("/calendar.ics", "HEAD")
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", str(len(body)))
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/icml-2099.ics", "/calendar/.ics", "/calendar/", "/calendar", "/calendar/icml-2024",
        "/calendar/..ics",
        "/calendar/../../etc/passwd.ics", "/calendar/%2e%2e%2fworkshops%2ficml-2024.ics", "/calendar/icml-2024.ics/",
        "/calendar/icml-2024%00.ics", "/calendar/ICML-2024.ics", "/calendar//icml-2024.ics",
    ],
)  # fmt: skip
async def test_nothing_else_is_there(calendars: Calendars, path: str) -> None:
    response, _ = await calendars.get(path)
    assert response.status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_calendars_are_only_read(calendars: Calendars, method: str) -> None:
    assert (await calendars.get("/calendar.ics", method))[0].status == 405


async def test_files_that_are_not_made_yet_come_later(calendars: Calendars) -> None:
    calendars.bot.calendars = None
    response, _ = await calendars.get("/calendar.ics")
    assert (response.status, response.headers["Retry-After"]) == (503, "5")
