"""What careless authors do to a project, and what the program says: each fault once, at its place, all together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefgen.diagnostics import Report
from briefgen.pipeline import Request, build
from briefgen.places import line_reader
from briefgen.project import check_workspace, load_workspace
from conftest import BRIEF, Project

FIGURE = """\
  - kind: figure
    id: {id}
    title: Holes in the north
    keep: always
    subtitle: Holes by street
    alt: A map of the town that shows most holes in the north.
    image: {image}
"""
THEME = "theme: roads\ntheme-title: Roads\nblocks:\n"


def findings(root: Path) -> list[str]:
    report = Report()
    check_workspace(load_workspace(root, report), report)
    return [str(d) for d in report.diagnostics]


def build_findings(root: Path, *lengths: str) -> list[str]:
    return [str(d) for d in build(Request(root, lengths=lengths)).report.diagnostics if d.severity == "error"]


def test_check_finds_images_that_are_not_there(project: Project) -> None:
    images = {"back": r"north\map.png", "up": "../../secret.png", "long": "m" * 1500}
    root = project(
        {"content/library/maps.yaml": THEME + "".join(FIGURE.format(id=i, image=p) for i, p in images.items())}
    )

    assert [f.split(" ")[0] for f in findings(root)] == [f"content/library/maps.yaml:{n}:5:" for n in (4, 11, 18)]
    assert all(f.endswith("[missing-image]") for f in findings(root))


def test_all_damaged_images_of_a_document_are_named_at_their_places(project: Project) -> None:
    root = project({"content/library/maps.yaml": THEME + FIGURE.format(id="map", image="map.png")})
    root.joinpath("content/figures").mkdir()
    root.joinpath("content/figures/map.png").write_bytes(b"\x89PNG\r\n\x1a\ngarbage")

    said = 'content/library/maps.yaml:4:5: error: the image "map.png" cannot be used: it is damaged [bad-figure]'
    assert build_findings(root, "standard") == [said]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_files_is_a_finding_and_is_not_waited_for(project: Project) -> None:
    root = project()
    os.mkfifo(root / "content/library/pipe.yaml")

    (found,) = findings(root)

    assert found.endswith("this is not a regular file [unreadable-file]")
    assert line_reader(root)("content/library/pipe.yaml", 1) == ""


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"id": ' + "9" * 10_000 + "}]"])
def test_a_bibliography_without_end_is_a_finding(text: str, project: Project) -> None:
    (found,) = findings(project({"content/citations/odd.json": text}))

    assert found.startswith("content/citations/odd.json:1:1: error: ")
    assert found.endswith("[bad-citation-file]")


def test_a_name_that_no_audience_and_no_length_has_is_told_once_where_it_stands(project: Project) -> None:
    own = BRIEF.replace("[minister]", "[minister, ministre]").replace("[one-page]", "[one-pager]")

    assert [f.rsplit(" [")[0] for f in findings(project({"content/briefs/roads.yaml": own}))] == [
        'content/briefs/roads.yaml:8:23: error: no audience is called "ministre"',
        'content/briefs/roads.yaml:9:10: error: there is no length "one-pager"',
    ]


def test_what_is_asked_for_twice_is_made_once(project: Project) -> None:
    own = BRIEF.replace("[minister]", "[minister, minister]")

    built = build(Request(project({"content/briefs/roads.yaml": own}), formats=("html", "html")))

    assert [path.name for path in built.written] == ["roads-minister-one-page.html"]


def test_a_template_that_cannot_be_read_leaves_earlier_files_as_they_are(project: Project) -> None:
    root = project({"templates/minister/sections/contact.html.j2": "<p>{{ brief.contact }}</p>"})
    (made,) = build(Request(root)).written
    before = made.read_bytes()

    root.joinpath("templates/minister/sections/contact.html.j2").write_bytes(b"<p>Gr\xfc\xdfe</p>")

    (found,) = build_findings(root)
    assert found.startswith("templates/minister/sections/contact.html.j2:1:6: error: the file is not UTF-8 text")
    assert made.read_bytes() == before
