"""What is posted of an announcement: its posts in channels, and what organizers are told of its mention; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.announcing import AHEAD, APPROVED, HELD, LAPSES, Announcement, message_of, occurrences
from bot.message import Button, Message, escape, paragraphs
from bot.organizing import SOMEBODY
from bot.ports import token_of
from bot.posts.merge import PAST, Changes, Stored, merge
from bot.posts.post import DELETED, Copy, Plan, Post, Topic, Version, revision_of

MATTERS_FOR = timedelta(days=7)
MATTERS_IN_SERIES = timedelta(days=1)
TAKEN_BACK = "taken back before it was posted"
MENTION, ASKED, STOP = "/mention", "/asked", "/stop"


@dataclass(frozen=True)
class Given:
    """What posting needs to know: who organizes, as account → community, and how organizers' commands begin."""

    organizers: Mapping[str, str] = field(default_factory=dict)
    organizer_word: str = "organize"

    def act(self, each: Announcement, what: str, label: str) -> Button:
        """Give the button that does something about just this text."""
        return Button(label, f"/{self.organizer_word} announcements do:~{what} of:~{each.number}-{each.wording}")


def posts_of(each: Announcement, given: Given, now: datetime) -> list[Post]:
    """Give all posts that an announcement calls for now, but those to single people.

    Of a series the last one that has gone out follows what is done to it, and what is still to come.
    """
    stands = each.state in {"scheduled", "withdrawn"}
    dues = list(occurrences(each, now + AHEAD)) if stands else []
    past = [(day, due) for day, due in dues if each.goes_at(due) <= now][-1:]
    coming = [(day, due) for day, due in dues if each.goes_at(due) > now and each.state == "scheduled"]
    posts = [post for day, due in (*past, *coming) for post in _of_one(each, given, day, due)]
    if each.state == "withdrawn":
        posts = [replace(post, not_after=min(post.not_after, now)) for post in posts]
    return [*posts, *_late_mention(each, given, past), *_asking(each, given)]


def _of_one(each: Announcement, given: Given, day: str, due: datetime) -> Iterator[Post]:
    key = f"{each.key}/{day}".rstrip("/")
    goes_at = each.goes_at(due)
    message = message_of(each if goes_at > due else replace(each, approved_at=None))
    until = goes_at + (MATTERS_IN_SERIES if each.repeat else MATTERS_FOR)
    yield _post(key, each.kind, goes_at, until, message)
    if goes_at > due:
        yield _stoppable(each, given, key, due)


def _late_mention(each: Announcement, given: Given, past: Sequence[tuple[str, datetime]]) -> Iterator[Post]:
    """Give the reply that notifies people of what is there already, where that was approved later."""
    day, due = past[-1] if past else ("", None)
    if due is None or each.approved_at is None or each.approved_at <= due or each.state != "scheduled":
        return
    if each.repeat and each.asked_at and due < each.asked_at:  # that was before anybody asked
        return
    parent = f"{each.key}/{day}".rstrip("/")
    goes_at = each.approved_at + HELD
    message = Message(notice=f"{each.title}: please see above", text="Please see above.", mention=APPROVED)
    reply = _post(f"{parent}{MENTION}", each.kind, goes_at, goes_at + MATTERS_IN_SERIES, message)
    yield replace(reply, under=parent)
    yield _stoppable(each, given, f"{parent}{MENTION}", each.approved_at)


def _stoppable(each: Announcement, given: Given, key: str, due: datetime) -> Post:
    """Tell organizers that something goes out in a minute and notifies people, with the button that stops it."""
    title = f"In a minute: {each.title}"
    text = "It goes out, and notifies the group that the settings name, in 60 seconds."
    message = Message(notice=title, title=title, text=text, buttons=(given.act(each, "stop", "Stop"),))
    first = _post(f"{key}{STOP}", "organizers", due, due + HELD, message)
    gone = Message(title=f"Sent: {each.title}", text="It has gone out, with its mention.")
    return replace(first, versions=(*first.versions, Version(due + HELD, gone, revision_of((gone.title,)))))


def _asking(each: Announcement, given: Given) -> Iterator[Post]:
    """Ask organizers to approve a mention; once they did, say who."""
    if each.asked_at:
        key = f"{each.key}{ASKED}@{each.asked_at:%Y-%m-%dT%H:%M:%SZ}"
        yield _post(key, "organizers", each.asked_at, each.asked_at + LAPSES, _question(each, given))


def _question(each: Announcement, given: Given) -> Message:
    title = f"May this notify people? {each.title}"
    if each.approved_at:
        return Message(title=title, text=f"Approved by {escape(each.approved_name or SOMEBODY)}.")
    asked = f"{escape(each.asked_name)} asks that this announcement notifies the group that the settings name."
    until = "Another organizer decides, within 12 hours. It goes out at its time all the same, without the mention."
    buttons = (given.act(each, "approve", "Approve the mention"), given.act(each, "show", "Look at it"))
    text = paragraphs(asked, until, f"**{escape(each.title)}**", message_of(each).text)
    return Message(notice=title, title=title, text=text, buttons=buttons)


