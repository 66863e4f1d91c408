"""Facts altered at run time: changes laid over what the files say; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from bot.facts.base import Fact, Holder
from bot.facts.catalog import Catalog
from bot.facts.collection import Source
from bot.facts.models import Workshop

H = TypeVar("H", bound=Holder)
M = TypeVar("M", bound=BaseModel)
F = TypeVar("F", bound=Fact)
State = Literal["stands", "undone", "closed"]
BY = "The workshop's organizers"
NEW = "+"
"""How the field of a change begins that adds a fact: `+socials` adds one to an edition's socials."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact altered by an organizer.

    `subject` is the fact's id and `field` the name of what is altered (`due`, `venue.room`; `+socials` adds a fact).
    Values are plain, as a file holds them: `value` is the new one, `was` what was shown before, `file` what the file
    said then; None takes a value away. `made_at` is aware UTC. `stands` until it is undone, or closed because the file
    says the same.
    """

    subject: str
    field: str
    value: Any
    was: Any = None
    file: Any = None
    why: str = ""
    by: str = ""
    name: str = ""
    made_at: datetime | None = None
    number: int = 0
    state: State = "stands"

    @property
    def target(self) -> tuple[str, str]:
        """Give what is altered: a fact's id and the name of a field."""
        return self.subject, self.field


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The facts with the changes; `closed` are those that the files say too, `disputed` meet a third value there."""

    catalog: Catalog
    closed: tuple[Change, ...] = ()
    disputed: tuple[Change, ...] = ()


class ChangeError(ValueError):
    """A change that cannot be made; holds the sentence."""


def overlaid(files: Catalog, changes: Sequence[Change]) -> Overlaid:
    """Lay standing changes over what the files say; of several of one target the newest holds."""
    newest = {change.target: change for change in changes if change.state == "stands"}
    catalog, closed, disputed = files, set(), []
    for change in newest.values():
        try:
            if change.subject not in files.facts and change.subject in catalog.facts:  # another change added it
                catalog = with_change(catalog, change)
                continue
            now = value_of(files, *change.target)
            if now == change.value or (change.field.startswith(NEW) and now is not None):
                closed.add(change.target)
                continue
            catalog = with_change(catalog, change)
        except ChangeError:  # the fact has gone from the files
            disputed.append(change)
            continue
        if now != change.file:
            disputed.append(change)
    return Overlaid(
        catalog,
        tuple(change for change in changes if change.state == "stands" and change.target in closed),
        tuple(disputed),
    )


def value_of(catalog: Catalog, subject: str, field: str) -> Any:  # noqa: ANN401 - a plain value
    """Give a fact's field as a file would hold it, None where nothing is said; raises ChangeError."""
    if field.startswith(NEW):
        fact = catalog.facts.get(subject)
        return None if fact is None else as_plain(fact)
    value: Any = fact_of(catalog, subject)
    for name in field.split("."):
        value = getattr(value, name) if value is not None and _field(value, name) else None
    return as_plain(value)


def fact_of(catalog: Catalog, subject: str) -> Fact:
    """Give a fact by its id; raises ChangeError where there is none."""
    fact = catalog.facts.get(subject)
    if fact is None:
        raise ChangeError(f"there is no fact '{subject}'")
    return fact


def with_change(catalog: Catalog, change: Change) -> Catalog:
    """Give the facts with one change; raises ChangeError with a sentence where it cannot be made."""
    edition = catalog.workshops.get(change.subject.partition("/")[0])
    sources = {**catalog.all.sources, _source(change): Source.model_validate({"title": BY, "read": str(_day(change))})}
    everything = catalog.all.model_copy(update={"sources": sources})
    if edition is None:
        return replace(catalog, all=_changed(everything, change))
    return replace(catalog, workshops={**catalog.workshops, edition.id: _changed(edition, change)}, all=everything)


def _source(change: Change) -> str:
    """Give the id of the source of a changed fact."""
    return f"organizers-{_day(change)}"


def _day(change: Change) -> date:
    return (change.made_at or datetime.now(UTC)).date()


def _changed(holder: H, change: Change) -> H:
    if change.field.startswith(NEW):
        return _added(holder, change)
    if isinstance(holder, Workshop) and holder.id == change.subject:
        return _told_by(_with(holder, change.field.split("."), change.value), change)
    found = _replaced(holder, change)
    if found is None:
        raise ChangeError(f"there is no fact '{change.subject}'")
    return found


def _replaced(holder: H, change: Change) -> H | None:
    """Give a holder in which the fact, however deep it stands, is altered; None where it holds no such fact."""
    for part in holder.holds:
        for key, fact in getattr(holder, part).items():
            if fact.id == change.subject:
                new: Fact | None = _told_by(_with(fact, change.field.split("."), change.value), change)
            else:
                new = _replaced(fact, change) if change.subject.startswith(f"{fact.id}/") else None
            if new is not None:
                return holder.model_copy(update={part: {**getattr(holder, part), key: new}})
    return None


def _told_by(fact: F, change: Change) -> F:
    """Give a fact that names the organizers as its source too."""
    return fact.model_copy(
        update={"source": (_source(change), *(each for each in fact.source if each != _source(change)))}
    )


def _added(holder: H, change: Change) -> H:
    part, key = change.field.removeprefix(NEW), change.subject.rpartition("/")[2]
    held = getattr(holder, part)
    raw = {**change.value, "source": [_source(change)], "id": change.subject}
    fact = _validated(TypeAdapter(_model_in(type(holder), part)), raw)
    return holder.model_copy(update={part: {**held, key: fact}})


def _model_in(holder: type[Holder], part: str) -> type[Fact]:
    model: type[Fact] = holder.model_fields[part].annotation.__args__[1]  # type: ignore[union-attr]
    return model


def _with(model: M, path: Sequence[str], value: Any) -> M:  # noqa: ANN401 - a plain value
    """Give a model with one field altered; raises ChangeError where the value is none of that field's."""
    name, *deeper = path
    info = _field(model, name)
    inner = getattr(model, name)
    if deeper and inner is None:
        new: Any = _begun(model, name, {deeper[0]: value})
    else:
        new = _with(inner, deeper, value) if deeper else _read(type(model), name, info, value)
    return model.model_copy(update={name: new})


def _begun(model: BaseModel, name: str, said: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as the field is
    """Give what stands where nothing was known yet, such as a venue of which the city is known first."""
    try:
        return _adapter(type(model), name).validate_python(said)
    except ValidationError:
        raise ChangeError(f"nothing is known of the {name} yet; say its city first") from None


def _field(model: BaseModel, name: str) -> FieldInfo:
    info = type(model).model_fields.get(name)
    if info is None or name == "id":
        raise ChangeError(f"there is no '{name}' in such a fact")
    return info


def _read(model: type[BaseModel], name: str, info: FieldInfo, value: Any) -> Any:  # noqa: ANN401 - as the field is
    if value is None:
        if info.is_required():
            raise ChangeError(f"'{name}' cannot be left empty")
        return info.get_default(call_default_factory=True)
    return _validated(_adapter(model, name), value)


@lru_cache(maxsize=256)
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = info.annotation
    for each in info.metadata:
        annotation = Annotated[annotation, each]
    return TypeAdapter(annotation)


def _validated(adapter: TypeAdapter[Any], value: Any) -> Any:  # noqa: ANN401 - as the adapter gives
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        raise ChangeError(str(cause or first["msg"])) from None


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
