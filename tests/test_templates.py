"""Templates: found in their chain of folders, kept in their sandbox, and faulted at their line."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from briefgen.diagnostics import Diagnostic, Report
from briefgen.render.origins import Origins
from briefgen.render.readback import read_back
from briefgen.render.templates import TemplateFolder, Templates
from trees import shown

MAIN = "standard.html.j2"


def folder(audience: str, **files: str) -> TemplateFolder:
    """A folder of one audience; `blocks__text` stands for blocks/text.html.j2."""
    named = {f"{name.replace('__', '/').replace('one_page', 'one-page')}.html.j2": text for name, text in files.items()}
    return TemplateFolder(audience, f"templates/{audience}", named)


def rendered(*folders: TemplateFolder, report: Report | None = None, **values: Any) -> str | None:
    """What the template makes, as it stands in the document."""
    findings = report or Report()
    origins = Origins()
    text = Templates(folders, origins).render(MAIN, values, findings)
    root = read_back(f'<article class="brief">{text}</article>', origins, (), findings) if text is not None else None
    assert report is not None or not findings.diagnostics, findings.diagnostics
    return shown(root) if root else None


def fault(text: str, **values: Any) -> Diagnostic:
    """The one finding that a template makes."""
    report = Report()
    assert rendered(folder("base", standard=text), report=report, **values) is None or report.has_errors
    [found] = report.diagnostics
    return found


# --- the chain of folders ---------------------------------------------------------------------------


def test_the_nearest_folder_has_the_say() -> None:
    near, far = folder("minister", standard="<p>near</p>"), folder("base", standard="<p>far</p>")

    assert rendered(near, far) == "<p>near</p>"


def test_a_partial_may_stand_in_any_folder_of_the_chain() -> None:
    near = folder("minister", blocks__text="<p>near</p>")
    far = folder("base", standard='{% include "blocks/text.html.j2" %}', blocks__text="<p>far</p>")

    assert rendered(near, far) == "<p>near</p>"


def test_a_template_may_build_on_the_one_that_it_replaces() -> None:
    near = folder("minister", standard='{% extends "base/standard.html.j2" %}{% block body %}<p>near</p>{% endblock %}')
    far = folder("base", standard="<h2>head</h2>{% block body %}<p>far</p>{% endblock %}")

    assert rendered(near, far) == "<h2>head</h2><p>near</p>"


def test_values_are_escaped() -> None:
    assert rendered(folder("base", standard="<p>{{ title }}</p>"), title="<b>&") == "<p>&lt;b&gt;&amp;</p>"


def test_safe_html_is_not_escaped_again() -> None:
    assert rendered(folder("base", standard="<p>{{ title }}</p>"), title=Markup("<em>A</em>")) == "<p><em>A</em></p>"


# --- the sandbox ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "brief.__class__",
        "brief.__init__.__globals__",
        "''.__class__.__mro__",
        "brief['__class__']",
        "(brief | attr('__class__')).__mro__",
        "brief.title.__class__.__base__.__subclasses__()",
        "'{0.__class__}'.format(brief)",
        "numbers.append(1)",
        "numbers.clear()",
        "range(100000) | list",
        "range(10**9) | sum",
    ],
)
def test_what_reaches_beyond_the_values_is_refused(expression: str) -> None:
    found = fault(f"<p>x</p>\n<p>{{{{ {expression} }}}}</p>", brief=SimpleNamespace(title="Roads"), numbers=[1])

    assert found.rule in ("template-refused", "undefined-variable"), found
    assert str(found.span) == "templates/base/standard.html.j2:2:1"


@pytest.mark.parametrize("name", ["cycler", "joiner", "lipsum", "dict", "namespace"])
def test_the_environment_offers_nothing_but_range(name: str) -> None:
    assert fault(f"<p>{{{{ {name} }}}}</p>").rule == "undefined-variable"


@pytest.mark.parametrize(
    "name",
    ["../base/secret.html.j2", "/etc/passwd", "../../../etc/passwd", "base/../secret", "blocks/./text.html.j2", ""],
)
@pytest.mark.parametrize("how", ["include", "extends", "import"])
def test_no_template_reads_a_file_outside_the_folders(name: str, how: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")

    found = fault(f'<p>x</p>\n{{% {how} "{name}" {"as x" if how == "import" else ""} %}}')

    assert found.rule == "missing-template"
    assert str(found.span) == "templates/base/standard.html.j2:2:1"


def test_a_loop_without_end_is_no_loop() -> None:
    assert fault("{% include 'standard.html.j2' %}").rule == "template-error"


ROUND = "{% for a in range(9999) %}"
TWICE = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(24) }}"
DOUBLED = "{% set a = 'aa' %}" + "{% set a = a ~ a %}" * 60


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ROUND * 3 + "{% endfor %}" * 3, "more than 5,000,000 steps"),
        (
            "{% for a in range(9999)|map('string') %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            "more than 5,000",
        ),
        (DOUBLED, "more than 2,000,000"),
        (DOUBLED.replace("~", "+"), "more than 2,000,000"),
        ("{{ 'a' * 10**10 }}", "more than 2,000,000"),
        ("{{ [0] * 10**10 }}", "more than 2,000,000"),
        ("{{ 10 ** (10 ** 10) }}", "an exponent above 100"),
        ("{{ 99 ** 99 ** 99 ** 99 ** 99 }}", "a number of more than 1,000 digits"),
        ("{{ 'x' | center(10**10) }}", "center with a number above 10,000"),
        ("{{ 'a\nb' | indent(10**10) }}", "indent with a number above 10,000"),
        ("{{ [1] | slice(10**10) | list | length }}", "slice with a number above 10,000"),
        ("{{ [1] | batch(10**10, 0) | list | length }}", "batch with a number above 10,000"),
        ("{{ 'a'.ljust(10**10) }}", "ljust with a number above 10,000"),
        ("{{ '%10000000000d' | format(1) }}", "a format of more than 9,999 characters"),
        ("{{ '%10000000000d' % 1 }}", "a format of more than 9,999 characters"),
        ("{{ '{:10000000000}'.format(1) }}", "a format of more than 9,999 characters"),
        ("{{ ('a' * 9999).replace('a', 'b' * 9999) }}", "replace with texts that are too long"),
        ("{{ range(9999) | join('b' * 9999) }}", "join with texts that are too long"),
        (ROUND + "{{ 'abc' * 2000 }}{% endfor %}", "a document of more than 50,000,000 characters"),
    ],
)
def test_what_has_no_end_or_grows_without_end_is_refused(text: str, reason: str) -> None:
    found = fault(text)

    assert found.rule == "template-refused"
    assert reason in found.message


def test_calls_that_call_each_other_without_end_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.render.templates_sandbox.MAX_STEPS", 50_000)

    assert "more than 50,000 steps" in fault(TWICE).message


def test_steps_are_counted_for_each_document_anew() -> None:
    text = "{% for a in range(9999) %}{% for b in range(60) %}{% endfor %}{% endfor %}done"
    templates, report = Templates([folder("base", standard=text)], Origins()), Report()

    assert [templates.render("standard.html.j2", {}, report) for _ in range(3)] == ["done"] * 3


def test_loops_know_their_length_and_ends() -> None:
    text = "{% for a in items %}{{ loop.index }}/{{ loop.length }}{{ '.' if loop.last }} {% else %}none{% endfor %}"

    assert rendered(folder("base", standard=text), items=["a", "b"]) == "1/2 2/2. "
    assert rendered(folder("base", standard=text), items=[]) == "none"


# --- faults at their line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "line", "message"),
    [
        ("<p>\n{% if %}</p>", "template-syntax", 2, "Expected an expression"),
        ("<p>x</p>\n\n{{ 'open </p>", "template-syntax", 3, "unexpected char"),
        ("<p>x</p>\n{% for a in b %}\n<p>x</p>", "template-syntax", 3, "endfor"),
        ("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", "template-syntax", 2, "defined twice"),
        ("<p>x</p>\n<p>{{ gone }}</p>", "undefined-variable", 2, "'gone' is undefined"),
        ("<p>x</p>\n\n<p>{{ brief.gone }}</p>", "undefined-variable", 3, "gone"),
        ("<p>{{ brief.gone.more }}</p>", "undefined-variable", 1, "gone"),
        ("<p>x</p>\n<p>{{ 1 / 0 }}</p>", "template-error", 2, "ZeroDivisionError"),
        ("<p>x</p>\n<p>{{ brief + 1 }}</p>", "template-error", 2, "TypeError"),
        ("<p>x</p>\n{{ brief | nosuch }}", "template-syntax", 2, "No filter named 'nosuch'"),
        ("<p>x</p>\n{% include 'gone.html.j2' %}", "missing-template", 2, "gone.html.j2"),
    ],
)
def test_a_fault_is_reported_at_its_line(text: str, rule: str, line: int, message: str) -> None:
    found = fault(text, brief=SimpleNamespace(title="Roads"))

    assert found.rule == rule
    assert message in found.message
    assert found.span is not None
    assert (found.span.file, found.span.line) == ("templates/base/standard.html.j2", line)


def test_a_fault_in_a_partial_is_reported_there() -> None:
    report = Report()
    base = folder(
        "base", standard='<p>x</p>\n{% include "blocks/text.html.j2" %}', blocks__text="\n\n<p>{{ gone }}</p>"
    )

    assert rendered(base, report=report) is None
    assert [str(d.span) for d in report.diagnostics] == ["templates/base/blocks/text.html.j2:3:1"]


def test_a_misspelt_partial_is_shown_with_the_right_name() -> None:
    report = Report()

    rendered(folder("base", standard='{% include "blocks/txt.html.j2" %}', blocks__text="x"), report=report)

    assert [d.hint for d in report.diagnostics] == ['did you mean "blocks/text.html.j2"?']


# --- what they may write ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "place", "hint"),
    [
        ('<p>x</p>\n  <p class="leed">y</p>', "unknown-class", "2:3", 'did you mean "lead"?'),
        ('<p>x</p>\n<p class="wholly-new">y</p>', "unknown-class", "2:1", "declare it under classes: in audience.yaml"),
        ("<p>x</p>\n<video></video>", "unknown-element", "2:1", ""),
        ('<p>x</p>\n<p style="color: red">y</p>', "unknown-element", "2:1", "print.css"),
        ('<p>x</p>\n<p onclick="x()">y</p>', "unknown-element", "2:1", ""),
        ("<p>x</p>\n<ul><p>y</p></ul>", "misplaced-element", "2:5", ""),
        ("<p>x</p>\n<p>y<b></p>", "not-well-formed", "2:5", "close each element"),
        ("<p>x</p>\n<p>y & z</p>", "not-well-formed", "2:1", "&amp;"),
        ("<p>x</p>\n<p class=lead>y</p>", "not-well-formed", "2:1", "quote each attribute"),
        ('<p>x</p>\n<p><a href="javascript:alert(1)">y</a></p>', "broken-link", "2:4", ""),
    ],
)
def test_what_is_outside_the_vocabulary_is_reported_at_the_templates_line(
    text: str, rule: str, place: str, hint: str
) -> None:
    found = fault(text)

    assert found.rule == rule
    assert str(found.span) == f"templates/base/standard.html.j2:{place}"
    assert hint in found.hint


def test_comments_and_expressions_do_not_move_lines_and_columns() -> None:
    text = '{# <p>a\n comment #}{% if "<b>" < "c" %}\n<!-- <i> --> {{ "<u>" }} <p class="leed">y</p>{% endif %}'

    assert str(fault(text).span) == "templates/base/standard.html.j2:3:26"
