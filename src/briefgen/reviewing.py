"""Reviews: what is approved, what is suspect since, and the file in which approvals are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefgen import output
from briefgen.core.fingerprints import Basis, Change, basis_of, basis_of_brief, changes
from briefgen.core.model import Day, Library, Recommendation, Review, kind_of
from briefgen.diagnostics import Span, UsageError, closest
from briefgen.project import Workspace
from briefgen.source.reviews import PLACE, with_review

COLUMNS = ("what", "state", "by", "date", "why")
_FEW = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be approved."""

    name: str
    """Kind and id."""
    basis: Basis


@dataclass(frozen=True, slots=True)
class State:
    """A subject and what was said of it."""

    subject: Subject
    review: Review | None
    changes: tuple[Change, ...]

    @property
    def word(self) -> str:
        if self.review is None:
            return "not reviewed"
        return "suspect" if self.changes else "approved"


def subjects(workspace: Workspace, name: str | None) -> list[Subject]:
    """The block or brief of that name, or else all recommendations and briefs and all that was reviewed before.

    Raises `UsageError` when there is nothing of that name.
    """
    found = _all(workspace)
    if name is not None:
        return [_named(name, found)]
    reviewed = workspace.library.reviews
    wanted = {f"{kind_of(r)} {r.id}" for r in workspace.library.of_kind(Recommendation)} | set(reviewed)
    return [each for each in found if each.name in wanted or each.name.startswith("brief ")]


def _all(workspace: Workspace) -> list[Subject]:
    library: Library = workspace.library
    blocks = [Subject(f"{kind_of(b)} {b.id}", basis_of(library, b)) for b in library.blocks.values()]
    return [*(Subject(f"brief {b.id}", basis_of_brief(library, b)) for b in workspace.briefs.values()), *blocks]


def _named(name: str, found: Iterable[Subject]) -> Subject:
    by_id = {each.name.split(" ", 1)[1]: each for each in found}
    exact = {each.name.replace(" ", ":", 1): each for each in found}
    if (chosen := exact.get(name) or by_id.get(name)) is None:
        hint = closest(name, (*by_id, *exact)) or "briefgen list shows what there is"
        raise UsageError(f'there is no block and no brief "{name}"', hint=hint)
    return chosen


def states(workspace: Workspace, chosen: Sequence[Subject]) -> list[State]:
    """What was said of each, and what has changed since."""
    found = []
    for subject in chosen:
        review = workspace.library.reviews.get(subject.name)
        found.append(State(subject, review, changes(review.rests_on, subject.basis) if review else ()))
    return found


def approve(workspace: Workspace, chosen: Sequence[Subject], by: str, date: Day, note: str) -> None:
    """Write into the project that somebody approves these as they stand."""
    path = workspace.root / PLACE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for subject in chosen:
        text = with_review(text, Review(subject.name, by, date, note, subject.basis, Span(PLACE, 1, 1)))
    output.write_file(path, text.encode())


def table(found: Sequence[State], *, in_full: bool) -> list[dict[str, str]]:
    """One line for each, or one for each change if it is shown `in_full`."""
    rows = []
    for state in found:
        by, date = (state.review.by, str(state.review.date)) if state.review else ("", "")
        said = [str(change) for change in state.changes]
        if not in_full and len(said) > _FEW:
            said = [*said[:_FEW], f"and {len(said) - _FEW} more"]
        note = state.review.note if state.review else ""
        why = said if in_full else [", ".join(said)]
        rows += [
            {"what": state.subject.name, "state": state.word, "by": by, "date": date, "why": each}
            for each in (why if any(why) else [note])
        ]
    return rows


def plain(found: Sequence[State]) -> list[dict[str, object]]:
    """The same for programs."""
    return [
        {
            "what": state.subject.name,
            "state": state.word,
            "by": state.review.by if state.review else "",
            "date": str(state.review.date) if state.review else "",
            "note": state.review.note if state.review else "",
            "changes": [{"what": c.what, "was": c.was, "now": c.now} for c in state.changes],
        }
        for state in found
    ]
