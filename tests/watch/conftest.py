from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.watch.hive import FACTS, Hive
from tests.watch.web import site
from tests.watch.written import WEEKLY, calendar


@pytest.fixture
async def hive(tmp_path: Path) -> AsyncIterator[Hive]:
    async with site() as place:
        place.text = calendar(WEEKLY)
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "seminars.yaml").write_text(FACTS.format(address=place.address), encoding="utf-8")
        yield Hive(tmp_path, place)
