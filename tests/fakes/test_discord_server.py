"""The real discord.py against Discord on loopback."""

import asyncio
import json
from datetime import timedelta

import aiohttp
import discord
import pytest
from discord import app_commands
from discord.utils import utcnow

from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.trial import Bot, ignore, refused, running, until

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_typed_command_is_answered() -> None:
    async with running() as (_, guild, _bot):
        ada = guild.member("Ada", roles=["Organizers"])
        answer = await ada.types("/workshop deadlines workshop:icml-2024 zone:Asia/Tokyo year:2026")
        assert answer.text == "icml-2024 in Asia/Tokyo\nof 2026"
        assert (answer.kind, answer.private, answer.deferred, answer.failed) == (4, False, False, "")
        assert answer.buttons == ["Page 2 of 3", "Ask", "Later"]
        assert guild.channel("general").messages == answer.messages
        with pytest.raises(AssertionError, match="no such command registered"):
            await ada.types("/nothing")


async def test_a_deferred_answer_holds_its_edit_and_what_follows() -> None:
    async with running() as (server, guild, _):
        answer = await guild.member("Ada").types("/workshop ask", question="why: zone:UTC? ")
        await server.settled()
        assert answer.deferred
        assert answer.private
        assert answer.text == "thought about why: zone:UTC?\nand more"
        assert guild.channel("general").messages == []


async def test_completion_offers_choices() -> None:
    async with running() as (_, guild, _bot):
        assert await guild.member("Ada").completes("/workshop deadlines workshop:ic") == [("icml", "icml-2024")]


async def test_buttons_and_modals() -> None:
    async with running() as (_, guild, _bot):
        ada = guild.member("Ada")
        answer = await ada.types("/workshop deadlines workshop:icml")
        assert "edited later" in (await ada.presses(answer, "Later")).text
        assert "second page" in (await ada.presses(answer, "Page 2 of 3")).text
        assert "second page" in answer.text
        form = await ada.presses(answer, "Ask")
        assert form.kind == 9
        filled = await ada.fills(form, question="Is there coffee?", kind="Food")
        assert (filled.text, filled.private) == ("Food: Is there coffee?", True)


async def test_a_message_is_asked_about() -> None:
    async with running() as (_, guild, bot):
        ada, bea = guild.member("Ada"), guild.member("Bea")
        said = await ada.says("general", "the deadline moved")
        assert (await bea.asks_about(said, "Ask about this")).text == "about: the deadline moved"
        assert "the deadline moved" not in bot.heard


async def test_a_mention_is_replied_to() -> None:
    async with running() as (server, guild, bot):
        ada = guild.member("Ada")
        answer = await server.reply_to(await ada.says(guild.channel("general"), f"{server.mention} hello"))
        assert answer.text == "you called?"
        again = await ada.says("general", "thanks", reply_to=answer.message)
        assert (await server.reply_to(again)).text == "you called?"
        assert "thanks" in bot.heard


async def test_direct_messages() -> None:
    async with running() as (server, guild, bot):
        ada = guild.member("Ada")
        direct = ada.in_direct_messages()
        assert "icml in UTC" in (await direct.types("/workshop deadlines workshop:icml")).text
        await direct.says(direct.channel, "psst")
        await until(lambda: "psst" in bot.heard)
        user = await bot.fetch_user(ada.id)
        await user.send("remember")
        assert direct.channel.messages[-1]["content"] == "remember"
        ada.closes_direct_messages()
        assert await refused(user.send("remember")) == (403, 50007)
        assert server.last("POST", "/messages").status == 403


async def test_what_was_missed_is_replayed() -> None:
    async with running() as (server, guild, bot):
        await server.close_gateway(4000)
        answer = await guild.member("Ada").types("/workshop deadlines workshop:icml")
        assert "icml" in answer.text
        await until(lambda: "resumed" in bot.told)
        assert len(server.identifies) == 1
        await server.ask_to_reconnect()
        await until(lambda: bot.told.count("resumed") == 2)
        await server.invalidate()
        await until(lambda: bot.told.count("ready") == 2)
        await server.ready_again()
        await until(lambda: bot.told.count("ready") == 3)
        assert len(server.identifies) == 2


