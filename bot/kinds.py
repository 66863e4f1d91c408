"""The kinds of posts, each of which has a channel of its own in a community."""

from typing import Literal, get_args

Kind = Literal["deadlines", "announcements", "socials", "schedule", "organizers"]
"""What a post is about, which decides its channel; `organizers` is where organizers are told things."""
KINDS: tuple[Kind, ...] = get_args(Kind)
ForMembers = Literal["deadlines", "announcements", "socials", "schedule"]
"""What members are told of, which can be muted."""
