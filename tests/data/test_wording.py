"""The sentences of the data are its own; names, titles and links are the documents', in full.

Compares with the source documents, which lie beside the project where it was built and nowhere else.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
MOST_WORDS = 8  # that may stand in a row as in a document
NOT_IN_DATA = re.compile(
    r"fonts\.googleapis|style\.css|^posters\.html|^mailto:"  # what the page is made of, not about
    r"|toy/_model|ICLR\.cc|zoom"  # mistyped, written twice, holding a passcode
)

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents (../shared/seeds) are not here")
Written = Mapping[str, str]


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    return {file.name[:3]: file.read_text() for file in sorted(SEEDS.glob("*.txt"))}


def words_of(text: str) -> list[str]:
    without_links = re.sub(r"\]\([^)]*\)|https?://\S+", " ", text)
    return re.findall(r"[a-z0-9']+", without_links.lower().replace("’", "'"))


def runs_of(text: str) -> Iterator[str]:
    words = words_of(text)
    yield from (" ".join(words[at : at + MOST_WORDS + 1]) for at in range(len(words) - MOST_WORDS))


def plain(document: str) -> str:
    """Give a document without its tags and, where it is a calendar, without the breaks inside its words."""
    if "BEGIN:VCALENDAR" in document:
        document = document.replace("\n ", "").replace("\\n", " ").replace("\\,", ",")
    return re.sub(r"<[^>]+>", " ", document)


def exact(written: Written) -> re.Pattern[str]:
    """Give what has to stand as it is: titles of works, their labels, affiliations."""
    place = re.compile(r"\.(awarded\.[^.]+\.title|papers\.[^.]+\.(label|title)|affiliation)$")
    return re.compile("|".join({re.escape(text) for at, text in written.items() if place.search(at.replace(":", "."))}))


def test_no_sentence_is_a_documents_own(written: Written, documents: dict[str, str]) -> None:
    taken = {run: name for name, document in documents.items() for run in runs_of(plain(document))}
    titles = exact(written)
    found = {
        place: f"{taken[run]}: {run}"
        for place, text in written.items()
        for part in titles.split(text)
        for run in runs_of(part)
        if run in taken
    }
    assert found == {}


def test_every_address_of_the_documents_is_in_the_data(written: Written, documents: dict[str, str]) -> None:
    everything = " ".join(written.values())
    page = [re.sub(r"\s", "", address) for address in re.findall(r'href="?([^">]+)', documents["000"])]
    home = re.findall(r"\?q=(.*?)&sa=", documents["002"])
    calendar = re.findall(r"^URL:(\S+)", documents["004"], re.MULTILINE)
    addresses = {address for address in (*page, *home, *calendar) if not NOT_IN_DATA.search(address)}
    assert len(addresses) > 90
    assert sorted(address for address in addresses if address not in everything) == []


def test_every_name_on_the_page_is_in_the_data(written: Written, documents: dict[str, str]) -> None:
    everything = " ".join(written.values())
    names = re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', documents["000"])
    affiliations = [re.sub("<sup>2</sup>", "²", text) for text in re.findall(r"</h3>\s*<p>(.+)</p>", documents["000"])]
    assert len(names) == len(affiliations) == 14  # one person twice
    assert [text for text in (*names, *affiliations) if text not in everything] == []


def test_every_row_of_the_schedule_is_in_the_data(written: Written, documents: dict[str, str]) -> None:
    rows = re.findall(r"<td>(\d\d:\d\d) - (\S+)</td>\s*<td>(.*?)</td>", documents["000"], re.DOTALL)
    titles = [re.sub(r"<[^>]+>", "", title).strip() for _, _, title in rows]
    times = [f"2024-07-27 {start}-{end} Europe/Vienna" for start, end, _ in rows]
    assert len(rows) == 12
    assert [time for time in times if time not in written.values()] == []
    assert [title for title in titles if title not in written.values()] == ["Invite-only evening social (apply\nhere)"]
