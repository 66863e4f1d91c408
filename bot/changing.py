"""The subcommand that lists what organizers changed at run time, and puts it into the data files for review."""

import difflib
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import app
from bot.chosen import StopError, config_of, folder_of
from bot.facts.catalog import Catalog
from bot.facts.changes import NEW, Change, overlaid, source_of, source_said
from bot.facts.files import load
from bot.facts.rewrite import Keys, PlaceError, place_of, rewritten
from bot.facts.yaml12 import read_yaml
from bot.old_and_new import in_words
from bot.organizing import SOMEBODY

NOTHING = "Nothing was changed at run time, or the data files say all of it.\n"
NONE = "nothing"
NO_PLACE = "its place cannot be found in the data files"


def changes(arguments: Namespace) -> int:
    """List the standing changes, or write them; raises StopError."""
    folder, standing = folder_of(arguments), standing_of(arguments)
    loaded = load(folder)
    if loaded.catalog is None:
        raise StopError("\n".join(map(str, loaded.problems)))
    found = overlaid(loaded.catalog, standing)
    open_changes = [each for each in standing if each not in found.closed]
    if not open_changes:
        sys.stdout.write(NOTHING)
        return 0
    if not (arguments.write or arguments.dry_run):
        sys.stdout.writelines(as_text(found.catalog, each, disputed=each in found.disputed) for each in open_changes)
        sys.stdout.write("To put them into the data files: --write; to see what that would do: --dry-run\n")
        return 0
    wanted = [each for each in _newest(open_changes) if each not in found.disputed]
    written, left = put_into(folder, found.catalog, wanted)
    _show(folder, written)
    if arguments.write and not arguments.dry_run:
        replace_all(folder, written)
    left += [f"{_named(each)}: the data file says something else by now; decide first" for each in found.disputed]
    sys.stderr.writelines(f"Not written: {each}\n" for each in left)
    return 1 if left else 0


def standing_of(arguments: Namespace) -> list[Change]:
    """Give the changes that stand in the bot's state, also while it runs; raises StopError."""
    from bot.store.backup import NAME  # noqa: PLC0415 - loads the database
    from bot.store.checks import StoreError  # noqa: PLC0415 - the same
    from bot.store.desk import standing  # noqa: PLC0415 - the same
    from bot.store.outbox import beside  # noqa: PLC0415 - the same

    try:
        with beside((config_of(arguments).bot.state or app.state_folder()) / NAME) as connection:
            return standing(connection)
    except StoreError as error:
        raise StopError(str(error)) from None


def _newest(standing: Sequence[Change]) -> list[Change]:
    """Give the newest change of each fact's field; what adds a fact comes before what alters it."""
    return list({each.target: each for each in standing}.values())


def as_text(catalog: Catalog, change: Change, *, disputed: bool) -> str:
    """Write a change for people; `catalog` holds the facts with the changes."""
    when = f"{change.made_at:%Y-%m-%d %H:%M} UTC" if change.made_at else ""
    lines = (
        f"{change.number}  {_named(change)}",
        f"  was: {in_words(catalog, change, change.was) or NONE}",
        f"  now: {in_words(catalog, change, change.value) or NONE}",
        f"  Why: {change.why}" if change.why else "",
        f"  by {change.name or change.by or SOMEBODY}, {when}",
        "  THE DATA FILE SAYS SOMETHING ELSE BY NOW" if disputed else "",
    )
    return "\n".join(line for line in lines if line) + "\n\n"


def _named(change: Change) -> str:
    return f"{change.subject} {change.field.removeprefix(NEW)}"


def put_into(folder: Path, catalog: Catalog, wanted: Sequence[Change]) -> tuple[Mapping[Path, str], list[str]]:
    """Give the new texts of the files that changes alter, by file, and a sentence for each change without a place.

    `catalog` holds the facts with the changes.
    """
    texts = {file: _text(file) for file in sorted(folder.rglob("*.yaml")) if not file.name.startswith(".")}
    new, left = dict(texts), []
    for change in wanted:
        try:
            file, keys = _place(new, catalog, change)
            value = _sourced(new, file, change)
            new[file] = rewritten(new[file], keys, value)
        except PlaceError as error:
            left.append(f"{_named(change)}: {error}")
    return {file: text for file, text in new.items() if text != texts[file]}, left


def _place(texts: Mapping[Path, str], catalog: Catalog, change: Change) -> tuple[Path, Keys]:
    """Give the file that holds a change's fact, or is to, and the keys there; raises PlaceError."""
    name = change.subject.partition("/")[0]
    keys = place_of(catalog.workshops.get(name) or catalog.all, change)
    if keys is None:
        raise PlaceError(NO_PLACE)
    for file, text in texts.items():
        if name in catalog.workshops:
            if file.stem == name and file.parent.name == "workshops":
                return file, keys
        elif _holds(text, keys[:1] if change.field.startswith(NEW) else keys[:2]):
            return file, keys
    raise PlaceError(NO_PLACE)


def _holds(text: str, keys: Keys) -> bool:
    value = read_yaml(text, "").value
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _sourced(texts: dict[Path, str], file: Path, change: Change) -> object:
    """Give the value to be written; a fact that was added names the organizers, who are put among the sources."""
    if not change.field.startswith(NEW) or not isinstance(change.value, dict):
        return change.value
    said, source = {name: value for name, value in change.value.items() if name != "source"}, source_of(change)
    others = [each for each, text in texts.items() if _holds(text, ("sources",))]
    home = next(iter(others), None if file.parent.name == "workshops" else file)
    if home is None:  # the file's own source holds for it
        return said
    if not _holds(texts[home], ("sources", source)):
        texts[home] = rewritten(texts[home], ("sources", source), source_said(change))
    return {**said, "source": source}


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8-sig")


def _show(folder: Path, written: Mapping[Path, str]) -> None:
    for file, text in written.items():
        name = str(file.relative_to(folder))
        old, new = (each.splitlines(keepends=True) for each in (_text(file), text))
        lines = difflib.unified_diff(old, new, name, name)
        sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)


def replace_all(folder: Path, written: Mapping[Path, str]) -> None:
    """Write files anew, all or none: they must be free of mistakes together. Raises StopError."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "data"
        shutil.copytree(folder, copy)
        for file, text in written.items():
            (copy / file.relative_to(folder)).write_bytes(text.encode())
        problems = load(copy).problems
    if problems:
        raise StopError("Nothing was written, since these would be wrong:\n" + "\n".join(map(str, problems)))
    for file, text in written.items():
        beside = file.with_name(f".{file.name}.new")
        mark = b"\xef\xbb\xbf" if file.read_bytes().startswith(b"\xef\xbb\xbf") else b""
        beside.write_bytes(mark + text.encode())
        shutil.copymode(file, beside)
        beside.replace(file)
