"""The names under which people ask for things, and what they lead to."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

_NO_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Make spellings comparable: small letters and digits without accents, words parted by one blank."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _NO_LETTER.sub(" ", "".join(char for char in decomposed if not unicodedata.combining(char))).strip()


class Names:
    """Finds keys by any of their names, or by words of the first of them."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Take each key with all its names, the one to show first."""
        exact: dict[str, list[str]] = defaultdict(list)
        words: dict[str, list[str]] = defaultdict(list)
        shown: dict[str, str] = {}
        for key, names in named:
            for name in names:
                _add(exact, fold(name), key)
                if shown.setdefault(key, name) == name:
                    for word in fold(name).split():
                        _add(words, word, key)
        self.shown: Mapping[str, str] = shown
        self._exact = exact
        self._words = words

    def __contains__(self, key: str) -> bool:
        """Say whether there is such a key."""
        return key in self.shown

    def exact(self, text: str) -> list[str]:
        """Give the keys that have this name."""
        return self._exact.get(fold(text), [])

    def find(self, text: str) -> list[str]:
        """Give the keys that have this name, else those of whose first name these are words."""
        name = fold(text)
        if name in self._exact:
            return self._exact[name]
        found = [self._words.get(word, []) for word in name.split()]
        return [key for key in found[0] if all(key in keys for keys in found)] if found else []

    @property
    def all(self) -> list[str]:
        """Give every name, folded."""
        return list(self._exact)


def _add(index: dict[str, list[str]], name: str, key: str) -> None:
    if name and key not in index[name]:
        index[name].append(key)
