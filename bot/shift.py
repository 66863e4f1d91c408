"""Times moved by a while: whole days keep the written hour, whatever the clocks do in between."""

from datetime import timedelta

from bot.lead import read_lead
from bot.moment import Day, Moment, Span, Undecided, Unknown, When, at_local, read_span
from bot.slash import UserError
from bot.zones import with_zone

_DAY = timedelta(days=1)


def read_shift(text: str) -> timedelta:
    """Read `+3d`, `-2h`, `15m`; raises ValueError with a sentence."""
    sign = -1 if text.strip().startswith("-") else 1
    return sign * read_lead(text.strip().lstrip("+-"))


def time_of(text: str, was: Span | When | None = None, *, day: bool = False) -> Span | When:
    """Read a new time, or how much later than the old one; raises UserError, unless `day` for a day alone too."""
    moves = text[:1] in {"+", "-"}
    try:
        when = shifted(was or Unknown(), read_shift(text)) if moves else read_span(with_zone(text))
    except ValueError as error:
        raise UserError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    if isinstance(when, Day) and not (moves or day):
        raise UserError(
            f"Write the hour and its zone too, such as {when} 18:00 Europe/Vienna. “{when} AoE” is the last minute of "
            "that day anywhere on Earth."
        )
    return when


def shifted(when: Span | When, by: timedelta) -> Span | When:
    """Give a time moved; raises ValueError where there is no such time, or none to move."""
    match when:
        case Moment():
            return _moment(when, by)
        case Day():
            if by % _DAY:
                raise ValueError("a day without an hour moves by whole days, such as +3d")
            return Day(when.date + by)
        case Span():
            return Span(_moment(when.start, by), _moment(when.end, by) if when.end else None, when.words)
        case Undecided() | Unknown():
            raise ValueError("there is no time yet that could be moved; write the time itself")


def _moment(moment: Moment, by: timedelta) -> Moment:
    local = moment.local
    if by % _DAY:
        return Moment(moment.at + by, moment.zone)
    return at_local(local.date() + by, local.time().replace(tzinfo=None), moment.zone)
