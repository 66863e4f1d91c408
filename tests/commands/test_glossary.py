import pytest

from tests.conftest import Answer, Ask


def test_a_term_is_explained_first(ask: Ask) -> None:
    assert ask("/workshop glossary superposition").startswith(
        "Superposition\n\nThe hypothesis that models represent more features than they have neurons or dimensions."
    )


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("SAE", "Sparse autoencoder"),
        ("sparse autoencoders", "Sparse autoencoder"),
        ("induction", "Induction head"),
        ("grokk", "Grokking"),
        ("IOI", "Indirect object identification"),
        ("AoE", "AoE (anywhere on Earth)"),
        ("listing latent knowledge", "Eliciting latent knowledge"),
        ("polysemantic neuron", "Polysemanticity"),
    ],
)
def test_a_term_is_found_by_what_people_call_it(answer: Answer, words: str, term: str) -> None:
    assert answer(f"/workshop glossary {words}").title == term


def test_slips_of_the_transcript_stay_notes(ask: Ask) -> None:
    assert "learned to add modulo 113" in ask("/workshop glossary modular addition")
    assert 'The transcript writes "addition model 113" for addition modulo 113.' in ask(
        "/workshop glossary modular addition"
    )


def test_all_terms_stand_under_their_letters(answer: Answer) -> None:
    message = answer("/workshop glossary")
    assert message.text == "114 terms. Name one to have it explained."
    assert message.sections[0].title == "A"


def test_a_word_without_an_entry_is_not_explained(ask: Ask) -> None:
    assert ask("/workshop glossary zzz").startswith("Glossary\n\n“zzz” is not in our glossary.\n\nTry the workshop's")


@pytest.mark.parametrize("alias", ["term", "define", "definition"])
def test_glossary_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} feature") == ask("/workshop glossary feature")


def test_problems_for_beginners_are_told_with_how_to_start(answer: Answer) -> None:
    message = answer("/workshop open-problems beginner")
    assert message.text == "6 problems."
    assert [section.title for section in message.sections] == [
        "Train models on algorithmic tasks and reverse engineer them",
        'How do models solve the tasks in "Transformers Learn Shortcuts to Automata"?',
        "Hunt for features in a model's neurons",
        "Which interesting features do language models hold?",
        'Explore the neurons listed in "Finding Neurons in a Haystack"',
        "Find circuits in the wild for other tasks",
    ]
    assert all("**How to start**" in section.text for section in message.sections)


def test_every_problem_has_a_level(answer: Answer) -> None:
    levels = ("*Beginner, ", "*Intermediate, ", "*Advanced, ")
    assert all(section.text.startswith(levels) for section in answer("/workshop open-problems").sections)


def test_a_problem_is_found_by_its_words(answer: Answer) -> None:
    titles = [section.title for section in answer("/workshop open-problems french").sections]
    assert set(titles) == {"When should a French neuron activate at all?", "Prove that a neuron has a single meaning"}


def test_the_garbled_problem_is_told_as_it_was_meant(ask: Ask) -> None:
    text = ask("/workshop open-problems binary variables")
    assert "Take n binary variables of which at most two are active at a time." in text
    assert 'The transcript writes "end binary variables"' in text


def test_problems_that_nothing_fits_say_so(ask: Ask) -> None:
    assert ask("/workshop open-problems zzz advanced").startswith(
        "Open problems\n\nNo open problem fits “zzz advanced”."
    )


@pytest.mark.parametrize("alias", ["problems", "open-problem", "open_problems", "problem", "projects"])
def test_open_problems_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop open-problems")


def test_start_tells_the_steps_in_order(ask: Ask) -> None:
    steps = [line.partition(":")[0] for line in ask("/workshop start").splitlines() if line[:1].isdigit()]
    assert steps == [
        "1. Get an overview",
        "2. Write code early",
        "3. Set up one good tool",
        "4. Pick a beginner problem that feels fun",
        "5. Give it about 20 hours",
        "6. Find collaborators",
        "7. Check your hypotheses hard",
        "8. Look words up when you meet them",
    ]


def test_start_leads_on(answer: Answer) -> None:
    assert [button.command for button in answer("/workshop start").buttons] == [
        "/workshop open-problems beginner",
        "/workshop reading",
        "/workshop tools",
        "/workshop join",
    ]


@pytest.mark.parametrize("alias", ["begin", "beginner", "new", "newcomer"])
def test_start_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop start")
