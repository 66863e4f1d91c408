import pytest

from tests.conftest import Answer, Ask

SPEAKERS = [
    "Chris Olah <https://colah.github.io/about.html>, Anthropic, remote",
    "David Bau <https://www.khoury.northeastern.edu/people/david-bau/>, Northeastern University",
    "Asma Ghandeharioun <https://asmadotgh.github.io/>, Google DeepMind",
]
PANELISTS = [
    "Naomi Saphra <https://nsaphra.net/>, Harvard University",
    "Atticus Geiger <https://atticusg.github.io/>, Pr(Ai)²R Group",
    "Stella Biderman <https://www.stellabiderman.com>, EleutherAI",
    "Arthur Conmy <https://arthurconmy.github.io/about/>, Google DeepMind",
]
ORGANIZERS = {
    "Fazl Barez <https://fbarez.github.io/>, Research Fellow University of Oxford",
    "Mor Geva <https://mega002.github.io/>, Ass. Prof Tel Aviv University, Visiting Researcher Google Research",
    "Lawrence Chan <https://chanlawrence.me/>, PhD student UC Berkeley",
    "Atticus Geiger <https://atticusg.github.io/>, Pr(Ai)²R Group",
    "Kayo Yin <https://kayoyin.github.io/>, PhD student UC Berkeley",
    "Neel Nanda <https://www.neelnanda.io/about>, Research Engineer Google DeepMind",
    "Max Tegmark <https://physics.mit.edu/faculty/max-tegmark/>, Professor MIT",
}
KEYNOTES = [
    "Chris Olah, Interpretability lead and co-founder, Anthropic",
    "Been Kim, Senior staff research scientist, Google DeepMind",
    "Sarah Schwettmann, Co-founder, Transluce",
]


def lines_under(text: str, title: str) -> list[str]:
    _, _, below = text.partition(f"\n\n{title}\n")
    return [line.removeprefix("• ") for line in below.partition("\n\n")[0].splitlines()]


def test_the_first_edition_is_told_role_by_role(ask: Ask) -> None:
    text = ask("/workshop speakers icml-2024")
    assert text.startswith("People · ICML 2024\n\n3 speakers, 4 panelists, 7 organizers.\n\n")
    assert lines_under(text, "Speakers") == SPEAKERS
    assert lines_under(text, "Panelists") == PANELISTS
    assert set(lines_under(text, "Organizers")) == ORGANIZERS


def test_the_second_edition_has_keynotes_and_nobody_else_known(ask: Ask) -> None:
    text = ask("/workshop speakers neurips-2025")
    assert text.startswith(
        "People · NeurIPS 2025\n\n3 keynotes. Its panelists and organizers: not in our sources.\n\nKeynotes\n"
    )
    assert lines_under(text, "Keynotes") == KEYNOTES


def test_of_the_third_edition_nobody_is_known(ask: Ask) -> None:
    text = ask("/workshop speakers icml-2026")
    assert text.startswith("People · ICML 2026\n\nThe people of ICML 2026: not in our sources. See the workshop's site")
    assert "Olah" not in text


def test_unnamed_it_says_first_that_the_current_edition_has_nobody(ask: Ask) -> None:
    assert ask("/workshop speakers").startswith(
        "People · NeurIPS 2025\n\n"
        "The people of ICML 2026: not in our sources. The newest edition that has it is NeurIPS 2025.\n\n3 keynotes."
    )


def test_at_the_time_of_the_first_edition_its_people_are_told(ask: Ask) -> None:
    assert ask("/workshop speakers", "2024-05-20T12:00Z").startswith("People · ICML 2024\n\n3 speakers,")


@pytest.mark.parametrize("words", ["geiger", "Atticus Geiger", '"atticus geiger"', "name:geiger", "Atticus", "GEIGER"])
def test_one_person_is_told_in_both_roles(ask: Ask, words: str) -> None:
    assert ask(f"/workshop speakers {words}", "2024-05-20T12:00Z", zone="Europe/Vienna").startswith(
        "Atticus Geiger\n\nAtticus Geiger: panelist and organizer at ICML 2024 (Pr(Ai)²R Group).\n\n"
        "ICML 2024\n"
        "Atticus Geiger <https://atticusg.github.io/>, Pr(Ai)²R Group\n"
        "• 12:00–13:00 Vienna time (12:00 your time): Panel Discussion\n\n"
        "Source: Page of the ICML 2024 Mechanistic Interpretability Workshop, read 20 Nov 2026"
    )


