"""What the bot keeps between its starts: one SQLite file."""
