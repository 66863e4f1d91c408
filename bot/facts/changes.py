"""Facts altered at run time: changes laid over what the files say; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from bot.facts.base import Fact, Holder
from bot.facts.catalog import Catalog
from bot.facts.checks import check_references
from bot.facts.collection import Source
from bot.facts.models import Workshop
from bot.facts.plain import as_plain

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
        if _says_the_same(files, change):
            closed.add(change.target)
            continue
        try:
            catalog = with_change(catalog, change)
        except ChangeError:  # the fact has gone from the files, or they bear this no more
            disputed.append(change)
            continue
        if file_of(files, change) != change.file:
            disputed.append(change)
    return Overlaid(
        catalog,
        tuple(change for change in changes if change.state == "stands" and change.target in closed),
        tuple(disputed),
    )


def _says_the_same(files: Catalog, change: Change) -> bool:
    if change.field.startswith(NEW):
        return change.subject in files.facts
    return change.subject in files.facts and value_of(files, *change.target) == change.value


def file_of(files: Catalog, change: Change) -> Any:  # noqa: ANN401 - a plain value
    """Give what the files say of what a change alters; None too where they do not hold its fact."""
    try:
        return value_of(files, *change.target)
    except ChangeError:  # a change added the fact, or it has gone from the files
        return None


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
    """Give the facts with one change; raises ChangeError where it cannot be made, or the facts would not agree."""
    edition = catalog.workshops.get(change.subject.partition("/")[0])
    sources = {**catalog.all.sources, source_of(change): Source.model_validate(source_said(change))}
    everything = catalog.all.model_copy(update={"sources": sources})
    if edition is None:
        return replace(catalog, all=_changed(everything, change))
    changed = _changed(edition, change)
    new = replace(catalog, workshops={**catalog.workshops, edition.id: changed}, all=everything)
    for _, wrong in check_references(changed, new):
        raise ChangeError(wrong)
    return new


def source_of(change: Change) -> str:
    """Give the id of the source of a changed fact: the organizers, on that day."""
    return f"organizers-{_day(change)}"


def source_said(change: Change) -> dict[str, str]:
    """Give that source as a file would hold it."""
    return {"title": BY, "read": str(_day(change))}


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
        update={"source": (source_of(change), *(each for each in fact.source if each != source_of(change)))}
    )


def _added(holder: H, change: Change) -> H:
    part, key = change.field.removeprefix(NEW), change.subject.rpartition("/")[2]
    if part not in holder.holds or not isinstance(change.value, Mapping):
        raise ChangeError(f"nothing can be added to '{part}'")
    held = getattr(holder, part)
    raw = {**change.value, "source": [source_of(change)], "id": change.subject}
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


def _field(model: object, name: str) -> FieldInfo:
    info = type(model).model_fields.get(name) if isinstance(model, BaseModel) else None
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
