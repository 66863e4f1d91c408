"""Slack: what it shows and how it is spoken to."""