def direct(each: Announcement, given: Given, same: frozenset[str]) -> Changes:
    """Ask all other organizers by direct message; `same` are the accounts of who asks."""
    if not each.asked_at:
        return Changes()
    due, message = each.asked_at, _question(each, given)
    posts, copies = list[Post](), list[Copy]()
    for account, community in given.organizers.items():
        if account not in same:
            key = f"personal/{token_of(account)}/{each.key}{ASKED}@{due:%Y-%m-%dT%H:%M:%SZ}"
            posts.append(replace(_post(key, "personal", due, due + LAPSES, message), subject=f"personal/{each.key}"))
            copies.append(Copy(key, community, "coming", due, person=account))
    return Changes(tuple(posts), tuple(copies))


def _post(key: str, kind: str, due: datetime, until: datetime, message: Message) -> Post:
    said = [button.command for button in message.buttons]
    version = Version(due, message, revision_of((message.title, message.text, said)))
    return Post(key, kind, key, due, until, (version,))  # type: ignore[arg-type]


def rewritten(
    each: Announcement, given: Given, stored: Stored, kinds: Mapping[Topic, Sequence[str]], now: datetime
) -> Changes:
    """Give what is to be written so that what is stored follows an announcement."""
    wanted = posts_of(each, given, now)
    keys = {post.key for post in wanted}
    gone = [post for post in stored.posts.values() if post.key not in keys and post.kind != "personal"]
    posts = [*wanted, *(_left(each, post, now) for post in gone)]
    copies = [copy for post in wanted for copy in _copies(each, post, stored, kinds, now)]
    copies += [_ended(copy, post, now) for post in posts[len(wanted) :] for copy in stored.copies.get(post.key, ())]
    known = {(copy.post, copy.community): copy for each in stored.copies.values() for copy in each}
    return Changes(
        tuple(post for post in posts if post != stored.posts.get(post.key)),
        tuple(copy for copy in copies if copy != known.get((copy.post, copy.community))),
    )


def _copies(
    each: Announcement, post: Post, stored: Stored, kinds: Mapping[Topic, Sequence[str]], now: datetime
) -> Iterator[Copy]:
    """Give the copies of a post, also where its instant is this one, or where it had been taken back."""
    before = {copy.community: copy for copy in stored.copies.get(post.key, ())}
    names = [name for name in kinds.get(post.kind, ()) if _takes(each, post, name)]
    made = merge(Plan([post]), _only(stored, post.key), {post.kind: names}, now).copies
    for name, copy in (before | {copy.community: copy for copy in made}).items():
        taken_back = copy.why == TAKEN_BACK and name in names
        revives = post.due >= now and (taken_back or (copy.why == PAST and name not in before))
        yield replace(copy, state="coming", next_at=post.due, why="") if revives else copy


def _takes(each: Announcement, post: Post, community: str) -> bool:
    return post.kind == "organizers" or not each.communities or community in each.communities


def _only(stored: Stored, key: str) -> Stored:
    posts = {key: stored.posts[key]} if key in stored.posts else {}
    return Stored(posts, {key: stored.copies.get(key, ())})


def _left(each: Announcement, post: Post, now: datetime) -> Post:
    """Give what becomes of a post that is not called for any more."""
    if _goes(each, post):
        return _deleted(post, now)
    return _stopped(each, post, now) if post.key.endswith(STOP) and now < post.not_after else post


def _stopped(each: Announcement, post: Post, now: datetime) -> Post:
    """Say of what was to go out in a minute that it does not, or without its mention."""
    message = Message(title=f"Stopped: {each.title}", text="Nobody is notified.")
    return replace(post, not_after=now, versions=(Version(now, message, revision_of((message.title,))),))


def _goes(each: Announcement, post: Post) -> bool:
    """Say whether the copies of a post are to be removed: of all that stands in channels, or of a withdrawn mention."""
    if post.kind == "organizers":
        return False
    return each.state == "deleted" or (each.state == "withdrawn" and post.key.endswith(MENTION))


def _deleted(post: Post, now: datetime) -> Post:
    return replace(post, not_after=min(post.not_after, now), versions=(Version(now, Message(), DELETED),))


def _ended(copy: Copy, post: Post, now: datetime) -> Copy:
    """Give a copy of what is not called for any more: what is shown stays, but where it becomes something else now."""
    if copy.state == "coming":
        return replace(copy, state="skipped", next_at=None, why=TAKEN_BACK)
    is_other = copy.state == "shown" and post.versions[-1].since == now
    return replace(copy, next_at=now) if is_other else copy
