"""All SQL, named."""

KEEP = """
insert into kept (token, text, until) values (:token, :text, :until)
on conflict (token) do update set until = max(until, excluded.until)
"""
KEPT = "select text from kept where token = :token and until > :now"
FORGET = "delete from kept where until <= :now"

POSTS = "select * from posts where kind != 'personal'"
COPIES = "select * from copies where person = ''"
POST = "select * from posts where key = :key"
COPY = "select * from copies where post = :post and community = :community"
_POST = """
insert into posts (key, kind, subject, due, not_after, versions, "when", ladder, under)
values (:key, :kind, :subject, :due, :not_after, :versions, :when, :ladder, :under)
"""
ADD_POST = f"{_POST} on conflict do nothing"
PUT_POST = f"""{_POST}
on conflict (key) do update set kind = excluded.kind, subject = excluded.subject, due = excluded.due,
    not_after = excluded.not_after, versions = excluded.versions, "when" = excluded."when", ladder = excluded.ladder,
    under = excluded.under
"""
_COPY = """
insert into copies (
    post, community, state, next_at, channel, thread, id, shown, person, generation, attempts, attempted_at, again_at,
    why, elsewhere, due
) values (
    :post, :community, :state, :next_at, :channel, :thread, :id, :shown, :person, :generation, :attempts,
    :attempted_at, :again_at, :why, :elsewhere, coalesce((select due from posts where key = :post), '')
)
"""
ADD_COPY = f"{_COPY} on conflict do nothing"
PUT_COPY = f"""{_COPY}
on conflict (post, community) do update set state = excluded.state, next_at = excluded.next_at,
    channel = excluded.channel, thread = excluded.thread, id = excluded.id, shown = excluded.shown,
    generation = excluded.generation, attempts = excluded.attempts, attempted_at = excluded.attempted_at,
    again_at = excluded.again_at, why = excluded.why, elsewhere = excluded.elsewhere
"""
RELAY = """
select * from relays
where community = :community and message = :message and :channel in (channel, thread) and target = :target
"""
RELAY_NUMBERED = "select * from relays where number = :number"
RELAYS_OF = "select * from relays where community = :community and message = :message and :channel in (channel, thread)"
RELAYS_SINCE = """
select * from relays where community = :community and gone = '' and sent_at > :since
order by sent_at desc, number desc limit :most
"""
ADD_RELAY = """
insert into relays (community, channel, thread, message, target, kind, author, by, name, sent_at, gone, asked, origin)
values (
    :community, :channel, :thread, :message, :target, :kind, :author, :by, :name, :sent_at, :gone, :asked, :origin
) returning number
"""
PUT_RELAY = """
update relays set kind = :kind, by = :by, name = :name, sent_at = :sent_at, gone = :gone, asked = :asked,
    origin = :origin where number = :number
"""
DROP_OLD_RELAYS = "delete from relays where sent_at < :before"
DROP_COPIES_OF_OLD_RELAYS = """
delete from copies where post in (select key from posts where subject = 'relay' and kind != 'personal')
    and post in (select printf('relay/%09d', number) from relays where sent_at < :before)
"""
DROP_POSTS_OF_OLD_RELAYS = """
delete from posts where key in (select printf('relay/%09d', number) from relays where sent_at < :before)
"""
FORGET_AUTHOR = "update relays set author = '' where author = :person"
POST_AT = """
select post from copies where id = :id and id != '' and community = :community and :channel in (channel, thread)
"""
DUE = "select * from copies where next_at <= :now order by person != '', next_at, post, community limit :most"
NEXT = "select min(next_at) from copies where next_at is not null"
CUT_OFF = "select * from copies where state = 'sending'"
NEWER_OF_LADDER = """
select 1 from posts join copies on copies.post = posts.key
where posts.ladder = :ladder and posts.due > :due and posts.due <= :now and copies.community = :community
    and copies.state != 'skipped' limit 1
"""
REMINDERS = "select * from reminders where person = :person order by next_at is null, next_at, subject"
PUT_REMINDER = """
insert into reminders (person, subject, community, leads, told, next_at)
values (:person, :subject, :community, :leads, :told, :next_at)
on conflict (person, subject) do update set community = excluded.community, leads = excluded.leads,
    told = excluded.told, next_at = excluded.next_at
"""
DUE_REMINDERS = "select * from reminders where next_at <= :now order by next_at, person, subject limit :most"
NEXT_REMINDER = "select min(next_at) from reminders where next_at is not null"
SUBJECTS = "select distinct subject, told from reminders"
REMINDERS_OF = "select * from reminders where subject = :subject and told = :told limit :most"
DROP_REMINDER = "delete from reminders where person = :person and subject = :subject"
DROP_SUBJECT = "delete from reminders where subject = :subject"
DROP_REMINDERS = "delete from reminders where person = :person"
ZONE = "select zone from people where person = :person"
PUT_ZONE = "insert into people (person, zone) values (:person, :zone) on conflict (person) do update set zone = :zone"
DROP_PERSON = "delete from people where person = :person"
DROP_COPIES = "delete from copies where person = :person"
DROP_OLD_COPIES = """
delete from copies where person != '' and next_at is null and post in (select key from posts where due < :before)
"""
DROP_LONE_POSTS = """
delete from posts where kind = 'personal' and not exists (select 1 from copies where copies.post = posts.key)
"""
ZONES = "select person, zone from people"
PEOPLE = """
select person from reminders union select person from people union select person from copies where person != ''
union select person from questions where person != ''
union select author from relays where author != ''
"""
LISTED = """
select * from copies indexed by copies_by_state
where person = '' and state = :state and (due, post) > (:due, :post) and post between :first and :last
order by due, post limit :most
"""
LISTED_BACK = """
select * from copies indexed by copies_by_state
where person = '' and state = :state and (due, post) < (:due, :post) and post between :first and :last
order by due desc, post desc limit :most
"""
POSTS_OF = "select * from posts where key in (select value from json_each(:keys))"
COPIES_OF = "select * from copies where post = :post and person = ''"
NEEDING = """
select state, count(*) from copies indexed by copies_by_state
where person = '' and state in ('failed', 'unclear') group by state
"""
COUNTED = "select state, count(*) from copies indexed by copies_by_state where person = '' group by state"
POSTS_SINCE = """
select * from posts where due > :since and kind != 'personal' and exists (
    select 1 from copies where copies.post = posts.key and copies.state in ('coming', 'sending', 'looking', 'shown')
)
"""

