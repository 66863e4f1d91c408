"""The least that discord.py can do, for the bench: `python -m tests.fakes.bare_discord BASE GATEWAY TOKEN`."""

import sys

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

EMBED = discord.Embed(title="Deadlines", description="Nothing is due.")
CHOICES = [app_commands.Choice(name="ICML 2024", value="icml-2024")]


class Bot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(workshop)

    async def setup_hook(self) -> None:
        await self.tree.sync()


workshop = app_commands.Group(name="workshop", description="About the workshop")


@workshop.command(description="When things are due")
async def deadlines(interaction: discord.Interaction, workshop: str = "") -> None:
    await interaction.response.send_message(embed=EMBED, ephemeral=True)


@deadlines.autocomplete("workshop")
async def known(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return CHOICES


if __name__ == "__main__":
    discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], yarl.URL(sys.argv[2])
    Bot().run(sys.argv[3], log_handler=None)
