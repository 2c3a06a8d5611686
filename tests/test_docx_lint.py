"""The lint that the Word tests rely on finds what Word would stumble over."""

from __future__ import annotations

import re

import pytest

from briefgen.render.docx.package import pack
from word import Word, a_full_document, lint, written


@pytest.fixture(scope="module")
def full() -> Word:
    return written(a_full_document())


def _changed(word: Word, part: str, pattern: str, new: str) -> Word:
    old = word.parts[part].decode()
    changed, count = re.subn(pattern, new, old, count=1)
    assert count, f"{part} does not hold {pattern}"
    return Word(pack({**word.parts, part: changed.encode()}))


@pytest.mark.parametrize(
    ("pattern", "new", "fault"),
    [
        (r'<w:bookmarkEnd w:id="\d+"/>', "", "never ends"),
        (r'<w:bookmarkEnd w:id="(\d+)"/>', r'<w:bookmarkEnd w:id="\1"/><w:bookmarkEnd w:id="9999"/>', "without start"),
        (r'w:name="_bg_\w+"', 'w:name="_Toc0"/><w:bookmarkStart w:id="1" w:name="_Toc0"', "twice"),
        (r'w:fldCharType="end"', 'w:fldCharType="separate"', "never end"),
        (r" REF _Ref\w+ ", " REF _Ref0 ", "has no bookmark"),
        (r" SEQ Figure ", " DDEAUTO x ", "field DDEAUTO"),
        (r'w:anchor="_Toc\w+"', 'w:anchor="_Toc0"', "missing bookmark"),
        (r"<w:gridCol w:w=\"\d+\"/>", "", "differs from its grid"),
        (r'<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="2"/>', "columns in a grid"),
        (r"<w:tblHeader/>", "", "without header row"),
        (r"</w:p></w:tc>", "</w:p><w:sdt/></w:tc>", "does not end with a paragraph"),
        (r'<w:pStyle w:val="Lead"/>', '<w:pStyle w:val="Gone"/>', "style Gone is not there"),
        (r'<w:numId w:val="\d+"/>', '<w:numId w:val="9999"/>', "list 9999"),
        (r'r:embed="rId\d+"', 'r:embed="rId9999"', "rId9999 is not there"),
        (r"<w:footnoteReference [^>]*/>", "", "for marks"),
        (r'descr="[^"]*"', 'descr=""', "without words"),
    ],
)
def test_a_broken_document_is_caught(full: Word, pattern: str, new: str, fault: str) -> None:
    assert any(fault in found for found in lint(_changed(full, "word/document.xml", pattern, new)))
