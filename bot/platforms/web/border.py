"""The page as a place: what stands there is what the store says, so that nothing has to be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Literal

from bot.kinds import KINDS
from bot.message import Message
from bot.ports import Found, Mark, Place
from bot.posts.places import Community

PLACES: Mapping[str, Literal["discord", "slack"]] = {"Page (Discord)": "discord", "Page (Slack)": "slack"}
"""The communities of a bot that is connected nowhere, as they are called in the outbox, and as what each is drawn."""


class PageBorder:
    """Takes every copy; the page shows the posts of the store as they fall due."""

    refuses_twice: ClassVar[bool] = True

    async def post(self, place: Place, message: Message, mark: Mark) -> str:  # noqa: ARG002 - as of every border
        """Give a copy its id."""
        return mark.key

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        """Do nothing: the page shows the version that holds."""

    async def delete(self, place: Place, copy: str) -> None:
        """Do nothing, as above."""

    async def find(self, place: Place, mark: Mark, since: datetime) -> Sequence[Found]:  # noqa: ARG002 - as above
        """Find nothing that was sent."""
        return ()


def on_the_page() -> dict[str, Community]:
    """Give the communities of a bot that is connected nowhere: every kind of post stands on the page."""
    channels = dict.fromkeys(KINDS, "page")
    return {name: Community(PageBorder(), channels, is_direct=False, platform=each) for name, each in PLACES.items()}
