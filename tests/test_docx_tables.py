"""Tables in Word: grid, widths, header rows."""

from __future__ import annotations

import pytest

from word import W, Word, lint, text_of, value, written

HEAD = '<thead><tr><th scope="col">A</th><th scope="col">B</th><th scope="col">C</th></tr></thead>'


def _table(rows: str, *, cols: str = "", head: str = HEAD) -> Word:
    return written(f'<table class="data">{cols}{head}<tbody>{rows}</tbody></table>')


def _grid(word: Word) -> list[int]:
    return [int(c.get(f"{W}w", "0")) for c in word.body.iter(f"{W}gridCol")]


def test_the_header_row_repeats_and_no_row_breaks() -> None:
    word = _table("<tr><td>1</td><td>2</td><td>3</td></tr>")

    rows = list(word.body.iter(f"{W}tr"))
    assert [r.find(f"{W}trPr/{W}tblHeader") is not None for r in rows] == [True, False]
    assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)


def test_a_row_too_tall_to_be_kept_whole_may_break() -> None:
    word = _table(f"<tr><td>{'long words ' * 200}</td><td/><td/></tr>")

    assert list(word.body.iter(f"{W}tr"))[1].find(f"{W}trPr/{W}cantSplit") is None


def test_widths_are_the_shares_that_columns_ask_for() -> None:
    word = _table(
        "<tr><td/><td/><td/></tr>", cols='<colgroup><col data-width="50"/><col data-width="30"/><col/></colgroup>'
    )

    total = sum(_grid(word))
    assert [round(100 * w / total) for w in _grid(word)] == [50, 30, 20]


def test_widths_follow_the_content_where_nothing_is_said() -> None:
    word = _table(f"<tr><td>1</td><td>{'many words ' * 30}</td><td>2</td></tr>")

    narrow, wide, also_narrow = _grid(word)
    assert wide > 4 * narrow
    assert narrow == pytest.approx(also_narrow, abs=2)


def test_spans_fill_the_grid() -> None:
    word = _table(
        '<tr><td rowspan="2">a</td><td colspan="2">b</td></tr>'
        '<tr><td>c</td><td>d</td></tr><tr><td colspan="3">e</td></tr>'
    )

    merges = [value(n) for n in word.body.iter(f"{W}vMerge")]
    assert merges == ["restart", "continue"]
    assert lint(word) == []


def test_a_short_row_is_filled_up() -> None:
    assert lint(_table("<tr><td>only one</td></tr>")) == []


@pytest.mark.parametrize("span", ["0", "1000000", "x", "-1"])
def test_a_senseless_span_does_no_harm(span: str) -> None:
    word = _table(f'<tr><td colspan="{span}" rowspan="{span}">a</td></tr>')

    assert lint(word) == []
    assert len(_grid(word)) <= 100


def test_a_table_without_head_still_has_a_header_row() -> None:
    assert lint(_table("<tr><td>1</td><td>2</td></tr>", head="")) == []


def test_a_caption_names_the_table_for_those_who_cannot_see_it() -> None:
    word = written(
        f'<table id="t"><caption data-number="Table 1"><strong>Costs</strong></caption>{HEAD}'
        "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
    )

    assert value(word.body.find(f".//{W}tblCaption")) == "Costs"
    assert value(word.body.find(f".//{W}tblDescription")) == "A, B, C"


def test_a_block_in_a_row_is_held_from_its_first_cell_to_its_last() -> None:
    word = _table('<tr data-block="x"><td>a</td><td>b</td><td>c</td></tr>')

    cells = list(word.body.iter(f"{W}tc"))[3:]
    assert [c.find(f".//{W}bookmarkStart") is not None for c in cells] == [True, False, False]
    assert [c.find(f".//{W}bookmarkEnd") is not None for c in cells] == [False, False, True]


def test_what_follows_a_table_keeps_its_distance() -> None:
    word = written(f"<table>{HEAD}<tbody><tr><td/><td/><td/></tr></tbody></table><p>after</p>")

    spacing = word.paragraph("after").find(f"{W}pPr/{W}spacing")
    assert spacing.get(f"{W}before") == "240"


def test_a_long_table_is_complete() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{r} {c}</td>" for c in range(8)) + "</tr>" for r in range(400))

    word = written(f"<table><tbody>{rows}</tbody></table>")

    assert len(list(word.body.iter(f"{W}tr"))) == 400
    assert text_of(word.body).endswith("399 7")
