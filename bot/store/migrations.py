"""How the file came to its present shape: each step runs once, in one transaction with the record that it did."""

from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

migrations = Migrations("workshop-bot")


@migrations()
def texts_kept_under_tokens(database: Database) -> None:
    """Begin with the texts that buttons stand for."""
    table = database["kept"]
    assert isinstance(table, Table)
    table.create({"token": str, "text": str, "until": str}, pk="token", not_null={"text", "until"}, strict=True)
    table.create_index(["until"])
