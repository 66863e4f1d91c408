"""Which edition an answer speaks of."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core import Request
from bot.facts.models import Workshop
from bot.message import Button, escape
from bot.slash import UserError
from bot.telling import NOT_KNOWN, not_known

Has = Callable[[Workshop], object]


@dataclass(frozen=True)
class Edition:
    """The edition to answer from; `lead` (markup) says first what is not known of the one that was asked for."""

    shop: Workshop
    lead: str = ""


def choose(request: Request, named: Workshop | None, has: Has, what: str) -> Edition:
    """Choose the edition to answer from: the named one, else the current one, else the newest that has the fact.

    `what` follows "The", such as "schedule". Raises UserError where there is no edition at all.
    """
    catalog = request.catalog
    shop = named or catalog.current(request.now)
    if shop is None:
        raise UserError("There is no workshop in the data yet.")
    if has(shop):
        return Edition(shop)
    other = None if named else catalog.newest_with(has)
    if other is None:
        return Edition(shop, not_known(what, shop, catalog))
    lead = (
        f"The {what} of {escape(shop.name)}: {NOT_KNOWN}. The newest edition that has it is **{escape(other.name)}**."
    )
    return Edition(other, lead)


def other_editions(request: Request, shop: Workshop, has: Has, what: str) -> tuple[Button, ...]:
    """Give a button for each other edition that has the fact; `what` is the command."""
    others = [each for each in request.catalog.newest_first if each is not shop and has(each)]
    return tuple(Button(each.name, request.to(f"{what} {each.id}")) for each in others[:3])
