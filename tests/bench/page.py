"""How fast the page is and what it weighs."""

from collections.abc import Iterator

from tests.bench.table import STATUS, Row, mebibytes, seconds
from tests.platforms.web.measure import OPEN_PAGES, measure

PAGE, SHOWN, PAGE_MEMORY, MORE_PAGES = (1.0, None), (0.1, None), (100.0, None), (40.0, None)


def page_rows() -> Iterator[Row]:
    """Run the bot as a user would and open its page; what a browser is needed for is skipped where there is none."""
    if not STATUS.exists():
        return
    found = measure()
    no = "" if "answer_ms" in found else "there is no Chromium here (apt-get install chromium)"
    ready = [(found["ready_ms"] + found.get("opened_ms", 0)) / 1000]
    yield Row(f"page {'served' if no else 'ready'} after `workshop-bot run`", ready, PAGE, form=seconds, slowest=no)
    for what, key in (("Enter", "answer_ms"), ("Enter, the slowest", "answer_worst_ms")):
        shown = [found[key] / 1000] if key in found else []
        yield Row(f"answer shown in the page after {what}", shown, SHOWN, slowest=no)
    yield Row("memory of `run` with the page up", [found["memory_mib"]], PAGE_MEMORY, form=mebibytes)
    more = found[f"memory_of_{OPEN_PAGES}_pages_mib"]
    yield Row(f"memory of {OPEN_PAGES} open pages", [more], MORE_PAGES, form=mebibytes)
