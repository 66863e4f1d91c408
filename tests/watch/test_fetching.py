"""Calendars fetched from a web server of our own, which may be slow, endless, cut off or lying."""

import re

import httpx
import pytest

from bot.watch import fetching
from bot.watch.fetching import AGENT, Fetched, client_of, fetch
from bot.watch.found import CalendarError
from tests.watch.web import Site, site

pytestmark = pytest.mark.anyio


async def got(place: Site, path: str = "bees.ics", known: Fetched | None = None) -> Fetched | None:
    async with client_of() as client:
        return await fetch(client, f"{place.address}/{path}", known)


async def why(place: Site, path: str = "bees.ics", known: Fetched | None = None) -> str:
    with pytest.raises(CalendarError) as error:
        await got(place, path, known)
    return str(error.value)


async def test_it_says_who_asks_and_for_what() -> None:
    async with site() as place:
        place.text, place.headers = "hum", {"ETag": '"1"', "Last-Modified": "Thu, 01 Oct 2026 12:00:00 GMT"}
        assert await got(place) == Fetched("hum", '"1"', "Thu, 01 Oct 2026 12:00:00 GMT")
        assert (place.asked[0]["User-Agent"], "If-None-Match" in place.asked[0]) == (AGENT, False)


async def test_what_has_not_changed_is_not_sent_again() -> None:
    async with site() as place:
        place.text, place.headers = "hum", {"ETag": '"1"'}
        assert await got(place, known=await got(place)) is None
        place.headers = {"ETag": '"2"'}
        assert await got(place, known=Fetched("hum", '"1"')) == Fetched("hum", '"2"')


async def test_unchanged_means_nothing_to_who_knows_nothing() -> None:
    async with site() as place:
        place.status = 304
        assert [await why(place), await why(place, known=Fetched("hum"))] == ["it answers 304"] * 2


async def test_an_address_that_moved_is_followed() -> None:
    async with site() as place:
        place.text = "hum"
        assert await got(place, "moved") == Fetched("hum")


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
async def test_other_answers_are_told(status: int) -> None:
    async with site() as place:
        place.status = status
        assert await why(place) == f"it answers {status}"


async def test_no_more_is_taken_than_a_calendar_may_hold() -> None:
    async with site() as place:
        assert await why(place, "endless") == "it is larger than 5 MB"


async def test_a_calendar_of_50_megabytes_is_refused() -> None:
    async with site() as place:
        place.text = "X" * 50_000_000
        assert await why(place) == "it is larger than 5 MB"


async def test_a_circle_ends() -> None:
    async with site() as place:
        assert await why(place, "around") == "it redirects again and again"


async def test_what_is_cut_off_is_no_calendar() -> None:
    async with site() as place:
        assert (await why(place, "cut")).startswith("it cannot be reached: peer closed connection")


async def test_silence_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.1)
    async with site() as place:
        place.slow = True
        assert await why(place) == "it does not answer in time"


async def test_who_is_away_is_told() -> None:
    async with site() as place:
        gone = Site(address=re.sub(r"\d+$", "1", place.address))
    assert await why(gone) == "it cannot be reached: All connection attempts failed"


async def test_no_redirection_leads_out_of_https() -> None:
    """The answers are made here, since no server of ours has a certificate."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(302, headers={"Location": "http://127.0.0.1/secrets"})
        return httpx.Response(200, text="hum")

    async with client_of(httpx.MockTransport(answer)) as client:
        with pytest.raises(CalendarError, match="it redirects to an address that is not https"):
            await fetch(client, "https://hive.example/bees.ics", None)


async def test_each_address_goes_through_the_guard() -> None:
    seen: list[str] = []

    class Guard(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(request.url.path)
            if request.url.path == "/inside":
                raise httpx.ConnectError("this address is not outside")
            return httpx.Response(302, headers={"Location": "/inside"})

    async with client_of(Guard()) as client:
        with pytest.raises(CalendarError, match="it cannot be reached: this address is not outside"):
            await fetch(client, "https://hive.example/bees.ics", None)
    assert seen == ["/bees.ics", "/inside"]
