"""The command line; what a subcommand needs is imported when it runs."""

import argparse
import sys

NEEDS = (3, 11)
FASTEST = 86_400  # a day a second

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
        ("rehearse", [common], "list all that would be posted, when, where, and how it would look", _add_rehearse),
        ("manifest", [common], "print the manifest of the Slack app, to paste where the app is made", _add_manifest),
        ("doctor", [common], "tell what is missing between the settings and a bot that works", None),
        ("outbox", [common], "list what was and will be posted, and its fate; retry, skip, send now", _add_outbox),
        ("changes", [common], "list what organizers changed at run time; put it into the data files", _add_changes),
        ("backup", [common], "copy what the bot keeps into a file, while it runs too", _add_file),
        ("restore", [common], "put such a copy back, while the bot does not run", _add_file),
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
    "doctor": "Name what is missing between the settings and a bot that works, and the button to press: exit code 0, "
    "or 1. Needs the network; changes nothing.",
    "rehearse": "List what the bot would post by itself. Sends nothing; needs nothing but the data files and settings.",
    "manifest": "Print the manifest of the Slack app, to paste at api.slack.com/apps. Needs only the data files.",
    "outbox": "List every post in every place and what became of it, or act on one. Needs nothing but the folder of "
    "the bot's state, and works while the bot runs, which notices within half a minute.",
    "changes": "List what organizers changed at run time, or put it into the data files for review; comments "
    "and order stay. Needs nothing but the data files and the folder of the bot's state; works while the bot runs.",
    "backup": "Copy what the bot keeps into a new file, also while it runs. Needs nothing but the folder of its state.",
    "restore": "Put a backup in the place of what the bot keeps; that is kept beside. Needs a bot that does not run.",
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
    sub.add_argument(
        "--at", metavar="TIME", help="pretend this time, such as 2024-05-15T00:00Z; only the page is served then"
    )
    sub.add_argument(
        "--speed", type=_speed, metavar="N", help="how many times faster the pretended time goes by, such as 3600"
    )


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"'{text}' is no speed: give a number above 0, up to {FASTEST}")
    return speed


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in range(65536):
        raise argparse.ArgumentTypeError(f"'{text}' is no port: give a number up to 65535")
    return int(text)


def _add_check(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("paths", nargs="*", metavar="PATH", help="files or folders (default: the data folder)")


def _add_new(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("name", help="the id of the edition, such as foo-2027; also the name of its file")
    sub.add_argument("--like", metavar="EDITION", help="take the shape (not the facts) of this edition")


def _add_rehearse(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("edition", nargs="?", default="", help="an edition, such as foo-2027 (default: all)")
    sub.add_argument("--from", dest="first", metavar="TIME", help="from when, such as 2024-05-15T00:00Z")
    sub.add_argument("--to", dest="last", metavar="TIME", help="until when")
    sub.add_argument("--zone", default="UTC", help="a zone to show the times in beside AoE and UTC")
    sub.add_argument("--format", choices=["text", "json"], default="text", help="the form; JSON holds the payloads")


def _add_outbox(sub: argparse.ArgumentParser) -> None:
    states = ["coming", "shown", "failed", "unclear", "skipped", "removed"]
    sub.add_argument("--state", choices=states, help="list only what stands so (removed: by somebody there)")
    sub.add_argument("--edition", default="", help="list only the posts of an edition, such as foo-2027")
    sub.add_argument("--format", choices=["text", "json"], default="text", help="the form of the list")
    action = sub.add_mutually_exclusive_group()
    action.add_argument("--retry", metavar="KEY", help="try again what failed, or look again for what is unclear")
    action.add_argument("--skip", metavar="KEY", help="never post this")
    action.add_argument("--send-now", metavar="KEY", help="post this at once")
    sub.add_argument("--community", metavar="NAME", default="", help="where to act, if a post goes to several places")


def _add_changes(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--write", action="store_true", help="put them into the data files, and show the difference")
    sub.add_argument("--dry-run", action="store_true", help="only show the difference")


def _add_manifest(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("platform", choices=["slack"], help="the platform; others need none")
    sub.add_argument("--url", metavar="ADDRESS", help="for mode = http: https://…/slack/ and the workspace's id")


def _add_file(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="FILE", help="the file of the copy")


def _add_schema(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("folder", nargs="?", help="where to write (default: schema/ in the data folder)")


def _add_readme(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", nargs="?", default="README.md", help="the file to write into")
    sub.add_argument("--check", action="store_true", help="write nothing; exit code 1 if the table is out of date")


if __name__ == "__main__":
    main()
