"""A large folder of facts to measure with: the shipped one, and as many more editions and papers as asked for.

Everything is made from a seed, so that two runs and two machines measure the same.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

SHIPPED = Path(__file__).parent.parent / "data"
WORKSHOPS, PAPERS = 300, 10_000
PAPERS_A_FILE = 1000


def _split(words: str) -> list[str]:
    return words.split()


_FIRST = _split("""
Ada Bruno Chen Dalia Emre Fatima Goran Hana Igor Jun Karin Luis Mina Noor Olga Pavel Qing Rosa Sven Tara
Uma Viktor Wanda Xin Yara Zoltan Ângela Björn Çağla Đorđe""")
_LAST = _split("""
Abe Baker Castillo Diaz Evans Fischer Garcia Haddad Ivanov Jensen Kim Lopez Müller Nguyen Okafor Petrov
Quispe Rossi Suzuki Tanaka Ueda Vargas Weber Xu Yilmaz Zhang Ahmadi Brown Cohen Dubois Eriksen Fontaine Gupta Hansen
Ito Jansen Kowalski Lindqvist Martin Novak""")
_WORDS = _split("""
model network neuron layer attention head feature circuit sparse autoencoder dictionary superposition
probe steering vector activation patching gradient attribution training data loss phase transition induction
transformer language vision reasoning arithmetic memory fact editing representation geometry direction subspace
linear nonlinear causal intervention abstraction hypothesis evaluation benchmark metric faithful robust scaling
automated description explanation interpretability mechanism safety alignment deception monitor anomaly detection
toy grokking modular addition algorithm program symbolic code game board chess planning search agent reward
reinforcement policy world simulation biology protein medicine speech audio image diffusion multimodal retrieval
knowledge compression pruning quantization distillation initialization optimizer curvature landscape basin
symmetry group equivariance topology information entropy bottleneck disentangled concept prototype example
influence function dataset curriculum memorization privacy unlearning bias fairness trust user study""")
_WORDS += [f"{one}{two}" for one in _WORDS[:20] for two in _WORDS[40:80]]
_WEIGHTS = [1 / (rank + 5) for rank in range(len(_WORDS))]  # as in any language: few words often, most seldom
_VENUES = ("ACL", "COLM", "CVPR", "ECCV", "EMNLP", "ICLR", "ICML", "IJCAI", "KDD", "NAACL", "NeurIPS", "UAI")
_ZONES = ("Europe/Vienna", "America/New_York", "Asia/Seoul", "Australia/Sydney", "America/Sao_Paulo")
_KINDS = ("talk", "oral", "spotlights", "posters", "panel", "break")
_FIRST_YEAR = 2000
_TOPICS, _PEOPLE, _SESSIONS = 6, 24, 14


def write_big(folder: Path, workshops: int = WORKSHOPS, papers: int = PAPERS) -> Path:
    """Copy the shipped facts into a folder that is not there yet and add to them up to these numbers; gives it."""
    random = Random(2024)
    shutil.copytree(SHIPPED, folder)
    names = [f"{venue.lower()}-{year}" for year in range(_FIRST_YEAR, 2100) for venue in _VENUES]
    free = [name for name in names if not (folder / "workshops" / f"{name}.yaml").exists()]
    added = free[: max(workshops - len(list((folder / "workshops").glob("*.yaml"))), 0)]
    for name in added:
        text = "\n".join(_workshop(name, random))
        (folder / "workshops" / f"{name}.yaml").write_text(text, encoding="utf-8")
    places = [f"{name}/discussion/topic-{number}" for name in added for number in range(_TOPICS)]
    more = papers - (folder / "reading" / "papers.yaml").read_text(encoding="utf-8").count("\n    label:")
    for start in range(0, more, PAPERS_A_FILE):
        lines = [
            line
            for number in range(start, min(start + PAPERS_A_FILE, more))
            for line in _paper(number, ["icml-2024", *added, *places], random)
        ]
        text = "\n".join(["source: icml-2024-site", "papers:", *lines, ""])
        (folder / "reading" / f"more-{start:05}.yaml").write_text(text, encoding="utf-8")
    return folder


def _words(random: Random, number: int) -> str:
    return " ".join(random.choices(_WORDS, _WEIGHTS, k=number))


def _sentence(random: Random) -> str:
    return f"{_words(random, random.randint(6, 14)).capitalize()}, and *{_words(random, 2)}*."


def _person(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _workshop(key: str, random: Random) -> Iterator[str]:
    venue, _, year = key.upper().partition("-")
    people = {name.lower().replace(" ", "-"): name for name in (_person(random) for _ in range(_PEOPLE))}
    people = {key: name for key, name in people.items() if key.isascii()}
    zone = random.choice(_ZONES)
    yield f"""source: icml-2024-site
