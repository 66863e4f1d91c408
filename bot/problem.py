"""A mistake in a file, with the place where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake in one file; `line` and `column` count from 1, 0 where a whole file is meant."""

    file: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        """Write the problem as editors and terminals link it: `file:line:column: what`."""
        if not self.line:
            return f"{self.file}: {self.what}"
        return f"{self.file}:{self.line}:{self.column}: {self.what}"
