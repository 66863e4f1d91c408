"""Calendars as tests write them."""


def calendar(*events: str, head: str = "") -> str:
    """Write a calendar; an event is its lines."""
    written = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Bees//EN\n{head}{written}END:VCALENDAR\n".replace("\n", "\r\n")


WEEKLY = """
UID:bees@hive
SUMMARY:Bee hour
DTSTART;TZID=Europe/London:20261005T170000
DTEND;TZID=Europe/London:20261005T180000
RRULE:FREQ=WEEKLY;COUNT=30
"""