name: {venue} {year}
title: {venue} {year} Workshop on {_words(random, 3).title()}
also: [{venue.lower()}{year[2:]}, {venue.lower()} workshop {year}]
when: {year}-07-20
zone: {zone}
year: {year}
text: {_sentence(random)}
look: The accepted papers are on [OpenReview](https://openreview.net/group?id={venue}.cc/{year}/Workshop).
contact: Ask the organizers.
submit: https://openreview.net/group?id={venue}.cc/{year}/Workshop

venue:
  name: Congress Center
  room: Room {random.randint(1, 40)}
  city: {zone.partition("/")[2].replace("_", " ")}

deadlines:
  submission:
    title: Submission
    due: {year}-05-20 AoE
    opens: {year}-04-10
    text: {_sentence(random)}
    link: https://openreview.net/group?id={venue}.cc/{year}/Workshop
    also: [paper deadline, papers due, submission deadline]
    steps:
      account:
        title: Create an account
        by: {year}-05-06
        takes: 14
        concerns: authors without an institutional email
        text: {_sentence(random)}
  camera-ready:
    title: Camera-ready
    due: {year}-07-01 AoE
    text: The final version of an accepted paper.
  volunteer:
    title: Volunteering as a reviewer
    due: {year}-04-30

dates:
  notification:
    title: Notification of acceptance
    on: {year}-06-15
    text: Authors get the decision by email.
"""
    yield from _programme(people, year, zone, random)
    yield from _call(random)


def _programme(people: dict[str, str], year: str, zone: str, random: Random) -> Iterator[str]:
    yield "sessions:"
    for number in range(_SESSIONS):
        speaker, start, end = random.choice(list(people)), 480 + number * 40, 520 + number * 40  # minutes of the day
        yield f"""  session-{number}:
    title: '{_words(random, 4).capitalize()}'
    at: {year}-07-20 {start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02} {zone}
    kind: {_KINDS[number % len(_KINDS)]}
    people: [{speaker}]
    text: {_sentence(random)}
    also: [slot {number}]"""
    yield f"""socials:
  evening-social:
    title: Evening social
    at: {year}-07-20 18:30-late {zone}
    text: {_sentence(random)}
    signup: https://example.org/social/{year}
people:"""
    for number, (key, name) in enumerate(people.items()):
        role = ("keynote", "speaker", "speaker", "panelist", "organizer")[number % 5]
        yield f"""  {key}:
    name: {name}
    roles: [{role}]
    affiliation: University of {random.choice(_LAST)}
    homepage: https://example.org/people/{key}"""


def _call(random: Random) -> Iterator[str]:
    for name in ("topics", "welcome", "rules", "aims", "debates", "attend"):
        yield f"{name}:"
        for number in range(_TOPICS):
            yield f"""  {name}-{number}:
    title: {_words(random, 3).capitalize()}
    text: {_sentence(random)}"""
    yield f"""formats:
  short:
    title: Short paper
    pages: 4
    text: {_sentence(random)}
  long:
    title: Long paper
    pages: 8
prizes:
  best:
    title: Best paper
    worth: 1,000 USD
    awarded:
      first:
        title: {_words(random, 5).capitalize()}
        link: https://openreview.net/forum?id={random.randrange(10**9)}
discussion:"""
    for number in range(_TOPICS):
        yield f"""  topic-{number}:
    title: {_words(random, 2).capitalize()}
    text: {_sentence(random)}
    asks:
      - How does {_words(random, 3)} change {_words(random, 2)}?
      - What is {_words(random, 2)}?"""
    yield ""


def _paper(number: int, places: list[str], random: Random) -> Iterator[str]:
    author, year = random.choice(_LAST), random.randint(1990, 2026)
    yield f"""  work-{number}:
    label: {author} et al., {year}
    year: {year}
    title: {_words(random, random.randint(4, 10)).capitalize()}
    link: https://arxiv.org/abs/{year % 100:02}{random.randint(1, 12):02}.{number:05}
    also: [{author}, {_words(random, 2)}, {_words(random, 1)}]
    cited:"""
    for _ in range(random.randint(1, 3)):
        yield f"""      - at: {random.choice(places)}
        why: {_sentence(random)}"""
