"""Blanks beside full-width punctuation, and full stops that are doubled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import etree

from briefgen.core.typography import close_up, single_stops
from briefgen.pipeline import Request, build
from trees import shown, tree


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<p>责任方： 水务公司 （老城区）； 资料建议。 手段： 资金</p>",
            "<p>责任方：水务公司（老城区）；资料建议。手段：资金</p>",
        ),
        ("<p><span>责任方：</span> 水务公司</p>", "<p><span>责任方：</span>水务公司</p>"),
        ("<p>水务公司 <em>（老城区）</em> 建议</p>", "<p>水务公司<em>（老城区）</em>建议</p>"),
        ("<p>一。 <span> 二</span></p>", "<p>一。<span>二</span></p>"),
        ("<p>版本 1.0 · 定稿 [1]</p>", "<p>版本 1.0 · 定稿 [1]</p>"),
        ("<p>证据 <span>强</span> 有限</p>", "<p>证据 <span>强</span> 有限</p>"),
        ("<p>一。</p> <p> 二</p>", "<p>一。</p> <p> 二</p>"),
        ("<p>铅管<span class='note'>见附件。</span> 仍在</p>", "<p>铅管<span class='note'>见附件。</span> 仍在</p>"),
        ("<p>如下：<code> x</code></p><pre>一。 二</pre>", "<p>如下：<code> x</code></p><pre>一。 二</pre>"),
        ("<p>如下：<br/> 二</p>", "<p>如下：<br/> 二</p>"),
        ("<p>一。&#8195;二</p>", "<p>一。\u2003二</p>"),
    ],
)
def test_a_blank_beside_a_wide_mark_goes_and_others_stay(before: str, after: str) -> None:
    assert shown(close_up(tree(before))) == shown(tree(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Nobody is named.. Cost</p>", "<p>Nobody is named. Cost</p>"),
        ("<p>Agency <cite>Office n.d.</cite>. Next</p>", "<p>Agency <cite>Office n.d.</cite> Next</p>"),
        ("<p><span>It has none.</span><em>.</em></p>", "<p><span>It has none.</span><em/></p>"),
        ("<p>And so on...</p><p>.</p>", "<p>And so on...</p><p>.</p>"),
        ("<p>Wait ... <em>a.</em>..</p>", "<p>Wait ... <em>a.</em>..</p>"),
        ("<p>Look into ../etc, <code>a.</code>.</p>", "<p>Look into ../etc, <code>a.</code>.</p>"),
        (
            "<p>Said<span class='note'>Office n.d.</span>. So</p>",
            "<p>Said<span class='note'>Office n.d.</span>. So</p>",
        ),
    ],
)
def test_one_full_stop_is_enough(before: str, after: str) -> None:
    assert shown(single_stops(tree(before))) == shown(tree(after))


def words_of(page: etree._Element) -> str:
    """The text of a web page without what citation styles write."""
    for node in page.xpath("//head | //cite | //*[starts-with(@id, 'ref') or starts-with(@id, 'fn-')]"):
        node.text = None
        node[:] = []
    return re.sub(r"[ \t\n]+", " ", "".join(page.itertext()))


@pytest.mark.parametrize(
    ("audience", "length"),
    [
        ("minister", "standard"),
        ("committee", "one-page"),
        ("industry", "one-page"),
        ("technical", "pack"),
        ("public", "pack"),
    ],
)
def test_a_chinese_brief_has_chinese_marks(audience: str, length: str, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "libraries" / "zh", tmp_path, dirs_exist_ok=True)
    built = build(Request(tmp_path, audiences=(audience,), lengths=(length,), formats=("html",)))

    (path,) = built.written
    text = words_of(etree.fromstring(path.read_bytes(), etree.HTMLParser()))
    assert re.findall(r".{0,8}[\u4e00-\u9fff][,:;.!?()].{0,8}", text) == []
    assert re.findall(r".{0,8}[、，：；（）] .{0,8}", text) == []
