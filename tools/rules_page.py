"""Writes docs/rules.md: what each rule means, a finding as it is printed, and how to mend it.

The prose and the faults stand in tools/rules.yaml; the findings come from the program itself.

    python tools/rules_page.py            writes the page
    python tools/rules_page.py --check    says whether the page is up to date
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import docx
import yaml

from briefgen.core.gates import WAIVABLE
from briefgen.core.release import GATES, Gate
from briefgen.diagnostics import RULES, Diagnostic, Report
from briefgen.pipeline import Task, run_task
from briefgen.places import line_reader
from briefgen.present import to_text
from briefgen.project import check_workspace, load_workspace
from briefgen.scaffold import import_file
from briefgen.verification.copies import Folder
from briefgen.verification.holding import hold

HERE: Final = Path(__file__).resolve().parent
PAGE: Final = HERE.parent / "docs" / "rules.md"
BRIEF, AUDIENCE = "roads", "minister"

HEAD: Final = """\
# Rules

<!-- Written by tools/rules_page.py from tools/rules.yaml and the program. Change those, not this page. -->

What briefgen finds carries the name of a rule in brackets. An **error** stops the build, a **warning** and a **note**
(`info`) do not. Notes are shown with `--verbose`; `--release` makes errors of warnings. `severities` in
[`content/project.yaml`](authors.md#project) weighs a rule otherwise or turns it off; errors that later stages rely on
stay errors.

The examples are what the program prints about a small project with one fault in it.

"""

GATES_HEAD: Final = """
## Gates of a release

`briefgen check --release`, `build --release`, `check --built --release` and `verify --sources FOLDER --release` hold a
brief to these. Warnings are errors then, and three rules speak that are silent about drafts: `not-approved`,
`unchecked-evidence` and `incomplete-brief`. What is to pass all the same needs a waiver with a name, a day and a reason
in the brief or in `project.yaml` ([how](authors.md#what-a-release-asks-for)); all commands know the same waivers, and
the document prints them. The numbers are not in sequence, since two things hold of themselves: a brief has one marking,
printed on each page of it, and none for single blocks; and Word files of `build --release` are made as with
`--no-anchors`, without names, marks and comments.

Limits of sentences, school grade and passives stop a release where the audience's profile says so under `reading`:
`level: warning` or `error`, or `at-release: error`, as that for the public does.

"""

Example = Mapping[str, Any]


def page() -> str:
    """The whole page."""
    notes = yaml.safe_load((HERE / "rules.yaml").read_text(encoding="utf-8"))
    parts = [HEAD, _overview()]
    parts += [_entry(rule, notes["rules"].get(rule, {}), notes["project"]) for rule in RULES]
    return "".join([*parts, GATES_HEAD, _gates()])


def _gates() -> str:
    rows = "".join(
        f"| {gate.number} | {gate.holds} | {' '.join(f'[`{rule}`](#{rule})' for rule in gate.rules)} | `{gate.when}` "
        f"| {_waived(gate)} |\n"
        for gate in GATES
    )
    return f"| gate | what holds | rules | seen by | can be waived |\n|---|---|---|---|---|\n{rows}"


def _waived(gate: Gate) -> str:
    """Whether a waiver may name all, some or none of the gate's rules."""
    can = [rule for rule in gate.rules if rule in WAIVABLE]
    return "yes" if len(can) == len(gate.rules) else " ".join(f"`{rule}`" for rule in can) or "no"


def _overview() -> str:
    rows = "".join(
        f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {_cell(rule.summary)} |\n" for rule in RULES.values()
    )
    return f"| rule | severity | meaning |\n|---|---|---|\n{rows}"


def _cell(text: str) -> str:
    """Text for Markdown; outside of code an angle bracket would begin an element."""
    plain = (part if n % 2 else part.replace("<", "&lt;") for n, part in enumerate(text.split("`")))
    return "`".join(plain).replace("|", "\\|")


def _entry(rule: str, notes: Example, project: Mapping[str, str]) -> str:
    if not notes:
        raise SystemExit(f"tools/rules.yaml says nothing of {rule}")
    known = RULES[rule]
    if "unspoken" in notes:
        shown = notes["unspoken"]
    else:
        shown = "\n".join(f"    {line}".rstrip() for line in finding(rule, notes, project).splitlines())
    return (
        f"\n## `{rule}`\n\n**{known.severity}** · {_cell(known.summary)}\n\n{notes['means']}\n\n{shown}\n\n"
        f"**To mend it:** {notes['mend']}\n"
    )


def finding(rule: str, notes: Example, project: Mapping[str, str]) -> str:
    """What the program prints about this fault; ends the program when the rule says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        _write(root, notes, project)
        found = [d for d in _run(root, notes) if d.rule == rule]
        if not found:
            raise SystemExit(f"the fault for {rule} in tools/rules.yaml does not make it speak")
        return to_text(found[:1], line_reader(root)).rsplit("\n", 2)[0].replace(f"{root}/", "")


def _write(root: Path, notes: Example, project: Mapping[str, str]) -> None:
    for name, text in {**project, **_fault(notes, project)}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=notes.get("encoding", "utf-8") if name == notes.get("file") else "utf-8")
    if notes.get("make") == "reference-docx":
        (root / f"templates/{AUDIENCE}").mkdir(parents=True)
        docx.Document().save(str(root / f"templates/{AUDIENCE}/reference.docx"))


def _fault(notes: Example, project: Mapping[str, str]) -> dict[str, str]:
    """The file at fault."""
    if "file" not in notes:
        return {}
    name = notes["file"]
    if "text" in notes:
        return {name: notes["text"]}
    if notes["from"] not in project[name]:
        raise SystemExit(f"{name} in tools/rules.yaml does not hold: {notes['from']}")
    return {name: project[name].replace(notes["from"], notes["to"], 1)}


def _run(root: Path, notes: Example) -> Sequence[Diagnostic]:
    match notes.get("run", "check"):
        case "build":
            task = Task(root, BRIEF, AUDIENCE, (notes.get("length", "one-page"),), ("pdf", "docx"))
            return run_task(task).diagnostics
        case "verify":
            report = Report()
            library = load_workspace(root, Report()).library
            (root / "copies").mkdir()
            (root / "copies/road-survey.txt").write_text(notes["copy"], encoding="utf-8")
            hold(library, "en-GB", Folder(root / "copies"), report)
            return report.diagnostics
        case "import":
            report = Report()
            import_file(root / notes["file"], None, root, report)
            return report.diagnostics
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return report.diagnostics


def main() -> int:
    """Write the page, or with --check compare it."""
    if "--check" in sys.argv[1:]:
        fresh = PAGE.read_text(encoding="utf-8") == page()
        print("docs/rules.md is up to date" if fresh else "docs/rules.md is old: run python tools/rules_page.py")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
