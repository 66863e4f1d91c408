"""The terminal: a conversation with readable answers."""
