"""What every fact has: an id, a source, other names, a note, and what another source says instead."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.moment import Span, When, read_span, read_when
from bot.zones import zone_name

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WRITTEN = "\0"  # stands for an id that a file holds although it may not


def _check_id(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError(f"'{text}' is not an id; write small letters, digits and single hyphens, such as camera-ready")
    return text


def _to_when(value: object) -> When:
    if isinstance(value, When):
        return value
    if not isinstance(value, str):
        raise ValueError("write a time as text, such as 2024-05-29 AoE")  # noqa: TRY004 - pydantic reports ValueError, not TypeError
    return read_when(value)


def _to_span(value: object) -> Span | When:
    if isinstance(value, Span | When):
        return value
    if not isinstance(value, str):
        raise ValueError("write times as text, such as 2024-07-27 09:00-09:30 Europe/Vienna")  # noqa: TRY004 - as above
    return read_span(value)


def _to_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _check_made(text: str) -> str:
    if text == WRITTEN:
        raise ValueError("an id is made from the name of the file and the keys it stands under; leave this out")
    return text


Id = Annotated[str, AfterValidator(_check_id)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
"""Plain text: what it holds is shown as it is."""
Text = Annotated[str, Field(min_length=1, max_length=4000)]
"""Markup: bold, italic, code, links and lists (see `bot.markup`)."""
Zone = Annotated[str, AfterValidator(zone_name)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_to_tuple, json_schema_input_type=Name | tuple[Name, ...])]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_to_tuple, json_schema_input_type=Text | tuple[Text, ...])]
Time = Annotated[
    When,
    PlainValidator(_to_when),
    WithJsonSchema({"type": "string", "examples": ["2024-05-29 AoE", "2024-07-27 09:00 Europe/Vienna", "2024-07-27"]}),
]

Times = Annotated[
    Span | When,
    PlainValidator(_to_span),
    WithJsonSchema({"type": "string", "examples": ["2024-07-27 09:00-09:30 Europe/Vienna", "2024-07-27", "unknown"]}),
]


class Model(BaseModel):
    """A frozen value of which every key is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(Model):
    """An address, written as text or, where something is to be said about it, as `{url, note}`."""

    url: Annotated[str, Field(max_length=2000)]
    note: Text | None = Field(None, description="why the address is not https, or differs from the source's")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"url": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if not re.fullmatch(r"https?://[^\s<>\"\\|^`{}()]+(\([^\s<>()]*\)[^\s<>\"()]*)*", self.url):
            raise ValueError(f"'{self.url[:80]}' is not a web address; write https://…, without blanks")
        if self.url.startswith("http://") and not self.note:
            raise ValueError(
                f"'{self.url[:80]}' is not https; write {{url: …, note: why}} if there is no other address"
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors of both forms."""
        return {"anyOf": [{"type": "string", "format": "uri"}, handler(core)]}


class Claim(Model):
    """What another source says than the one that stands."""

    source: Name
    says: Text


class Holder(Model):
    """A value that holds facts by key and hands its id and source down to them."""

    holds: ClassVar[Mapping[str, str]] = {}  # the fields that hold facts: name → prefix of their ids

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, value: object) -> object:
        if isinstance(value, dict):
            for field, prefix in cls.holds.items():
                hand_down(value.get(field), (value.get("id", ""), prefix), value.get("source", ()))
        return value


class Fact(Holder):
    """Something true, with where it comes from."""

    id: Annotated[str, AfterValidator(_check_made)] = Field(
        "", description="not written in a file: it is made from the keys it stands under"
    )
    source: Names = Field((), description="ids in `sources`, or an address; default: that of the file")
    also: Names = Field((), description="other names that people use for it")
    note: Text | None = Field(None, description="a remark that belongs to the answer")
    disagrees: tuple[Claim, ...] = Field((), description="what other sources say instead; what the file says stands")


def hand_down(held: object, path: tuple[str, ...], source: object) -> None:
    """Give each raw fact in `held` its id, made from the path and its key, and the source where it names none."""
    if not isinstance(held, dict):
        return
    for key, raw in held.items():
        if isinstance(raw, dict):
            raw["id"] = WRITTEN if "id" in raw else "/".join((*filter(None, path), str(key)))
            if isinstance(source, (str, list, tuple)):  # any other is a mistake of where it stands, not of each fact
                raw.setdefault("source", source)
