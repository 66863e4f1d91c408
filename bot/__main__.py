"""The command line; what a subcommand needs is imported when it runs."""

import argparse
import sys

NEEDS = (3, 11)

if sys.version_info < NEEDS:
    sys.exit(
        "workshop-bot needs Python {}.{} or newer; this is Python {}.{}. Install a newer one, or name it: "
        "make run PYTHON=python3.12".format(*NEEDS, *sys.version_info[:2])
    )


def main() -> None:
    """Run the subcommand that was typed; the exit code is 0, or 1 when something was wrong."""
    arguments = _parser().parse_args()
    from bot.cli import run  # noqa: PLC0415 - `--help` and old Pythons never come so far

    sys.exit(run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workshop-bot",
        description="Answers questions about academic workshops from reviewed files. Needs no account to try.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="FOLDER", help="the folder of facts (default: the one that came with the bot)"
    )
    common.add_argument("--config", metavar="FILE", help="settings (default: config.toml here, if there is one)")
    asking = argparse.ArgumentParser(add_help=False, parents=[common])
    asking.add_argument("--at", metavar="TIME", help="pretend this time, such as 2024-05-20T12:00Z")
    asking.add_argument("--as", dest="role", choices=["member", "organizer"], default="member", help="who asks")
    asking.add_argument("--zone", help="the asker's time zone, such as Europe/Vienna (default: this machine's)")
    kinds = parser.add_subparsers(dest="kind", metavar="SUBCOMMAND", required=True)
    for name, parents, words, add in (
        ("ask", [asking], "print one answer", _add_ask),
        ("run", [common], "serve the page, where everything can be tried", _add_run),
        ("chat", [asking], "talk in the terminal", None),
        ("check", [common], "tell every mistake in the data files", _add_check),
        ("new", [common], "write the file of a new edition", _add_new),
        ("schema", [common], "write the JSON Schema of the data files, for editors", _add_schema),
        ("readme", [common], "write the table of commands into README.md", _add_readme),
    ):
        sub = kinds.add_parser(name, parents=parents, help=words, description=_NEEDS_OF[name])
        if add:
            add(sub)
    return parser


_NEEDS_OF = {
    "ask": "Print the answer to one command or question. Needs nothing but the data files.",
    "run": "Serve a page on this machine, where one talks with the bot. Needs nothing but the data files.",
    "chat": "Talk with the bot in the terminal; type quit to leave. Needs nothing but the data files.",
    "check": "Check the data files: exit code 0, or every problem as file:line:column and 1. Needs no network.",
    "new": "Ask a few questions and write the file of a new edition into the data folder's workshops/.",
    "schema": "Write workshop.json and collection.json, which editors use to help while you type.",
    "readme": "Write the table of commands between its two marks in README.md. For maintainers.",
}


def _add_ask(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("question", help="a command such as '/workshop deadlines', a question, or - for one a line")
    sub.add_argument("--format", choices=["text", "json", "discord", "slack"], default="text", help="the form")


def _add_run(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--port", type=_port, default=8642, metavar="N", help="the page's port (default: 8642)")
    sub.add_argument(
        "--page", action=argparse.BooleanOptionalAction, help="serve the page (default: yes, in a container no)"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in range(65536):
        raise argparse.ArgumentTypeError(f"'{text}' is no port: give a number up to 65535")
    return int(text)


def _add_check(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: the data folder)")


def _add_new(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", help="the id of the edition, such as foo-2027; also the name of its file")
    sub.add_argument("--like", metavar="EDITION", help="take the shape (not the facts) of this edition")


def _add_schema(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", nargs="?", help="where to write (default: schema/ in the data folder)")


def _add_readme(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", nargs="?", default="README.md", help="the file to write into")
    sub.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the table is out of date")


if __name__ == "__main__":
    main()
