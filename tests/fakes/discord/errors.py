"""What Discord refuses, with its own codes and words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]

KNOWN = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10066: (404, "Unknown application command permissions"),
    10070: (404, "Unknown Guild Scheduled Event"),
    30038: (400, "Maximum number of guild scheduled events reached (100)"),
    40033: (400, "This message has already been crossposted."),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50083: (400, "Thread is archived"),
    160002: (403, "You cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    180000: (400, "Cannot update a finished event"),
}


class ApiError(Exception):
    """An error answer of the REST API."""

    def __init__(self, status: int, code: int, message: str, errors: JSON | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: JSON = {"message": message, "code": code} | ({"errors": errors} if errors else {})


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a request body; Discord answers 50035 unless it would have accepted it."""

    path: str
    text: str
    refused: bool = True


def refusal(code: int) -> ApiError:
    status, message = KNOWN[code]
    return ApiError(status, code, message)


def nested(problems: Iterable[Problem]) -> JSON:
    """Give the tree of errors that stands in an answer of code 50035."""
    tree: JSON = {}
    for problem in problems:
        branch = tree
        for key in filter(None, problem.path.split(".")):
            branch = branch.setdefault(key, {})
        branch.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD_VALUE", "message": problem.text})
    return tree


def invalid(*problems: Problem) -> ApiError:
    return ApiError(400, 50035, "Invalid Form Body", nested(problems))
