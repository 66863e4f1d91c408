"""Answering who mentions the bot, or writes to it, without a command."""

import logging
import re
from dataclasses import dataclass

import aiohttp
import discord

from bot.clock import Clock
from bot.core import Bot, Person
from bot.message import page_of, plain
from bot.platforms.discord.answers import Answers
from bot.platforms.discord.sent import new

_LOG = logging.getLogger("bot.discord")


@dataclass
class Mentions:
    """Answers messages as replies, for everyone who reads them; so nobody is an organizer here."""

    bot: Bot
    clock: Clock
    answers: Answers
    community: str = ""
    """The name of one through which people can be written to."""

    async def serve(self, message: discord.Message, me: int) -> None:
        """Answer a message that names the bot, whose id is `me`, or that is written to it directly."""
        mention = re.compile(rf"<@!?{me}>")
        if message.author.bot or (message.guild and not mention.search(message.content)):
            return
        line = plain(mention.sub(" ", message.content)) or self.bot.line("")
        own = "" if message.guild else self.community  # on a server all can read it
        person = Person(id=f"discord:{message.author.id}", name=message.author.display_name, community=own)
        answer = page_of(await self.bot.answer(line, person, self.clock()))
        try:
            first, *rest = await self.answers.rendered(answer)
            await message.reply(**new(first, answer.files), mention_author=False)
            for each in rest:
                await message.channel.send(**new(each))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _LOG.warning("a mention in channel %s could not be answered: %s", message.channel.id, error)
