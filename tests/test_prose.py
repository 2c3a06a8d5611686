"""Prose to document nodes, and the fast scanner that finds notations with their places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefgen.core import model as m
from briefgen.core.document import Element, Node
from briefgen.core.notation import CiteMark, FactMark, Hidden, Malformed, marks, without_marks
from briefgen.core.prose import cited_keys, fact_ids, parse_inline, parse_prose, words
from briefgen.diagnostics import Span

HERE = Span("a.yaml", 3, 7)


def prose(text: str) -> m.Prose:
    return m.Prose(text, HERE, 5)


def a_fact(name: str = "gap", value: m.Quantity = Decimal(5_000_000)) -> m.Fact:
    return m.Fact(
        id=m.FactId(name),
        label="Gap",
        value=value,
        unit="people",
        unit_one="person",
        comparator=m.Comparator.OVER,
        as_of=m.Day(2020),
        geography="",
        definition="",
        conversion=None,
        sources=(),
        evidence=m.BlockId("survey"),
        span=HERE,
    )


FACTS = {m.FactId("gap"): a_fact()}


def html(nodes: tuple[Node, ...]) -> str:
    """The nodes as one line, without origins."""
    return "".join(node if isinstance(node, str) else _tag(node) for node in nodes)


def _tag(node: Element) -> str:
    attrs = "".join(f' {k}="{v}"' for k, v in node.attrs.items())
    return f"<{node.tag}{attrs}>{html(node.children)}</{node.tag}>"


def blocks(text: str) -> str:
    return html(parse_prose(prose(text), FACTS, "en-GB")).replace("\u00a0", "~")


def inline(text: str) -> str:
    return html(parse_inline(prose(text), FACTS, "en-GB")).replace("\u00a0", "~")


def elements(nodes: tuple[Node, ...]) -> list[Element]:
    return [each for node in nodes if isinstance(node, Element) for each in node.walk()]


# --- Markdown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One *two* **three** `four`.", "<p>One <em>two</em> <strong>three</strong> <code>four</code>.</p>"),
        ("One\ntwo\n\nthree\n", "<p>One two</p><p>three</p>"),
        ("One  \ntwo", "<p>One<br></br>two</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a", "<ol><li>a</li></ol>"),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ('[a](https://e.org "t")', '<p><a href="https://e.org" title="t">a</a></p>'),
        ("<https://e.org>", '<p><a href="https://e.org">https://e.org</a></p>'),
        ("```\na {gap}\n```", "<pre><code>a {gap}\n</code></pre>"),
        (
            "| A | B |\n|---|--:|\n| *c* | {gap:number} |",
            '<table class="data"><thead><tr><th scope="col">A</th><th scope="col" class="number">B</th></tr></thead>'
            '<tbody><tr><td><em>c</em></td><td class="number"><span class="fact" data-fact="gap">over 5~million</span>'
            "</td></tr></tbody></table>",
        ),
        ("    not code", "<p>not code</p>"),
        ("A & B < C", "<p>A & B < C</p>"),
        ("[javascript](javascript:alert(1))", "<p>[javascript](javascript:alert(1))</p>"),
    ],
)
def test_markdown_becomes_block_nodes(text: str, expected: str) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Head", "<p>Head</p>"),
        ("<div>raw</div>", "<p><div>raw</div></p>"),
        ("a <b>raw</b>", "<p>a <b>raw</b></p>"),
        ("![alt](x.png)", "<p>alt</p>"),
    ],
)
def test_what_prose_may_not_have_is_plain_text(text: str, expected: str) -> None:
    nodes = parse_prose(prose(text), {}, "en-GB")

    assert html(nodes) == expected
    assert {each.tag for each in elements(nodes)} == {"p"}


def test_a_rule_is_no_element() -> None:
    assert {each.tag for each in elements(parse_prose(prose("***"), {}, "en-GB"))} == {"p"}


def test_inline_prose_has_no_blocks() -> None:
    assert inline("- *a*\n- b\n") == "- <em>a</em> - b"
    assert inline("[`a` {gap}](https://e.org)") == (
        '<a href="https://e.org"><code>a</code> <span class="fact" data-fact="gap">over 5~million~people</span></a>'
    )


def test_chinese_lines_are_joined_without_a_blank() -> None:
    assert blocks("人工\n智能") == "<p>人工智能</p>"
    assert blocks("人工\nAI") == "<p>人工 AI</p>"


def test_a_line_end_beside_an_element_is_a_blank() -> None:
    assert blocks("*a*\nb") == "<p><em>a</em> b</p>"
    assert blocks("a\n*b*") == "<p>a <em>b</em></p>"


def test_blocks_know_where_they_were_written() -> None:
    nodes = parse_prose(prose("one\n\n- two\n\n  > three\n"), {}, "en-GB")

    origins = {each.tag: each.origin for each in elements(nodes)}
    assert origins["ul"] == origins["li"] == Span("a.yaml", 5, 5)
    assert origins["blockquote"] == Span("a.yaml", 7, 7)
    assert isinstance(nodes[0], Element)
    assert nodes[0].origin == HERE


# --- facts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{gap}", '<span class="fact" data-fact="gap">over 5~million~people</span>'),
        ("{gap:number}", '<span class="fact" data-fact="gap">over 5~million</span>'),
        ("{gap:date}", '<span class="fact" data-fact="gap">2020</span>'),
        ("*{gap:date}*", '<em><span class="fact" data-fact="gap">2020</span></em>'),
        (r"\{gap\}", "{gap}"),
        ("`{gap}`", "<code>{gap}</code>"),
        ("{other}", "{other}"),
        ("{gap:words}", "{gap:words}"),
        ("{gap", "{gap"),
    ],
)
def test_a_fact_in_braces_is_printed(text: str, expected: str) -> None:
    assert inline(text) == expected


def test_facts_are_found_with_their_places() -> None:
    found = fact_ids(prose("{gap} and\n{gap:date}, `{no}`"))

    assert found == (("gap", HERE), ("gap", Span("a.yaml", 4, 5)))


# --- citations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@a]", '<cite data-cites="a" data-mode="normal"></cite>'),
        ("[@a, p. 25]", '<cite data-cites="a|p. 25" data-mode="normal"></cite>'),
        ("[@a; @b,\n   chap. 4]", '<cite data-cites="a;b|chap. 4" data-mode="normal"></cite>'),
        ("[see @a, p. 25]", '<cite data-cites="a|p. 25" data-mode="normal" data-prefix="see"></cite>'),
        ("[-@a]", '<cite data-cites="a" data-mode="year-only"></cite>'),
        ("[-@a; @b]", '<cite data-cites="a;b" data-mode="normal"></cite>'),
        ("@a says", '<cite data-cites="a" data-mode="in-text"></cite> says'),
        ("@a [p. 25].", '<cite data-cites="a|p. 25" data-mode="in-text"></cite>.'),
        ("@a.", '<cite data-cites="a" data-mode="in-text"></cite>.'),
        ("(@a)", '(<cite data-cites="a" data-mode="in-text"></cite>)'),
        ("[@{odd key}]", "[@{odd key}]"),
        ("[@{10.1/x;y}]", "[@{10.1/x;y}]"),
        ("[@{odd(key)}]", '<cite data-cites="odd(key)" data-mode="normal"></cite>'),
        ("[@doe:2020_a, p. 5|6]", '<cite data-cites="doe:2020_a|p. 5 6" data-mode="normal"></cite>'),
        ("me@example.org", "me@example.org"),
        ("[me@example.org]", "[me@example.org]"),
        (r"\@a", "@a"),
        ("`@a`", "<code>@a</code>"),
        ("[@a p. 25]", "[@a p. 25]"),
        (
            "@a [text](https://e.org)",
            '<cite data-cites="a" data-mode="in-text"></cite> <a href="https://e.org">text</a>',
        ),
    ],
)
def test_citations_are_marked_and_left_to_later_passes(text: str, expected: str) -> None:
    assert inline(text) == expected


def test_cited_sources_are_found_with_their_places() -> None:
    found = cited_keys(prose("As [see @a, p. 2;\n@b] and @c [p. 3] say, not `@d`."))

    assert found == (("a", Span("a.yaml", 3, 15)), ("b", Span("a.yaml", 4, 5)), ("c", Span("a.yaml", 4, 13)))


# --- the scanner ------------------------------------------------------------------------------------


def test_what_is_no_running_text_is_hidden() -> None:
    text = 'a `b` [c](d(e)f "g") <https://h> \\*i\n~~~\nj\n~~~\nk'

    assert [text[mark.start : mark.end] for mark in marks(text) if isinstance(mark, Hidden)] == [
        "`b`",
        '(d(e)f "g")',
        "<https://h>",
        "\\*",
        "~~~\nj\n~~~",
    ]
    assert without_marks(text).split() == ["a", "[c]", "i", "k"]
    assert len(without_marks(text)) == len(text)


def test_what_follows_a_citation_in_brackets_is_no_target() -> None:
    assert [mark.key for cite in marks("[@a](@b)") if isinstance(cite, CiteMark) for mark in cite.items] == ["a", "b"]


def test_an_open_fence_hides_the_rest() -> None:
    assert without_marks("a\n```\nb {c}").strip() == "a"


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("a {Big Gap} b", 2, "did you mean {big-gap}?"),
        ("a {gap:nummer} b", 7, "write {gap:number}"),
        ("a {gap:daet} b", 7, "write {gap:date}"),
        ("a {…} b", 2, r"write \{ for a brace that is meant"),
        ("a {:x} b", 2, r"write \{ for a brace that is meant"),
        ("a { b", 2, r"write \{ if it is meant"),
        ("a } b", 2, r"write \} if it is meant"),
        ("a [@b c", 2, r"write \[ if it is meant"),
        ("a [@b p. 3]", 6, "write [@b, p. 3]"),
        ("a [@b; c]", 6, "write [@key, p. 25; @other]"),
        ("a [@b; see @c]", 7, "put them before the brackets"),
    ],
)
def test_what_cannot_be_read_is_shown_where_it_goes_wrong(text: str, offset: int, hint: str) -> None:
    (mark,) = (each for each in marks(text) if isinstance(each, Malformed))

    assert mark.offset == offset
    assert mark.hint == hint


PIECES = (
    "{gap} {gap:number} {gap:date} [@a] [@a,_p._3;_@b] [-@a] @c @c_[p._5] [l](u_v) [l](u(5)) <https://h/5> ` `` * ** "
    "\\* \\{ - 1._ |_ >_ words 5 人工"
)
SPACED = [piece.replace("_", " ") for piece in PIECES.split()]
TEXTS = st.lists(st.sampled_from([*SPACED, "\n", "\n\n", " "]), max_size=20).map("".join)


@given(TEXTS)
def test_scanner_and_parser_agree_on_every_fact_and_source(text: str) -> None:
    assume("```" not in text)  # fences within lists and quotations end where only the parser knows
    scanned = [str(mark.fact) for mark in marks(text) if isinstance(mark, FactMark)]
    scanned += [str(item.key) for mark in marks(text) if isinstance(mark, CiteMark) for item in mark.items]
    found = elements(parse_prose(prose(text), FACTS, "en-GB"))
    parsed = [each.get("data-fact") for each in found if each.has_class("fact")]
    cites = ";".join(each.get("data-cites") for each in found if each.tag == "cite")
    parsed += [cite.split("|")[0] for cite in cites.split(";") if cite]

    assert sorted(parsed) == sorted(scanned)


@given(TEXTS)
def test_every_offset_of_a_mark_lies_in_the_text(text: str) -> None:
    ends = [(mark.start, mark.end) for mark in marks(text)]

    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)
    assert len(without_marks(text)) == len(text)


def test_words_are_what_a_reader_meets() -> None:
    nodes = parse_prose(prose("One *two*three {gap:number}[@a].\n\n- four\n- five"), FACTS, "en-GB")

    assert words(nodes) == "One twothree over 5 million. four five"