async def test_guilds_channels_and_roles_come_and_go() -> None:
    async with running() as (server, guild, bot):
        other = server.guild("Other", joined=False)
        assert await refused(bot.fetch_guild(other.id)) == (404, 10004)
        await server.joins(other)
        guild.channel("news").remove()
        guild.remove_role("Organizers")
        await server.leaves(guild)
        wanted = ["joined Other", "lost #news", "lost @Organizers", f"left {guild.name}"]
        await until(lambda: bot.told[1:] == wanted)
        assert await refused(bot.get_partial_messageable(guild.channel("general").id).send("x")) == (403, 50001)


async def test_a_nonce_is_sent_once() -> None:
    async with running() as (_, guild, bot):
        channel = bot.get_partial_messageable(guild.channel("general").id)
        first = await channel.send("once", nonce="a" * 25)
        assert (await channel.send("once", nonce="a" * 25)).id == first.id
        assert [message.content async for message in channel.history()] == ["once"]
        await first.delete()
        assert await refused(channel.send("once", nonce="a" * 25)) == (404, 10008)


async def test_permissions_are_kept() -> None:
    async with running() as (_, guild, bot):
        general, news = guild.channel("general"), guild.channel("news")
        channel = bot.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        general.forbid()
        assert await refused(channel.send("x")) == (403, 50013)
        general.permit()
        sent = await channel.send("x")
        thread = await sent.create_thread(name="talk")
        await thread.send("in it")
        general.forbid(1 << 10)
        assert await refused(channel.send("x")) == (403, 50001)
        with_news = await bot.get_partial_messageable(news.id).send("news")
        await with_news.publish()
        assert await refused(with_news.publish()) == (400, 40033)
        news.remove()
        assert await refused(bot.get_partial_messageable(news.id).send("x")) == (404, 10003)


async def test_events() -> None:
    async with running() as (_, guild, bot):
        seen = bot.get_guild(guild.id)
        assert seen
        start, kind = utcnow() + timedelta(days=1), discord.EntityType.external
        level = discord.PrivacyLevel.guild_only
        event = await seen.create_scheduled_event(
            name="Workshop", start_time=start, end_time=start + timedelta(hours=1), entity_type=kind,
            privacy_level=level, location="Vienna",
        )  # fmt: skip
        assert [found.name for found in await seen.fetch_scheduled_events()] == ["Workshop"]
        await event.cancel()
        assert guild.events[event.id]["status"] == 4
        await event.delete()
        assert await refused(seen.fetch_scheduled_event(event.id)) == (404, 10070)


async def test_faults() -> None:
    async with running() as (server, guild, bot):
        channel = bot.get_partial_messageable(guild.channel("general").id)
        server.fault("POST", "/messages$", status=403, code=50013, message="no")
        assert await refused(channel.send("x")) == (403, 50013)
        server.fault("POST", "/messages$", cut="after")
        with pytest.raises(OSError, match=r"."):
            await channel.send("cut", nonce="n")
        await channel.send("cut", nonce="n")
        server.fault("POST", "/messages$", status=429, times=2)
        await channel.send("late")
        assert [message["content"] for message in guild.channel("general").messages] == ["cut", "late"]
        assert server.too_many == 2


async def test_limits() -> None:
    async with running(limits=True) as (server, guild, _):
        path = f"{server.base}/channels/{guild.channel('general').id}/messages"
        body = {"content": "x", "allowed_mentions": {"parse": []}}
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as client:
            for remaining in (4, 3, 2, 1, 0):
                async with client.post(path, json=body) as answer:
                    assert answer.headers["X-RateLimit-Remaining"] == str(remaining)
            async with client.post(path, json=body) as answer:
                told = await answer.json()
                assert (answer.status, answer.headers["Via"], told["global"]) == (429, "1.1 google", False)
            statuses = await asyncio.gather(*[client.get(f"{server.base}/users/@me") for _ in range(60)])
            assert {answer.status for answer in statuses} == {200, 429}


