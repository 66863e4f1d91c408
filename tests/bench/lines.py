"""What is typed: the usual lines, and many more for the generated folder."""

from random import Random

from bot.core import Bot


def words(text: str) -> list[str]:
    return text.split()


# Beside every member command without arguments: what people add to them, and what is none.
TYPICAL = """
/workshop help deadlines
/workshop deadlines icml-2024
/workshop deadlines icml 2024 Asia/Tokyo
/workshop now icml-2024
/workshop schedule icml-2024
/workshop schedule chris olah
/workshop schedule icml-2024 posters
/workshop schedule icml-2024 zone:tokyo
/workshop speakers icml-2024 organizer
/workshop speakers neel nanda
/workshop cfp icml-2024
/workshop cfp icml-2024 rules
/workshop topics superposition
/workshop topics model
/workshop attend neurips-2025
/workshop papers olsson
/workshop papers sparse autoencoders
/workshop papers 2023
/workshop reading circuits beginner
/workshop tools activation patching
/workshop glossary superposition
/workshop glossary how models store features
/workshop open-problems beginner
/workshop open-problems circuits advanced
/workshop socials icml-2024
/workshop ask where do I begin with sparse autoencoders?
/workshop prizes icml-2024
/workshop venue icml-2024
/workshop sources submission deadline
/workshop deadlins
/workshop schedule nobody known
/workshop speakers n
when is the camera-ready version due?
hello
""".strip().splitlines()

# For the generated folder: {w} a word, {c} a common one, {p} the beginning of one, {n} a name, {s} an edition.
PATTERNS = """
/workshop papers {w}
/workshop papers {c}
/workshop papers {n} {w}
/workshop papers {p}
/workshop topics {w} {c}
/workshop topics {c} {s}
/workshop reading {w} {w}
/workshop sources {w} {w} {w}
/workshop ask what is known about the {w} of a {w} {c}?
{w} {p}
/workshop schedule {s}
/workshop schedule {n}
/workshop speakers {s}
/workshop speakers {n}
/workshop deadlines {s} tokyo
/workshop cfp {s}
/workshop prizes {s}
/workshop attend {s}
/workshop now {s}
/workshop glossary {w} {c}
""".strip().splitlines()
RARE = words("bottleneck curvature chess deception grokking privacy prototype pruning reward symmetry topology world")
COMMON = words("model network features the data and circuit attention what")
BEGINNINGS = words("s c m in mo re tra mod fea")
NAMES = words("Kim Ada Rossi Okafor Weber Olga Hansen Garcia Zhang Tanaka")


def usual_lines(bot: Bot) -> list[str]:
    """Give every member command, bare, and the typical lines."""
    bare = [f"/workshop {each.name}" for each in bot.commands.values() if not each.organizer]
    return ["/workshop", *bare, *TYPICAL]


def big_lines(bot: Bot) -> list[str]:
    """Give the usual lines, and many more of which most are asked once, so that no cache holds their answers."""
    random, shops = Random(7), list(bot.catalog.workshops)
    more = [
        pattern.replace("{w}", random.choice(RARE), 1)
        .replace("{w}", random.choice(RARE))
        .format(c=random.choice(COMMON), p=random.choice(BEGINNINGS), n=random.choice(NAMES), s=random.choice(shops))
        for pattern in PATTERNS * 15
    ]
    return usual_lines(bot) + more
