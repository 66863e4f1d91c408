"""The facts of the files, and what is laid over them: organizers' changes, say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.facts.catalog import Catalog
from bot.facts.search import Index
from bot.problem import Problem

Layer = Callable[[Catalog], Catalog]
"""What makes of facts those that are told; pure, but what it gives may change: see `Layered.lay_anew`."""


@dataclass(frozen=True)
class Made:
    """What is told, with its index; `laid` counts how often a layer had changed when it was made."""

    catalog: Catalog
    index: Index
    laid: int


@dataclass(kw_only=True)
class Layered:
    """Holds what is told: `catalog`, made from the facts of the `files` by all layers, and its search index.

    Whatever is `heard` is called when that may have changed.
    """

    heard: list[Callable[[], object]] = field(default_factory=list, repr=False)
    catalog: Catalog = field(default_factory=Catalog)
    problems: Sequence[Problem] = ()
    _layers: list[Layer] = field(default_factory=list, repr=False)
    _laid: int = 0

    def __post_init__(self) -> None:
        """Make the index of the first facts."""
        self.files, self.index = self.catalog, Index(self.catalog)

    def adopt(self, files: Catalog | None, problems: Sequence[Problem] = (), made: Made | None = None) -> None:
        """Take new facts of the files, whole; with what was `made` of them already, where that is so.

        Without facts the last good ones stay and the problems are kept to be told.
        """
        if files is not None:
            made = made if made and made.laid == self._laid else self.make(files)
            self.files, self.catalog, self.index = files, made.catalog, made.index
        self.problems = problems
        for each in self.heard:
            each()

    def make(self, files: Catalog) -> Made:
        """Make what is told of the facts of the files; takes a while, and changes nothing."""
        laid, catalog = self._laid, files
        for layer in self._layers:
            catalog = layer(catalog)
        return Made(catalog, Index(catalog), laid)

    def lay(self, layer: Layer) -> None:
        """Lay something over the facts, from now on and over whatever is read anew."""
        self._layers.append(layer)
        self.lay_anew()

    def lay_anew(self) -> None:
        """Tell what the layers give by now."""
        self._laid += 1
        self.adopt(self.files, self.problems)
