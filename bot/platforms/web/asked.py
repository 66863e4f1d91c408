"""What the page sends, checked at the border."""

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.core import Person
from bot.platforms.web.guard import RefusedError
from bot.zones import zone_name

YEARS = range(1970, 2200)
PlaceName = Literal["discord", "slack"]
T = TypeVar("T", bound=BaseModel)


def bearable(at: datetime) -> datetime:
    """Give a time that a page may pretend, in UTC; raises ValueError."""
    utc = at.astimezone(UTC) if at.year in YEARS else at
    if utc.year not in YEARS:
        raise ValueError(f"a pretended time lies between {YEARS.start} and {YEARS.stop - 1}")
    return utc


class Asker(BaseModel):
    """Who asks, and what time they pretend."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    role: Literal["member", "organizer"] = "member"
    zone: str = ""
    at: Annotated[AwareDatetime, AfterValidator(bearable)] | None = None

    @property
    def person(self) -> Person:
        """Give the person that the bot answers."""
        is_organizer, pretends = self.role == "organizer", self.at is not None
        return Person("page", "You", _zone(self.zone), organizer=is_organizer, pretends=pretends)


class Placed(Asker):
    """What is asked in a place; it is done and answered once, and shown in the `others` too."""

    place: PlaceName
    others: list[PlaceName] = Field(default=[], max_length=1)

    @property
    def places(self) -> list[PlaceName]:
        """Give where the answer is shown, its own place first."""
        return [self.place, *self.others]


class Asked(Placed):
    """A line."""

    line: str


class Submitted(Placed):
    """A form that was filled in."""

    command: str
    values: dict[str, str] = Field(max_length=25)


async def read_body(request: web.Request, kind: type[T]) -> T:
    """Read the body of a request; raises RefusedError with a sentence where it is not what the page sends."""
    if request.content_type != "application/json":
        raise RefusedError(415, "Requests are JSON here: Content-Type: application/json.")
    body = await request.read()
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        said = first["msg"].removeprefix("Value error, ")
        raise RefusedError(400, f"This request cannot be read: {where}{': ' if where else ''}{said}.") from None


def _zone(name: str) -> str | None:
    try:
        return zone_name(name)
    except (ValueError, LookupError):
        return None
