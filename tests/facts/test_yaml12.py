import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.yaml12 import MistakeError, read_yaml
from bot.problem import Problem

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NEARLY_YAML = st.lists(
    st.sampled_from(["a", "b:", "- ", "? ", ": ", "\n", "\n  ", "[", "]", "{", "}", ",", "&x ", "*x", "!!int ", "|\n"])
    | st.sampled_from(["'", '"', "#", "---\n", "...\n", "%YAML 1.2\n", "<<: ", "~", "0x1f", "\t", "\0", "\r", "é"])
).map("".join)


def value(text: str) -> object:
    return read_yaml(text, "x.yaml").value


def mistake(text: str) -> str:
    with pytest.raises(MistakeError) as caught:
        read_yaml(text, "x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((word, word) for word in ("no", "yes", "on", "off", "y", "N", "No")),
        *((word, word) for word in ("12:30", "2024-05-29", "2024-05-29 AoE", "09:00", "1_000", "1e3", ".inf", ".nan")),
        *((word, word) for word in ("0o10", "0x1f", "0b1", "12345678901234567890", "<<", "=")),
        *((word, None) for word in ("~", "null", "Null", "NULL")),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("010", 10),
        ("-7", -7),
        ("+1", 1),
        ("1.50", 1.5),
        ("-.5", -0.5),
        ("'010'", "010"),
        ('"true"', "true"),
        ('"\\0"', "\0"),
        (">-\n  two\n  lines", "two lines"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_reads_a_scalar_as_yaml_1_2_does(written: str, expected: object) -> None:
    read = value(f"key: {written}")
    assert read == {"key": expected}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(expected)


def test_reads_lists_and_mappings() -> None:
    assert value("a: [1, {b: c}]\nd:\n- e\n- f: ~\n") == {"a": [1, {"b": "c"}], "d": ["e", {"f": None}]}


def test_every_key_is_text() -> None:
    assert value("1: a\ntrue: b\n~: c\n2024-05-29: d\n") == {"1": "a", "true": "b", "~": "c", "2024-05-29": "d"}


@pytest.mark.parametrize("text", ["a: 1\r\nb: é\r\n", "\ufeffa: 1\nb: é", "%YAML 1.1\n---\na: 1\nb: é\n...\n"])
def test_reads_whatever_an_editor_writes(text: str) -> None:
    assert value(text) == {"a": 1, "b": "é"}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_reads_nothing_from_an_empty_text(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: the key 'a' comes twice"),
        ("{é: 1, é: 2}", "x.yaml:1:8: the key 'é' comes twice"),
        ("a:\n  '1': x\n  1: y\n", "x.yaml:3:3: the key '1' comes twice"),
        ("? [a]\n: b", "x.yaml:1:3: a key must be a word"),
        ("a: &x 1\n", "x.yaml:1:4: anchors and aliases (&, *) are not read; write it out"),
        ("a: *x\n", "x.yaml:1:4: anchors and aliases (&, *) are not read; write it out"),
        ("&x [*x]\n", "x.yaml:1:1: anchors and aliases (&, *) are not read; write it out"),
        ("b:\n  a: !!int abc\n", "x.yaml:2:6: tags (!, !!) are not read; leave it out"),
        ("!!python/object/apply:os.system [x]\n", "x.yaml:1:1: tags (!, !!) are not read; leave it out"),
        ("a: !mine x\n", "x.yaml:1:4: tags (!, !!) are not read; leave it out"),
        ("!!str a: x\n", "x.yaml:1:1: tags (!, !!) are not read; leave it out"),
        ("a: [1\n", "x.yaml:2:1: this is not YAML: while parsing a flow sequence, did not find expected ',' or ']'"),
        ("a: b: c", "x.yaml:1:5: this is not YAML: mapping values are not allowed in this context"),
        (
            "a:\n\t- b\n",
            (
                "x.yaml:2:1: this is not YAML: while scanning for the next token, "
                "found character that cannot start any token"
            ),
        ),
        (
            "a: 1\n---\nb: 2\n",
            ("x.yaml:2:1: this is not YAML: expected a single document in the stream, but found another document"),
        ),
        ("a: \0", "x.yaml:1:1: this is not YAML: unacceptable character #x0000: control characters are not allowed"),
        (
            "\ud800: a",
            (
                "x.yaml:1:1: this is not YAML: 'utf-8' codec can't encode character '\\ud800' in position 0: "
                "surrogates not allowed"
            ),
        ),
    ],
)
def test_refuses_with_the_place_and_the_reason(text: str, line: str) -> None:
    assert mistake(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 1_000_000, "x.yaml:1:41: this is nested too deeply"),
        ("- " * 100_000, "x.yaml:1:81: this is nested too deeply"),
        ("{a: " * 100_000, "x.yaml:1:161: this is nested too deeply"),
        ("? " * 100_000, "x.yaml:1:81: this is nested too deeply"),
        ("[" * 41 + "]" * 41, "x.yaml:1:41: this is nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(3000)), "x.yaml:41:41: this is nested too deeply"),
    ],
)
def test_refuses_deep_nesting_before_the_stack_ends(text: str, line: str) -> None:
    assert mistake(text) == line


def test_reads_what_is_nested_forty_deep() -> None:
    assert mistake("[" * 40 + "{" + "]" * 40).endswith("this is nested too deeply")
    assert value("[" * 40 + "]" * 40) is not None


def test_refuses_a_billion_laughs() -> None:
    lines = ["a0: &a0 [lol, lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    assert mistake("\n".join(lines)) == "x.yaml:1:5: anchors and aliases (&, *) are not read; write it out"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("a",), (2, 1)),
        (("a", "b"), (3, 3)),
        (("a", "b", 1), (5, 7)),
        (("a", "b", 9), (3, 3)),
        (("a", "b", 1, "c"), (5, 7)),
        (("a", "nothing", "here"), (2, 1)),
        (("nothing",), (2, 1)),
    ],
)
def test_points_to_a_path_or_what_is_around_it(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    document = read_yaml("# é\na:\n  b:\n    - 1\n    - c: 2\n", "x.yaml")
    assert document.problem(path, "what") == Problem("x.yaml", *place, "what")


def test_points_to_the_file_where_it_is_empty() -> None:
    assert str(read_yaml("", "x.yaml").problem(("a",), "what")) == "x.yaml: what"


@given(ANY_TEXT | NEARLY_YAML)
def test_any_text_is_a_value_or_a_mistake_with_a_place(text: str) -> None:
    try:
        read_yaml(text, "x.yaml")
    except MistakeError as error:
        problem = error.problem
        place = (problem.file, problem.line > 0, problem.column > 0, "\n" in problem.what)
        assert place == ("x.yaml", True, True, False)
