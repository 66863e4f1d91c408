"""A Slack on loopback, with members who type, press and fill in, so that tests read as conversations."""

from tests.fakes.slack.answers import Answer, Envelope
from tests.fakes.slack.limits import Call, Fault
from tests.fakes.slack.people import Member
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.state import FakeChannel, FakeView, FakeWorkspace

__all__ = ["Answer", "Call", "Envelope", "FakeChannel", "FakeSlack", "FakeView", "FakeWorkspace", "Fault", "Member"]
