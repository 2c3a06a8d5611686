"""Writes docs/cli.md from the command line itself: every command, argument and option.

python tools/cli_page.py            writes the page
python tools/cli_page.py --check    says whether the page is up to date
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

import typer.main

from briefgen.cli.app import app
from briefgen.cli.options import ExitCode

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD: Final = """\
# Commands and options

<!-- Written by tools/cli_page.py from the program. Change the program or that script, not this page. -->

`briefgen COMMAND --help` prints the same on the terminal. A command works on the project in the current folder, or
in the nearest folder above it that has a `content/` folder; `--project FOLDER` names another one. From a source
checkout without installation, the program is `.venv/bin/briefgen`.

"""

EXITS: Final[Mapping[str, str]] = {
    "OK": "done",
    "CONTENT": "content or templates are at fault; the findings say where",
    "USAGE": "the command line asks for something that does not exist",
    "SURROUNDINGS": "something around the program: no project here, a system library missing, a full disk",
    "BUG": "a bug in briefgen; please report what it printed",
    "INTERRUPTED": "stopped with Ctrl+C",
}

EXAMPLES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "build": (
        ("briefgen build", "everything that the briefs ask for"),
        ("briefgen build china-ai --audience minister --length one-page", "one document in all its formats"),
        ("briefgen build --format pdf --format docx --jobs 4", "two formats, four processes"),
        ("briefgen build --release", "warnings stop the build too"),
        ("briefgen build --verify-docx --format docx", "Word files, and their pages in LibreOffice"),
    ),
    "check": (
        ("briefgen check", "findings with their lines"),
        ("briefgen check --verbose", "notes too, for instance facts that nothing prints"),
        ("briefgen check --format sarif", "for code hosts and editors"),
    ),
    "explain": (("briefgen explain china-ai --audience public --length standard", "why each block is in or out"),),
    "list": (
        ("briefgen list", "all blocks"),
        ("briefgen list recommendations", "one kind"),
        ("briefgen list facts", "every number with its source"),
    ),
    "show": (("briefgen show talent-shortage", "one block"), ("briefgen show wef-2025", "one source")),
    "trace": (("briefgen trace dual-skill-platforms", "from a recommendation down to its sources"),),
    "where-used": (
        ("briefgen where-used talent-gap", "every sentence and document that prints a fact"),
        ("briefgen where-used wef-2025", "what rests on a source"),
    ),
    "impact": (
        ("briefgen impact talent-gap", "what changes with a fact, and what to review then"),
        ("briefgen impact content/library/talent.yaml", "the same for all that stands in a file"),
        ("briefgen impact templates/public/styles.yml", "the documents that are made with it"),
    ),
    "verify": (
        ("briefgen verify --sources copies", "each quotation against the copies in a folder"),
        ("briefgen verify --sources copies --release", "what has moved stops a release too"),
        ("briefgen verify --online", "links and DOIs as well; this goes to the net"),
    ),
    "review": (
        ("briefgen review", "what is approved, what is suspect and why"),
        ('briefgen review vouchers --by "Jane Doe"', "approve one recommendation as it stands"),
        ('briefgen review --all --by "Jane Doe"', "all recommendations and briefs, to begin with"),
    ),
    "init": (("briefgen init my-brief", "a project to start from"),),
    "new challenge": (
        ("briefgen new challenge", "print one, every field explained"),
        ("briefgen new challenge potholes --into content/library/roads.yaml", "add one to a file"),
    ),
    "new brief": (("briefgen new brief autumn-review", "a brief to fill in"),),
    "new audience": (("briefgen new audience treasury --from minister", "a folder with only what differs"),),
    "import": (("briefgen import refs.bib", "what Zotero or JabRef exported"),),
    "schema": (
        ("briefgen schema --out content/.schema", "all schemas, where the first line of each file looks for them"),
    ),
    "doctor": (("briefgen doctor", "is everything there?"),),
    "explain-rule": (
        ("briefgen explain-rule unbound-number", "what a finding means"),
        ("briefgen explain-rule", "all rules"),
    ),
}

MADE_BY_MACHINE: Final = {"jobs": "the number of processors, at most 8"}
"""Defaults that differ from one machine to the next."""


def page() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    leaves = list(commands(root))
    parts = [HEAD, _overview(leaves), *(_command(name, command) for name, command in leaves), _exit_codes()]
    return "".join(parts)


def commands(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name, in the order of the help."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _overview(leaves: list[tuple[str, Any]]) -> str:
    rows = "".join(f"| [`{name}`](#{anchor(f'briefgen {name}')}) | {_cell(c.help)} |\n" for name, c in leaves)
    return f"| command | what it does |\n|---|---|\n{rows}\n"


def anchor(heading: str) -> str:
    """The anchor that a page of Markdown gives a heading."""
    kept = (c for c in heading.lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _command(name: str, command: Any) -> str:
    usage = " ".join(["briefgen", name, *_usage(command)])
    return f"## `briefgen {name}`\n\n{_flat(command.help)}\n\n    {usage}\n\n{_table(command)}{_examples(name)}"


def _usage(command: Any) -> Iterator[str]:
    yield "[OPTIONS]"
    for param in _arguments(command):
        yield _word(param) if param.required else f"[{_word(param)}]"


def _arguments(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "argument"]


def _table(command: Any) -> str:
    hints = _hints(command.callback)
    rows = [f"| {_names(p)} | {_cell(p.help)}{_choices(p, hints)}{_default(p)} |\n" for p in command.params]
    return "| | |\n|---|---|\n" + "".join(rows) + "\n" if rows else ""


def _names(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"`{_word(param)}`"
    value = "" if param.is_flag else f" {_word(param)}"
    longest = sorted(param.opts, key=len)
    return ", ".join(f"`{name}{value if name == longest[-1] else ''}`" for name in longest)


def _word(param: Any) -> str:
    """What stands for the value in a usage line."""
    return str(param.metavar or param.name.removesuffix("_").replace("_", "-").upper())


def _hints(callback: Any) -> dict[str, Any]:
    function = inspect.unwrap(callback)
    return typing.get_type_hints(function)


def _choices(param: Any, hints: Mapping[str, Any]) -> str:
    names = [str(each.value) for kind in _enums(hints.get(param.name)) for each in kind]
    return f" One of {', '.join(f'`{n}`' for n in names)}." if names else ""


def _enums(hint: Any) -> Iterator[type[Enum]]:
    """The enumerations inside a type: `list[Format] | None` holds `Format`."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        yield hint
    for inner in typing.get_args(hint):
        yield from _enums(inner)