STANDING = "select * from changes where state = 'stands' order by number"
ADD_CHANGE = """
insert into changes (subject, field, value, was, file, why, by, name, made_at, state)
values (:subject, :field, :value, :was, :file, :why, :by, :name, :made_at, :state)
"""
END_CHANGE = "update changes set state = :state where number = :number and state = 'stands'"
TOLD = "select * from told"
PUT_TOLD = """
insert into told (subject, field, value) values (:subject, :field, :value)
on conflict (subject, field) do update set value = excluded.value
"""
NEWS_SINCE = "select * from news where due > :since order by due, key"
PUT_NEWS = """
insert into news (key, edition, due, found, since) values (:key, :edition, :due, :found, :since)
on conflict (key) do update set due = excluded.due, found = excluded.found, since = excluded.since
"""
DROP_NEWS = "delete from news where key = :key"
ADD_LOG = """
insert into log (at, who, name, what, subject, before, after)
values (:at, :who, :name, :what, :subject, :before, :after)
"""
FORGET_NAMES = (
    "update log set who = '', name = '' where at < :before and who != ''",
    "update changes set by = '', name = '' where made_at < :before and by != ''",
    """update announcements
    set said = json_set(said, '$.by', '', '$.name', '', '$.asked_by', '', '$.asked_name', '', '$.approved_name', '')
    where coalesce(json_extract(said, '$.ended_at'), due) < :before and json_extract(said, '$.by') != ''
        and not (state = 'scheduled' and repeat != '')""",
    """update copies set why = substr(why, 1, instr(why, ', by ') - 1)
    where person = '' and state = 'skipped' and due < :before and why like '% muted %, by %'""",
    "delete from settings where key like 'mute/%' and json_extract(value, '$[0]') between '0' and :before",
)
SETTINGS = "select * from settings"
PUT_SETTING = """
insert into settings (community, key, value) values (:community, :key, :value)
on conflict (community, key) do update set value = excluded.value
"""
LOG = "select * from log where number < :before order by number desc limit :most"
KNOW_FILE = "update changes set file = :file where number = :number"
COPIES_OF_SUBJECTS = """
select sum(copies.state = 'shown'), sum(copies.state = 'coming') from copies
join posts on posts.key = copies.post join json_each(:subjects) as wanted
    on posts.subject = wanted.value or posts.subject between wanted.value || '/' and wanted.value || '0'
where copies.person = '' and posts.not_after > :now
"""
REMINDERS_OF_SUBJECTS = """
select count(*) from reminders where subject in (select value from json_each(:subjects))
"""
FEEDS = "select * from feeds"
PUT_FEED = """
insert into feeds (id, address, body, etag, modified, fetched_at, good_at, failing_since, why, tries, told)
values (:id, :address, :body, :etag, :modified, :fetched_at, :good_at, :failing_since, :why, :tries, :told)
on conflict (id) do update set address = excluded.address, body = excluded.body, etag = excluded.etag,
    modified = excluded.modified, fetched_at = excluded.fetched_at, good_at = excluded.good_at,
    failing_since = excluded.failing_since, why = excluded.why, tries = excluded.tries, told = excluded.told
"""
LINKS = "select * from links"
PUT_LINK = """
insert or replace into links (
    url, answer, why, since, checked_at, next_at, unclear_since, tries, etag, modified, leads_to, expires_at, uses,
    most_uses, told, warned
) values (
    :url, :answer, :why, :since, :checked_at, :next_at, :unclear_since, :tries, :etag, :modified, :leads_to,
    :expires_at, :uses, :most_uses, :told, :warned
)
"""
KEEP_LINKS = "delete from links where url not in (select value from json_each(:urls))"
REVISIONS = "select * from calendar"
PUT_REVISION = """
insert into calendar (uid, digest, sequence, changed_at) values (:uid, :digest, 0, :now)
on conflict (uid) do update set digest = :digest, sequence = sequence + 1, changed_at = :now
"""
MISS = """
insert into questions (text, state, asked_at) values (:text, 'missed', :now)
on conflict (text) where state = 'missed' do update set times = times + 1, asked_at = excluded.asked_at
"""
ADD_QUESTION = """
insert into questions (text, state, asked_at, community, place, person, name)
values (:text, :state, :asked_at, :community, :place, :person, :name)
"""
PUT_QUESTION = """
update questions set state = :state, reply = :reply, by = :by, by_name = :by_name, by_community = :by_community,
    ended_at = :ended_at, why = :why
where number = :number
"""
QUESTION = "select * from questions where number = :number"
QUESTIONS = "select * from questions where state = :state order by asked_at, number"
MISSED = "select * from questions where state = 'missed' order by asked_at desc, number desc limit :most"
QUESTIONS_OF = "select * from questions where person = :person"
DROP_QUESTION = "delete from questions where number = :number"
DROP_MISSED = """
delete from questions where state = 'missed' and (asked_at < :before or number not in (
    select number from questions where state = 'missed' order by asked_at desc limit :most
))
"""
ENDED_BEFORE = "select * from questions where ended_at < :before"
DROP_COPIES_OF = "delete from copies where post = :post"
DROP_POST = "delete from posts where key = :post"

ANNOUNCEMENT = "select * from announcements where number = :number"
ADD_ANNOUNCEMENT = """
insert into announcements (version, state, due, repeat, said) values (:version, :state, :due, :repeat, :said)
"""
PUT_ANNOUNCEMENT = """
update announcements set version = :version, state = :state, due = :due, repeat = :repeat, said = :said
where number = :number and version = :version - 1
"""
ANNOUNCEMENTS = """
select * from announcements where number < :before and instr(:states, state)
    and coalesce(due, '') between :since and :until
order by number desc limit :most
"""
SERIES = "select * from announcements where state = 'scheduled' and repeat != ''"
POSTS_UNDER = "select * from posts where key = :key or key between :key || '/' and :key || '0'"
COPY_THERE = "select * from copies where community = :community and id = :id and channel = :channel"