async def test_late_and_expired_interactions() -> None:
    async with running() as (server, guild, bot):
        ada = guild.member("Ada")
        server.lateness = 4.0
        bot.tree.on_error = ignore  # type: ignore[method-assign,assignment]
        late = await ada.types("/workshop deadlines workshop:icml")
        assert (late.kind, late.failed) == (0, "The application did not respond")
        server.lateness = 0.0
        answer = await ada.types("/workshop deadlines workshop:icml")
        server.clock += 901
        assert answer.interaction
        path = discord.http.Route(
            "GET", f"/webhooks/{server.application_id}/{answer.interaction.token}/messages/@original"
        )
        assert await refused(bot.http.request(path)) == (401, 50027)


async def test_what_breaks_a_rule_is_told_on_exit() -> None:
    with pytest.raises(AssertionError, match=r"allowed_mentions: must parse nothing"):  # noqa: PT012
        async with running() as (server, guild, bot):
            channel = bot.get_partial_messageable(guild.channel("general").id)
            assert await refused(channel.send("x" * 2001)) == (400, 50035)
            assert await refused(channel.send(nonce="n" * 26, content="x")) == (400, 50035)
            assert len(server.violations) == 2
            server.violations.clear()
            server.interaction_extra = {"unknown": {"of": "tomorrow"}}
            await channel.send("@everyone", allowed_mentions=discord.AllowedMentions.all())


async def test_commands_are_refused() -> None:
    async with running() as (server, guild, bot):
        server.refuse_commands("not today")
        with pytest.raises(app_commands.CommandSyncFailure, match="not today"):
            await bot.tree.sync()
        server.refuse_commands("")
        await bot.tree.sync(guild=discord.Object(guild.id))
        guild.allow("workshop", "Organizers")
        (command,) = [one for one in await bot.tree.fetch_commands() if one.name == "workshop"]
        found = await command.fetch_permissions(discord.Object(guild.id))
        assert [one.id for one in found.permissions] == [guild.role_id("Organizers")]


async def test_an_invalid_token_is_fatal() -> None:
    async with running() as (server, _, _bot):
        async with Bot() as other:
            with pytest.raises(discord.LoginFailure):
                await other.start("wrong")
        server.revoke()
        await until(lambda: not server.link.connected)


async def test_nothing_is_reached_for_a_while() -> None:
    async with running() as (server, guild, bot):
        server.refuse_connections()
        with pytest.raises(OSError, match=r"."):
            await bot.get_partial_messageable(guild.channel("general").id).send("x")
        server.refuse_connections(seconds=False)
        await bot.get_partial_messageable(guild.channel("general").id).send("x")


async def test_leaving_does_not_wait_for_a_bot_that_stays() -> None:
    async with Bot() as bot:
        async with FakeDiscord() as server:
            with server.pointed():
                task = asyncio.create_task(bot.start(server.token))
                await until(lambda: "ready" in bot.told)
                left = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - left < 0.1
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(("name", "status"), [("a.ics", 200), ("b.ics", 400)])
async def test_files_come_as_their_attachments_name_them(name: str, status: int) -> None:
    async with FakeDiscord() as server:
        form = aiohttp.FormData()
        said = {"attachments": [{"id": 0, "filename": "a.ics"}], "allowed_mentions": {"parse": []}}
        form.add_field("payload_json", json.dumps(said))
        form.add_field("files[0]", b"BEGIN", filename=name, content_type="text/calendar")
        path = f"{server.base}/channels/{server.guild('Bees').channel('general').id}/messages"
        headers = {"Authorization": f"Bot {server.token}"}
        async with aiohttp.ClientSession(headers=headers) as client, client.post(path, data=form) as answer:
            assert answer.status == status
        assert server.requests[0].files == {f"files[0] {name}": b"BEGIN"}
        server.violations.clear()
