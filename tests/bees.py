"""The workshop of most tests: the head of its file, then with a deadline; each test adds what it needs."""

HEAD = """
name: Bees 2027
title: Bees
when: 2027-06-20
zone: Europe/Vienna
year: 2027
source: https://bees.org
"""
PAPER = (
    HEAD
    + """deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
"""
)
