"""What answers offer of reminders: a button for a single thing, or one that opens the list of several."""

from collections.abc import Iterable

from bot.core import Request
from bot.facts.base import Fact
from bot.facts.fields import LABELS
from bot.facts.models import Workshop
from bot.message import Button
from bot.occasions import Occasion, occasion, occasions_of, refusal

MOST_APART = 2  # buttons "Tell me when known" beside each other; more are one button to their list


def reminders(request: Request, facts: Iterable[Fact], listed: str) -> tuple[Button, ...]:
    """Offer to be reminded of what is still to come.

    `listed` are the words that narrow the list to these facts, such as `foo-2026 socials`.
    """
    return _ahead(request, [each for each in _possible(request, facts) if each.at], listed)


def reminders_and_news(request: Request, facts: Iterable[Fact], listed: str) -> tuple[Button, ...]:
    """Offer to be reminded of what is still to come, and to be told what is not known yet."""
    can = _possible(request, facts)
    ahead, waiting = [each for each in can if each.at], [each for each in can if not each.is_known]
    return (*_ahead(request, ahead, listed), *_waiting(request, waiting, listed))


def _possible(request: Request, facts: Iterable[Fact]) -> list[Occasion]:
    if request.bot.personal is None:
        return []
    return [each for each in occasions_of(request.catalog, facts) if not refusal(each, request.now)]


def when_known(request: Request, shop: Workshop, *fields: str) -> tuple[Button, ...]:
    """Offer to be told some fields of an edition once they are known: `when`, `venue`, `venue.room`, `submit`."""
    if request.bot.personal is None:
        return ()
    found = (occasion(request.catalog, f"{shop.id}#{field}") for field in fields)
    can = [each for each in found if each and not each.is_known and not refusal(each, request.now)]
    return _waiting(request, can, f"{shop.id} unknown")


def _ahead(request: Request, ahead: list[Occasion], listed: str) -> tuple[Button, ...]:
    if len(ahead) == 1:
        return (Button("Remind me", request.to(f"remind what:{ahead[0].key}")),)
    return (Button("Remind me …", request.to(f"pick {listed}")),) if ahead else ()


def _waiting(request: Request, waiting: list[Occasion], listed: str) -> tuple[Button, ...]:
    if len(waiting) > MOST_APART:
        return (Button("Tell me when known …", request.to(f"pick {listed}")),)
    return tuple(Button(told_when_known(each), request.to(f"remind what:{each.key}")) for each in waiting)


def told_when_known(of: Occasion) -> str:
    """Give the label of a button that asks to be told: `Tell me when known: Room`."""
    return f"Tell me when known: {LABELS[of.field] if of.fact is of.shop else of.name}"
