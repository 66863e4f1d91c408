"""One link, fetched from a web that is slow, endless, circling, lying, or leads inwards."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.watch.links.fetch import MOST_BYTES, Fetcher, Pace
from bot.watch.links.kinds import Seen, is_read, seen, through
from bot.watch.links.outward import Outward
from tests.watch.links.web import QUICK, ROOMY, SLACK, Web, invite, is_here, on_web

pytestmark = pytest.mark.anyio
CERTIFICATES = Path(__file__).parent / "certificates"
EXPIRES = datetime(2026, 9, 27, 23, 0, tzinfo=UTC)

ASTRAY = r"http:// // http:///x http://[::1 %zz http://xn--/ data:text/html,x http://.../ http://b:99999/ \\b".split()


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with on_web() as made:
        yield made


async def check(site: Web, url: str, fetcher: Fetcher | None = None, **headers: str) -> Seen | None:
    """Check a link as the watch does."""
    fetcher = fetcher or site.fetcher(QUICK if "/slow" in url else ROOMY)
    page = await fetcher.fetch(url, lambda each: through(each, site.api), lambda each: is_read(each, site.api), headers)
    await fetcher.close()
    return seen(page, url, site.api)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/ok", Seen("working")),
        ("/slow", Seen("unknown", "silent")),
        ("/endless", Seen("working")),
        ("/to?at=/to?at=/ok", Seen("working")),
        ("/to?at=http://bees.test:x/", Seen("unknown", "broken")),
        ("/to?at=ftp://bees.test/", Seen("unknown", "broken")),
        ("/to?at=file:///etc/passwd", Seen("unknown", "broken")),
        ("/raw/nothing", Seen("unknown", "broken")),
        ("/raw/half", Seen("unknown", "broken")),
        ("/raw/short", Seen("working")),
        ("/raw/no-http", Seen("unknown", "broken")),
        ("/raw/image", Seen("working")),
        ("/raw/packed", Seen("working")),
        ("/raw/lost", Seen("unknown", "failing")),
    ],
)
async def test_a_page_is_judged_by_its_answer(site: Web, path: str, found: Seen) -> None:
    assert await check(site, site.url(path)) == found


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (204, Seen("working")),
        (401, Seen("unknown", "refused")),
        (403, Seen("unknown", "refused")),
        (404, Seen("dead", "gone")),
        (410, Seen("dead", "gone")),
        (429, Seen("unknown", "refused")),
        (500, Seen("unknown", "failing")),
        (503, Seen("unknown", "failing")),
    ],
)
async def test_a_status_is_dead_only_where_it_says_so(site: Web, status: int, found: Seen) -> None:
    site.pages["/there"] = (status, "")
    assert await check(site, site.url("/there")) == found


@pytest.mark.parametrize("location", ["", "x" * 70_000, "http://a b/", "ht tp://x", "http://\u2603/", *ASTRAY])
async def test_wherever_a_page_leads_nothing_breaks(site: Web, location: str) -> None:
    site.leads_to["bees.test"] = ["127.0.0.1"]
    site.location = location
    found = await check(site, site.url("/astray"))
    assert found
    assert found.answer in {"unknown", "working", "dead"}


@pytest.mark.parametrize("url", ["https://a:b", "https://", "http://bees.test:70000/", "http://xn--/"])
async def test_what_is_no_address_is_told_as_such(site: Web, url: str) -> None:
    assert await check(site, url) == Seen("unknown", "broken")


async def test_a_mark_that_cannot_be_said_again_is_not_kept(site: Web) -> None:
    assert await check(site, site.url("/raw/marked")) == Seen("working")


async def test_a_page_that_leads_to_itself_is_circling(site: Web) -> None:
    url = site.url("/to?at=")
    assert await check(site, url) == Seen("unknown", "circling")
    assert len(site.asked) == 6


async def test_another_host_is_noted_without_alarm(site: Web) -> None:
    url = site.url(f"/to?at={site.url('/ok', 'wasps.test')}")
    assert await check(site, url) == Seen("working", leads_to="wasps.test")


async def test_a_page_that_has_not_changed_is_not_sent_again(site: Web) -> None:
    assert await check(site, site.url("/steady")) == Seen("working", etag='"7"')
    assert await check(site, site.url("/steady"), **{"If-None-Match": '"7"'}) is None


async def test_the_checker_is_a_stranger_with_a_name(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 51: a checker that is a member sees more than those who are invited."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    fetcher, url = site.fetcher(), site.url("/steady").replace("//", "//ada:secret@")
    for _ in range(2):
        await fetcher.fetch(url)
    await fetcher.close()
    assert [sorted(each.headers) for each in site.asked] == [
        ["Accept", "Accept-Encoding", "Accept-Language", "Connection", "Host", "User-Agent"]
    ] * 2
    assert site.asked[0].headers["User-Agent"] == "workshop-bot/0.1.0 (+link check)"


async def test_only_the_beginning_of_a_page_is_read(site: Web) -> None:
    fetcher = site.fetcher()
    page = await fetcher.fetch(site.url("/endless"), wanted=lambda _: True)
    await fetcher.close()
    assert (page.status, len(page.text)) == (200, MOST_BYTES)


@pytest.mark.parametrize(
    ("invited", "found"),
    [
        (invite("bees"), Seen("working")),
        (invite("bees", expires_at="2026-09-27T23:00:00+00:00"), Seen("working", expires_at=EXPIRES)),
        (invite("bees", uses=3, max_uses=100), Seen("working", uses=3, most_uses=100)),
        (invite("bees", uses=3, max_uses=0), Seen("working", uses=3)),
        (invite("bees", expires_at="soon", uses="many"), Seen("working")),
        ({"code": 7}, Seen("unknown", "unread")),
        (None, Seen("dead", "revoked")),
    ],
)
async def test_an_invitation_to_discord_is_asked_of_its_api(site: Web, invited: dict | None, found: Seen) -> None:  # type: ignore[type-arg]
    site.invites |= {"bees": invited} if invited else {}
    assert await check(site, site.url("/bees", "discord.gg")) == found
    assert await check(site, site.url("/invite/bees", "discord.com")) == found
    assert [str(each.rel_url) for each in site.asked] == [
        "/api/v10/invites/bees?with_counts=true&with_expiration=true"
    ] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SLACK % "false", Seen("working", expires_at=EXPIRES)),
        (SLACK % "true", Seen("dead", "revoked")),
        ("<html>This link is no longer active</html>", Seen("unknown", "unread")),
        ("", Seen("unknown", "unread")),
    ],
)
async def test_an_invitation_to_slack_is_read_or_unknown(site: Web, text: str, found: Seen) -> None:
    site.pages["/t/bees/shared_invite/zt-1"] = (200, text)
    assert await check(site, site.url("/t/bees/shared_invite/zt-1", "join.slack.com")) == found


async def test_an_invitation_behind_a_short_link_is_read_too(site: Web) -> None:
    site.pages["/t/bees/shared_invite/zt-1"] = (200, SLACK % "true")
    there = site.url("/t/bees/shared_invite/zt-1", "join.slack.com")
    assert await check(site, site.url(f"/to?at={there}")) == Seen("dead", "revoked", leads_to="join.slack.com")
    there = site.url("/wasps", "discord.gg")
    assert await check(site, site.url(f"/to?at={there}")) == Seen("dead", "revoked")


async def test_a_form_that_takes_nothing_more_is_closed(site: Web) -> None:
    form, closed = "/forms/d/e/1/viewform", site.url("/forms/d/e/1/closedform", "docs.google.com")
    assert await check(site, site.url(form, "docs.google.com")) == Seen("working")
    site.pages[form] = (200, "The form Bees is no longer accepting responses.")
    assert await check(site, site.url(form, "docs.google.com")) == Seen("closed", "closed")
    assert await check(site, site.url(f"/to?at={closed}", "docs.google.com")) == Seen("closed", "closed")
    sign_in = site.url("/v3/signin", "accounts.google.com")
    assert await check(site, site.url(f"/to?at={sign_in}", "docs.google.com")) == (
        Seen("unknown", "sign-in", leads_to="accounts.google.com")
    )


async def test_nothing_inwards_is_connected_to(site: Web) -> None:
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        fetcher = Fetcher(Outward(), QUICK)
        assert await check(site, site.url("/ok", host), fetcher) == Seen("unknown", "inward")
    assert site.asked == []


async def test_a_page_that_leads_inwards_is_not_followed(site: Web) -> None:
    site.leads_to["inner.test"] = ["10.0.0.7"]
    assert await check(site, site.url("/to?at=http://inner.test/")) == Seen("unknown", "inward")
    assert await check(site, site.url("/to?at=http://169.254.169.254/latest/")) == Seen("unknown", "inward")


async def test_a_name_that_leads_inwards_too_is_not_connected_to(site: Web) -> None:
    site.leads_to["bees.test"] = ["127.0.0.1", "10.0.0.7"]
    assert await check(site, site.url("/ok")) == Seen("unknown", "inward")


async def test_a_name_is_looked_up_once_for_each_connection(site: Web) -> None:
    """A name that turns inwards between the look and the connection is of no use."""
    assert await check(site, site.url("/ok")) == Seen("working")
    assert (site.names, site.asked[0].host) == (["bees.test"], f"bees.test:{site.port}")


async def test_another_address_of_a_name_is_tried(site: Web) -> None:
    site.leads_to["bees.test"] = ["::1", "127.0.0.1"]
    assert await check(site, site.url("/ok")) == Seen("working")


async def test_a_name_without_an_address_is_nameless(site: Web) -> None:
    site.leads_to["bees.test"] = []
    assert await check(site, site.url("/ok")) == Seen("unknown", "nameless")


@pytest.mark.parametrize(
    ("file", "host", "trusted", "found"),
    [
        ("good", "bees.test", True, Seen("working")),
        ("good", "wasps.test", True, Seen("unknown", "untrusted")),
        ("good", "bees.test", False, Seen("unknown", "untrusted")),
        ("expired", "bees.test", True, Seen("unknown", "expired")),
    ],
)
async def test_a_certificate_is_that_of_the_name(file: str, host: str, trusted: bool, found: Seen) -> None:
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(CERTIFICATES / f"{file}.pem")
    trust = ssl.create_default_context(cafile=CERTIFICATES / f"{file}.pem" if trusted else None)
    async with on_web(here) as site:
        fetcher = Fetcher(Outward(is_here, site.resolve, trust), Pace(pause=0))
        assert await check(site, site.url("/ok", host).replace("http:", "https:"), fetcher) == found


async def test_http_where_https_is_spoken_is_no_answer(site: Web) -> None:
    url = site.url("/ok").replace("http:", "https:")
    assert await check(site, url) == Seen("unknown", "untrusted")