def _default(param: Any) -> str:
    if param.name in MADE_BY_MACHINE:
        return f" Default: {MADE_BY_MACHINE[param.name]}."
    if param.default in (None, False) or "Default" in (param.help or ""):
        return ""
    return f" Default: `{getattr(param.default, 'value', param.default)}`."


def _examples(name: str) -> str:
    known = EXAMPLES.get(name, ())
    width = max((len(line) for line, _ in known), default=0)
    rows = "".join(f"{line.ljust(width)}   # {why}\n" for line, why in known)
    return f"```sh\n{rows}```\n\n" if rows else ""


def _exit_codes() -> str:
    rows = "".join(f"| {getattr(ExitCode, name)} | {meaning} |\n" for name, meaning in EXITS.items())
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}"


def _flat(text: str | None) -> str:
    """One line of Markdown in which no angle bracket begins an element."""
    return " ".join((text or "").split()).replace("<", "&lt;")


def _cell(text: str | None) -> str:
    return _flat(text).replace("|", "\\|")


def main() -> int:
    """Write the page, or with --check compare it."""
    if "--check" in sys.argv[1:]:
        fresh = PAGE.read_text(encoding="utf-8") == page()
        print("docs/cli.md is up to date" if fresh else "docs/cli.md is old: run python tools/cli_page.py")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
