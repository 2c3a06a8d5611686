"""Reviews: content/reviews.yaml, which the program writes and people may edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from briefgen.core.model import Review
from briefgen.diagnostics import Report
from briefgen.source.faults import validate
from briefgen.source.fields import words
from briefgen.source.files import read_text
from briefgen.source.readers import ReadsAll
from briefgen.source.shapes import Date, Entry, Words
from briefgen.source.yaml_tree import Entries, parse_yaml

PLACE: Final = "content/reviews.yaml"
HEAD: Final = """\
# yaml-language-server: $schema=.schema/reviews.json
#
# Who approved what, and how everything that it rests on stood on that day. Written by briefgen review.
reviews:
"""


def _state(given: Entries, name: str) -> str:
    return words(given[name])


_STATES: Final = (("type", "object"), ("additionalProperties", {"type": "string"}))


class ReviewEntry(Entry):
    """What somebody approved, and how everything that it rests on stood then."""

    of: Words
    """Kind and id: recommendation mend, brief roads."""
    by: Words
    """Who looked at it."""
    date: Date
    """When."""
    note: Words = ""
    """What they have to say."""
    rests_on: Annotated[Mapping[str, str], ReadsAll(_state, "what it rests on to how that stood", _STATES)]
    """How everything stood; `briefgen review` fills it in."""


class ReviewsFile(Entry):
    """Reviews; briefgen review adds to them."""

    reviews: tuple[ReviewEntry, ...] = ()
    """The reviews."""


def load_reviews(root: Path, report: Report) -> Mapping[str, Review]:
    """The latest review of each thing; none when the file is missing or faulty."""
    found: dict[str, Review] = {}
    for entry in _entries(root, report):
        before = found.get(entry.of)
        if before is None or before.date <= entry.date:
            place = entry.place_of("of")
            found[entry.of] = Review(entry.of, entry.by, entry.date, entry.note, entry.rests_on, place)
    return found


def _entries(root: Path, report: Report) -> tuple[ReviewEntry, ...]:
    path = root / PLACE
    text = read_text(root, path, report) if path.exists() else None
    tree = parse_yaml(text, PLACE, report) if text else None
    entry = validate(ReviewsFile, tree, report, "reviews") if tree is not None else None
    return entry.reviews if entry else ()


def with_review(text: str, review: Review) -> str:
    """The file with this review in the place of an earlier one of the same, or where its name belongs.

    Everything else stays as it is, comments included.
    """
    text = text if text.strip() else HEAD
    lines = text.rstrip("\n").split("\n")
    starts = dict(_starts(text))
    kept = [name for name in starts if name != review.of]
    if review.of in starts:
        at = starts[review.of]
        end = min((start for start in starts.values() if start > at), default=len(lines))
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
    else:
        end = at = next((starts[name] for name in kept if name > review.of), len(lines))
    return "\n".join([*lines[:at], *_written(review), *lines[end:], ""])


def _starts(text: str) -> Iterator[tuple[str, int]]:
    """Each review by its name, with the index of its first line."""
    tree = parse_yaml(text, PLACE, Report())
    reviews = tree.get("reviews") if isinstance(tree, Entries) else None
    for entry in reviews if isinstance(reviews, list) else ():
        if isinstance(entry, Entries) and "of" in entry:
            yield words(entry["of"]), entry.span.line - 1


def _written(review: Review) -> Iterator[str]:
    yield f"  - of: {_name(review.of)}"
    yield f"    by: {_quoted(review.by)}"
    yield f'    date: "{review.date}"'
    if review.note:
        yield f"    note: {_quoted(review.note)}"
    yield "    rests-on:"
    yield from (f"      {_name(name)}: {_quoted(state)}" for name, state in review.rests_on.items())


def _name(text: str) -> str:
    """As it is, unless YAML would take it for something else."""
    return text if re.fullmatch(r"\w[\w-]*( [\w.-]*[\w-])*", text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