def test_one_person_is_told_in_every_edition_each_with_its_affiliation(ask: Ask) -> None:
    assert ask("/workshop speakers olah", zone="America/Los_Angeles").startswith(
        "Chris Olah\n\n"
        "Chris Olah: keynote at NeurIPS 2025 (Interpretability lead and co-founder, Anthropic); "
        "speaker at ICML 2024 (Anthropic, remote).\n\n"
        "NeurIPS 2025\n"
        "Chris Olah, Interpretability lead and co-founder, Anthropic\n\n"
        "ICML 2024\n"
        "Chris Olah <https://colah.github.io/about.html>, Anthropic, remote\n"
        "• 16:30–17:00 Vienna time (07:30 your time): Talk 3: Chris Olah (remote)\n\n"
    )


def test_one_person_in_one_edition_is_not_remote_in_the_other(ask: Ask) -> None:
    text = ask("/workshop speakers olah neurips-2025")
    assert text.startswith(
        "Chris Olah\n\nChris Olah: keynote at NeurIPS 2025 (Interpretability lead and co-founder, Anthropic).\n\n"
    )
    assert "remote" not in text


def test_who_is_not_in_an_edition_is_told_so(ask: Ask) -> None:
    assert ask("/workshop speakers geiger neurips-2025").startswith(
        "Atticus Geiger\n\nAtticus Geiger is not among the people of NeurIPS 2025 in our sources.\n\n"
        "Atticus Geiger: panelist and organizer at ICML 2024 (Pr(Ai)²R Group).\n\n"
        "See the workshop's site"
    )


def test_who_was_only_announced_has_no_role(ask: Ask) -> None:
    text = ask("/workshop speakers steinhardt")
    assert text.startswith("Jacob Steinhardt\n\nJacob Steinhardt has no role on the programme.\n\n")
    assert (
        "Told otherwise in Announcement of the ICML 2024 Mechanistic Interpretability Workshop, with its comments: "
        "Jacob Steinhardt is one of four speakers."
    ) in text


@pytest.mark.parametrize(
    ("line", "title", "people"),
    [
        ("speakers icml-2024 speaker", "Speakers", SPEAKERS),
        ("speakers panelists", "Panelists", PANELISTS),
        ("panel", "Panelists", PANELISTS),
        ("panel icml-2024", "Panelists", PANELISTS),
        ("speakers keynotes", "Keynotes", KEYNOTES),
    ],
)
def test_a_role_is_told_alone(ask: Ask, line: str, title: str, people: list[str]) -> None:
    text = ask(f"/workshop {line}")
    assert lines_under(text, title) == people
    assert text.count("s\n• ") == 1


@pytest.mark.parametrize("line", ["organizers", "organisers", "committee icml-2024", "speakers organizer"])
def test_organizers_are_told_with_what_is_known_of_the_contact(ask: Ask, line: str) -> None:
    text = ask(f"/workshop {line}")
    assert set(lines_under(text, "Organizers")) == ORGANIZERS
    assert "Contact\nThe contact address is not in our sources: it has been removed from our copy of the page." in text
    assert "Speakers" not in text


def test_the_panel_is_not_known_of_the_second_edition(ask: Ask) -> None:
    assert "The panelists of NeurIPS 2025: not in our sources." in ask("/workshop panel neurips-2025")


def test_organizers_that_are_not_known_are_not_taken_from_another_edition(ask: Ask) -> None:
    text = ask("/workshop organizers neurips-2025")
    assert text.startswith("People · NeurIPS 2025\n\nThe organizers of NeurIPS 2025: not in our sources. See ")
    assert "Nanda" not in text


@pytest.mark.parametrize("alias", ["people", "who"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} icml-2024") == ask("/workshop speakers icml-2024")


def test_an_unknown_name_is_told(answer: Answer) -> None:
    assert answer("/workshop speakers name:xyzzy").text == "I know no name “xyzzy”."
