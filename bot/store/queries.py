"""All SQL, named."""

KEEP = """
insert into kept (token, text, until) values (:token, :text, :until)
on conflict (token) do update set until = max(until, excluded.until)
"""
KEPT = "select text from kept where token = :token and until > :now"
FORGET = "delete from kept where until <= :now"
