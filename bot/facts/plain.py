"""Models as plain values, as a file would hold them."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from pydantic import BaseModel


def as_plain(value: Any) -> Any:  # noqa: ANN401 - whatever a model holds
    """Give a model's value as a file would hold it; what is left at its default is left out."""
    if isinstance(value, BaseModel):
        said = {name: as_plain(getattr(value, name)) for name in type(value).model_fields if name not in _MADE}
        kept = {name: each for name, each in said.items() if each != as_plain(_default(value, name))}
        return kept["url"] if set(kept) == {"url"} else kept
    if is_dataclass(value):
        return str(value)
    if isinstance(value, Mapping):
        return {key: as_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(each) for each in value]
    return value


_MADE = {"id"}


def _default(model: BaseModel, name: str) -> Any:  # noqa: ANN401 - as the field is
    info = type(model).model_fields[name]
    return ... if info.is_required() else info.get_default(call_default_factory=True)
