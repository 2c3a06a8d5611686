"""The library at a glance: lists, entries, and the trace from a proposal to its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefgen.diagnostics import Report, UsageError
from briefgen.glance import list_rows, show_entry, trace_entry
from briefgen.project import Workspace, load_workspace

Write = Callable[[Mapping[str, str] | None], Path]

EXTRA = """\
theme: frame
theme-title: Frame
blocks:
  - kind: text
    id: bottom-line
    role: bottom-line
    audiences: [public]
    title: Bottom line
    text:
      headline: Roads are bad [@report-one, p. 9], {bad-roads:number} of them.
  - kind: figure
    id: chart
    title: Roads need repair
    subtitle: Share of roads
    alt: A bar chart with one bar, which is short.
    chart:
      type: bar
      data: [{label: Bad roads, fact: bad-roads}]
"""


@pytest.fixture
def workspace(project: Write) -> Workspace:
    return load_workspace(project({"content/library/frame.yaml": EXTRA}), Report())


def ids(workspace: Workspace, kind: str | None) -> list[str]:
    return [row["id"] for row in list_rows(workspace, kind)[1]]


def under(tree: object, key: str) -> list[dict[str, object]]:
    """The mappings in the list under `key`."""
    assert isinstance(tree, dict)
    return [each for each in tree[key] if isinstance(each, dict)]


# --- list -----------------------------------------------------------------------------------------


def test_list_without_a_kind_shows_all_blocks_in_the_order_of_the_files(workspace: Workspace) -> None:
    assert ids(workspace, None) == ["bottom-line", "chart", "holes", "survey", "mend"]


@pytest.mark.parametrize("kind", ["challenge", "challenges"])
def test_a_kind_may_stand_in_the_plural(workspace: Workspace, kind: str) -> None:
    assert ids(workspace, kind) == ["holes"]


def test_facts_are_listed_as_briefs_print_them(workspace: Workspace) -> None:
    (row,) = list_rows(workspace, "facts")[1]

    assert row["printed"] == "about 12.5%"
    assert row["source"] == "report-one, p. 3"
    assert row["as of"] == "2024"


def test_sources_briefs_and_audiences_are_listed(workspace: Workspace) -> None:
    assert ids(workspace, "sources") == ["report-one"]
    assert ids(workspace, "briefs") == ["roads"]
    assert {"minister", "public"} <= set(ids(workspace, "audiences"))


def test_every_row_has_every_column(workspace: Workspace) -> None:
    for kind in (None, "facts", "sources", "briefs", "audiences", "term"):
        columns, rows = list_rows(workspace, kind)
        assert all(tuple(row) == columns for row in rows)


def test_an_unknown_kind_ends_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        list_rows(workspace, "chalenges")

    assert caught.value.hint == 'did you mean "challenges"?'


# --- show -----------------------------------------------------------------------------------------


def test_show_prints_facts_inside_texts_and_keeps_citations(workspace: Workspace) -> None:
    entry = show_entry(workspace, "bottom-line")

    assert entry["text"] == {"headline": "Roads are bad [@report-one, p. 9], about 12.5 of them."}
    assert str(entry["written-in"]).startswith("content/library/frame.yaml:4")


def test_show_tells_why_something_is_unknown(workspace: Workspace) -> None:
    assert show_entry(workspace, "mend")["cost"] == "unknown: The report gives no amount."


def test_show_gives_evidence_with_its_facts(workspace: Workspace) -> None:
    (fact,) = under(show_entry(workspace, "survey"), "facts")

    assert fact["printed"] == "about 12.5%"
    assert fact["sources"] == ["report-one, p. 3"]


def test_an_id_that_stands_for_two_things_means_the_wider_one_and_names_the_other(project: Write) -> None:
    library = EXTRA.replace("id: bottom-line", "id: bad-roads")
    workspace = load_workspace(project({"content/library/frame.yaml": library}), Report())

    assert "text" in show_entry(workspace, "bad-roads")
    assert show_entry(workspace, "bad-roads")["see-also"] == ["fact:bad-roads"]
    assert show_entry(workspace, "fact:bad-roads")["printed"] == "about 12.5%"


def test_an_unknown_id_ends_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        show_entry(workspace, "bad-road")

    assert caught.value.hint == 'did you mean "bad-roads"?'


# --- trace ----------------------------------------------------------------------------------------


def test_a_recommendation_leads_to_its_challenge_its_evidence_its_facts_and_their_sources(workspace: Workspace) -> None:
    tree = trace_entry(workspace, "mend")

    (challenge,) = under(tree, "answers")
    (evidence,) = under(challenge, "rests-on")
    (fact,) = under(evidence, "facts")
    (source,) = under(fact, "sources")
    assert (challenge["challenge"], evidence["evidence"], fact["fact"]) == ("holes", "survey", "bad-roads")
    assert (fact["printed"], fact["as-of"]) == ("about 12.5%", "2024")
    assert source == {
        "source": "report-one",
        "at": "p. 3",
        "title": "A report",
        "date": "2025",
        "consulted": "read",
    }


def test_a_fact_names_the_blocks_that_print_or_draw_it(workspace: Workspace) -> None:
    used = trace_entry(workspace, "bad-roads")["used-by"]

    assert used == [
        "text bottom-line: Bottom line",
        "figure chart: Roads need repair",
        "challenge holes: Holes in roads",
        "evidence survey: A survey of roads",
    ]


def test_a_source_names_its_facts_and_the_blocks_that_cite_it(workspace: Workspace) -> None:
    tree = trace_entry(workspace, "report-one")

    assert tree["facts"] == ["bad-roads: about 12.5% (p. 3)"]
    assert tree["used-by"] == ["text bottom-line: Bottom line", "evidence survey: A survey of roads"]


def test_a_challenge_names_what_answers_it(workspace: Workspace) -> None:
    tree = trace_entry(workspace, "holes")

    assert tree["answered-by"] == ["recommendation mend: Mend the roads"]
    assert tree["used-by"] == ["recommendation mend: Mend the roads"]


def test_a_trace_says_in_which_briefs_a_block_may_appear(workspace: Workspace) -> None:
    assert trace_entry(workspace, "holes")["may-appear-in"] == ["roads for minister: one-page"]


def test_what_only_another_audience_may_see_appears_nowhere(workspace: Workspace) -> None:
    assert trace_entry(workspace, "bottom-line")["may-appear-in"] == []


def test_evidence_may_appear_beside_the_challenge_that_rests_on_it(project: Write) -> None:
    root = project(None)
    brief = root / "content/briefs/roads.yaml"
    brief.write_text(brief.read_text().replace("[one-page]", "[one-page, pack]"))

    tree = trace_entry(load_workspace(root, Report()), "survey")

    assert tree["may-appear-in"] == ["roads for minister: pack"]


def test_evidence_that_was_shown_is_only_named_the_second_time(project: Write) -> None:
    root = project(None)
    library = root / "content/library/roads.yaml"
    library.write_text(
        library.read_text().replace("    answers: [holes]\n", "    answers: [holes]\n    evidence: [survey]\n")
    )

    (evidence,) = under(trace_entry(load_workspace(root, Report()), "mend"), "rests-on")

    assert evidence == {"evidence": "survey", "title": "A survey of roads", "see": "above"}
