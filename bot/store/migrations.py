"""How the file came to its present shape: each step runs once, in one transaction with the record that it did."""

from sqlite_utils import Database
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

migrations = Migrations("workshop-bot")


@migrations()
def texts_kept_under_tokens(database: Database) -> None:
    """Begin with the texts that buttons stand for."""
    table = database["kept"]
    assert isinstance(table, Table)
    table.create({"token": str, "text": str, "until": str}, pk="token", not_null={"text", "until"}, strict=True)
    table.create_index(["until"])


@migrations()
def posts_and_their_copies(database: Database) -> None:
    """Keep what the bot says by itself, and how each copy of it stands."""
    database.execute("""
        create table posts (
            key text primary key, kind text not null, subject text not null, due text not null,
            not_after text not null, versions text not null, "when" text not null, ladder text not null,
            under text not null
        ) strict, without rowid
    """)
    database.execute("create index posts_by_ladder on posts (ladder, due)")
    database.execute("""
        create table copies (
            post text not null references posts (key), community text not null, state text not null, next_at text,
            channel text not null, thread text not null, id text not null, shown text not null,
            generation integer not null, attempts integer not null, attempted_at text, again_at text,
            why text not null,
            primary key (post, community)
        ) strict, without rowid
    """)
    database.execute("create index copies_by_time on copies (next_at) where next_at is not null")


@migrations()
def what_people_asked_for(database: Database) -> None:
    """Keep personal reminders, chosen zones, and to whom a copy goes that is for one person."""
    database.execute("alter table copies add column person text not null default ''")
    database.execute("""
        create table reminders (
            person text not null, subject text not null, community text not null, leads text not null,
            told text not null, next_at text, primary key (person, subject)
        ) strict, without rowid
    """)
    database.execute("create index reminders_by_time on reminders (next_at) where next_at is not null")
    database.execute("create index reminders_by_subject on reminders (subject)")
    database.execute("create table people (person text primary key, zone text not null) strict, without rowid")


@migrations()
def what_organizers_changed(database: Database) -> None:
    """Keep facts altered at run time, what people were last told, the announcements of changes, and who did what."""
    database.execute("""
        create table changes (
            number integer primary key, subject text not null, field text not null, value text not null,
            was text not null, file text not null, why text not null, by text not null, name text not null,
            made_at text not null, state text not null
        ) strict
    """)
    database.execute("create index changes_by_state on changes (state)")
    database.execute("""
        create table told (
            subject text not null, field text not null, value text not null, primary key (subject, field)
        ) strict, without rowid
    """)
    database.execute("""
        create table news (
            key text primary key, edition text not null, due text not null, found text not null, since text not null
        ) strict, without rowid
    """)
    database.execute("create index news_by_time on news (edition, due)")
    database.execute("""
        create table log (
            number integer primary key, at text not null, who text not null, name text not null, what text not null,
            subject text not null, before text not null, after text not null
        ) strict
    """)


@migrations()
def calendars_as_they_were_read(database: Database) -> None:
    """Keep each feed as it was last read well, and since when it cannot be read."""
    database.execute("""
        create table feeds (
            id text primary key, address text not null, body text not null, etag text not null, modified text not null,
            fetched_at text not null, good_at text, failing_since text, why text not null
        ) strict, without rowid
    """)


@migrations()
def links_that_are_watched(database: Database) -> None:
    """Keep how each link stands, and what organizers have heard of it."""
    database.execute("""
        create table links (
            url text primary key, answer text not null, why text not null, since text, checked_at text, next_at text,
            unclear_since text, tries integer not null, etag text not null, modified text not null,
            leads_to text not null, expires_at text, uses integer, most_uses integer, told text not null,
            warned text not null
        ) strict, without rowid
    """)


@migrations()
def how_often_events_changed(database: Database) -> None:
    """Keep what calendars were last given of each event, so that they take a change as one."""
    database.execute("""
        create table calendar (
            uid text primary key, digest text not null, sequence integer not null, changed_at text not null
        ) strict, without rowid
    """)


@migrations()
def questions_for_organizers(database: Database) -> None:
    """Keep what was asked and not found, without who asked, and what members sent to the organizers."""
    database.execute("""
        create table questions (
            number integer primary key autoincrement, text text not null, state text not null, asked_at text not null,
            times integer not null default 1, community text not null default '', place text not null default '',
            person text not null default '', name text not null default '', reply text not null default '',
            by text not null default '', by_name text not null default '', by_community text not null default '',
            ended_at text, why text not null default ''
        ) strict
    """)
    database.execute("create unique index questions_missed on questions (text) where state = 'missed'")
    database.execute("create index questions_by_state on questions (state, asked_at)")
    database.execute("create index questions_by_person on questions (person) where person != ''")


@migrations()
def copies_known_by_their_messages(database: Database) -> None:
    """Find the copy that a message is."""
    database.execute("create index copies_by_id on copies (id) where id != ''")


@migrations()
def messages_carried_between_communities(database: Database) -> None:
    """Keep which messages were carried where, so that each is once, and its edits and deletion follow."""
    database.execute("""
        create table relays (
            number integer primary key autoincrement, community text not null, channel text not null,
            thread text not null, message text not null, target text not null, kind text not null,
            author text not null, by text not null, name text not null, sent_at text not null, gone text not null,
            asked integer not null, origin text not null, unique (community, message, channel, target)
        ) strict
    """)


@migrations()
def what_organizers_set(database: Database) -> None:
    """Keep settings of communities made at run time, and where one copy alone is posted; list copies by state."""
    database.execute("""
        create table settings (
            community text not null, key text not null, value text not null, primary key (community, key)
        ) strict, without rowid
    """)
    database.execute("alter table copies add column elsewhere text not null default ''")
    database.execute("alter table copies add column due text not null default ''")  # their post's, to be listed by
    database.execute("update copies set due = (select due from posts where key = post)")
    database.execute("create index copies_by_state on copies (state, due, post) where person = ''")
    database.execute("""
        create trigger copies_follow_their_post after update of due on posts when new.due != old.due begin
            update copies set due = new.due where post = new.key;
        end
    """)


@migrations()
def what_organizers_announce(database: Database) -> None:
    """Keep announcements by organizers; what is posted of them stands among the posts."""
    database.execute("""
        create table announcements (
            number integer primary key, version integer not null, state text not null, due text, repeat text not null,
            said text not null
        ) strict
    """)


@migrations()
def calendars_that_organizers_were_told_of(database: Database) -> None:
    """Keep how often in a row a feed could not be read, and the failure that organizers were told of."""
    database.execute("alter table feeds add column tries integer not null default 0")
    database.execute("alter table feeds add column told text not null default ''")
