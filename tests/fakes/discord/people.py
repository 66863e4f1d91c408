"""Members of a guild who type, press, fill in and say things."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .answers import Answer, found_button
from .channels import FakeChannel
from .errors import JSON
from .forms import filled
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction
from .lines import offered, read
from .messages import REPLY, announce, new_message, walk

if TYPE_CHECKING:
    from .guilds import FakeGuild
    from .state import World
    from .users import User

Said = Answer | JSON


@dataclass(frozen=True)
class FakeMember:
    """Somebody, and the channel that they are in; `permissions` are added to those of their roles."""

    world: "World"
    user: "User"
    guild: "FakeGuild"
    where: FakeChannel | None = None
    permissions: int = 0
    locale: str = "en-US"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def channel(self) -> FakeChannel:
        return self.where or next(iter(self.guild.channels.values()))

    @property
    def resolved(self) -> int:
        return self.channel.permissions_of(self.user.id) | self.permissions

    def in_direct_messages(self) -> "FakeMember":
        return replace(self, where=self.world.direct_channel(self.user))

    def in_channel(self, channel: FakeChannel | str) -> "FakeMember":
        """The same person elsewhere."""
        return replace(self, where=self.guild.channel(channel) if isinstance(channel, str) else channel)

    def closes_direct_messages(self) -> None:
        """Let nobody send them direct messages."""
        self.world.known.closed.add(self.user.id)

    async def types(self, line: str, **options: Any) -> Answer:
        """Send a slash command; options given by name are passed as they are."""
        return await Interaction(self.world, self, COMMAND, read(self, line, options)).answer()

    async def completes(self, line: str, **options: Any) -> list[tuple[str, str | int | float]]:
        """Give what is offered for the last option of a line."""
        data = read(self, line, options, focus=True)
        return (await Interaction(self.world, self, AUTOCOMPLETE, data).answer()).choices

    async def presses(self, said: Said, label: str) -> Answer:
        """Press a button of an answer or a message."""
        message, button = found_button(_messages(said), label)
        assert button["style"] != 5, f"{label!r} is a link"
        assert not button.get("disabled"), f"{label!r} is disabled"
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        return await self._acts_on(message, data)

    async def chooses(self, said: Said, *values: str) -> Answer:
        """Choose in the string select that offers these values, or labels."""
        for message in _messages(said):
            for select in walk(message["components"]):
                known = {one[key]: one["value"] for one in select.get("options", []) for key in ("label", "value")}
                if select["type"] == 3 and all(value in known for value in values):
                    data = {"component_type": 3, "custom_id": select["custom_id"], "id": select["id"]}
                    return await self._acts_on(message, data | {"values": [known[value] for value in values]})
        raise AssertionError(f"no select offers {values}")

    async def _acts_on(self, message: JSON, data: JSON) -> Answer:
        reader = self.world.known.readers.get(int(message["id"]), self.user.id)
        assert reader == self.user.id, f"{self.user.name} cannot see that message"
        channel = self.world.channels[int(message["channel_id"])]
        return await Interaction(self.world, self.in_channel(channel), COMPONENT, data, message).answer()

    async def fills(self, answer: Answer, **values: Any) -> Answer:
        """Submit the modal of an answer; what is not given stays as it was shown."""
        assert answer.modal, "there is no modal to fill in"
        assert answer.interaction
        data = {"custom_id": answer.modal["custom_id"], "components": filled(answer.modal["components"], values)}
        asked = answer.interaction
        where = self.in_channel(asked.person.channel)
        return await Interaction(self.world, where, MODAL, data, asked.source, asked).answer()

    async def asks_about(self, message: JSON, name: str) -> Answer:
        """Choose a command in the context menu of a message."""
        command = offered(self, name, kind=3)
        data = {"id": command["id"], "name": name, "type": 3, "target_id": message["id"]}
        data |= {"guild_id": command["guild_id"]} if command.get("guild_id") else {}
        data |= {"resolved": {"messages": {message["id"]: message}}}
        where = self.in_channel(self.world.channels[int(message["channel_id"])])
        return await Interaction(self.world, where, COMMAND, data).answer()

    async def says(self, channel: FakeChannel | str, text: str, *, reply_to: JSON | None = None) -> JSON:
        """Send a message; a reply mentions the author of what it replies to."""
        place = self.guild.channel(channel) if isinstance(channel, str) else channel
        message = new_message(place, self.user, {"content": text}, kind=REPLY if reply_to else 0)
        if reply_to:
            message["message_reference"] = {"type": 0, "message_id": reply_to["id"], "channel_id": str(place.id)}
            message["referenced_message"] = reply_to
            message["mentions"] = [*message["mentions"], reply_to["author"]]
        message["nonce"] = str(self.world.snowflake())
        place.messages.append(message)
        announce(place, message)
        await self.world.link.flush()
        return message


def _messages(said: Said) -> list[JSON]:
    return said.messages if isinstance(said, Answer) else [said]
