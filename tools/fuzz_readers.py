"""The readers of what strangers send, each fed with bytes: what a reader has to say is a finding, never an exception.

`tools/fuzz.py` drives them with a coverage-guided fuzzer, and the tests with a few thousand slips in sound files.
"""

from __future__ import annotations

import contextlib
import copy
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from briefgen.core.checks import run_checks
from briefgen.core.document import TAGS
from briefgen.core.model import Project
from briefgen.diagnostics import Report
from briefgen.render.origins import Origins
from briefgen.render.readback import read_back
from briefgen.render.svg_import import UnsafeSvgError, safe_svg
from briefgen.source.load import load_library

SAMPLES = Path(__file__).parent.parent / "tests"
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<style>.a { fill: url(#g) } rect { stroke: none }</style><linearGradient id="g"/>
<clipPath id="c"><path d="M0 0"/></clipPath>
<g class="a" clip-path="url(#c)"><rect id="r" width="9mm"/><use href="#r"/><text>North</text></g></svg>"""
WORDS = (
    *sorted(TAGS),
    *(
        "kind: ",
        "text:",
        "id: ",
        "- ",
        ": ",
        "{",
        "}",
        "[@",
        "]",
        "|\n",
        ">\n",
        "&a ",
        "*a",
        "<<: ",
        "!!python/name:os",
        "0x1",
    ),
    *(
        "url(#",
        "&amp;",
        "&#0;",
        "data-ref=",
        "<![CDATA[",
        "<!--",
        "-->",
        "<?",
        "xlink:href=",
        "style=",
        "\ufeff",
        "\u2028",
    ),
    *("\x00", "\x85", "\ud7ff", "\U0010ffff", "\u202e", "1e999", "-0", "\t", "\r\n", "'", '"', "\\"),
)
_PIECES = re.compile(rb"<[^<>]*>|\n *(?:- )?|[\w-]+|[^\w\n<]+|[^\n]")
"""Tags, beginnings of lines, words, and what stands between."""


@cache
def _root() -> Path:
    root = Path(tempfile.mkdtemp(prefix="briefgen-fuzz-"))
    (root / "content" / "library").mkdir(parents=True)
    return root


def library(data: bytes) -> None:
    """A file of content."""
    (_root() / "content" / "library" / "fuzzed.yaml").write_bytes(data)
    report = Report()
    found = load_library(_root(), report)
    run_checks(found, {}, Project("", "", "en-GB", {}, ()), report)


def page(data: bytes) -> None:
    """The text that templates make."""
    read_back(data.decode("utf-8", "surrogateescape"), Origins(), (), Report())


def drawing(data: bytes) -> None:
    """A file of a drawing program."""
    with contextlib.suppress(UnsafeSvgError):
        safe_svg(data)


READERS: Mapping[str, tuple[Callable[[bytes], None], str]] = {
    "library": (library, "libraries/*/content/library/*.yaml"),
    "page": (page, "features.xhtml"),
    "drawing": (drawing, "libraries/*/content/figures/*.svg"),
}
"""By name: the reader, and sound files for it."""


def samples(name: str) -> list[bytes]:
    """Sound files for a reader."""
    found = [path.read_bytes() for path in sorted(SAMPLES.glob(READERS[name][1]))]
    if name == "page":
        return [b'<article class="brief">' + data + b"</article>" for data in found]
    return [*found, DRAWING] if name == "drawing" else found


def slips(sound: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many damaged copies of these files, always the same for a seed."""
    dice = random.Random(seed)  # noqa: S311 - nothing is secret here
    for _ in range(count):
        data = dice.choice(sound)
        for _ in range(dice.choice((1, 1, 2, 4))):
            data = _damaged(data, dice, sound)
        yield data


def _damaged(data: bytes, dice: random.Random, sound: list[bytes]) -> bytes:
    chance = dice.random()
    if chance < 0.5 and data[:1] == b"<":
        return _other_tree(data, dice)
    return _other_pieces(data, dice, sound) if chance < 0.85 else _other_bytes(data, dice)


def _other_tree(data: bytes, dice: random.Random) -> bytes:
    """Well-formed markup, with elements and attributes where they should not be."""
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    if root is None:
        return data
    every = [element for element in root.iter() if isinstance(element.tag, str)]
    one, other = dice.choice(every), dice.choice(every)
    words = [word for word in WORDS if word.isprintable()]
    match dice.randrange(6):
        case 0 if one is not root:
            one.getparent().remove(one)
        case 1:
            other.append(copy.deepcopy(one))
        case 2 if one is not other and one not in other.iterancestors():
            other.insert(0, one)
        case 3:
            one.tag = dice.choice(sorted(TAGS))
        case 4:
            donor = dict(other.attrib) or {"class": "x"}
            one.set(dice.choice(list(donor)), dice.choice([*donor.values(), *words]))
        case _:
            one.text = dice.choice(words) * dice.choice((1, 50))
    return etree.tostring(root)


def _other_pieces(data: bytes, dice: random.Random, sound: list[bytes]) -> bytes:
    """Lines, tags and words in other places: what comes of it is often well-formed."""
    pieces = _PIECES.findall(data) or [b""]
    at, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
    match dice.randrange(6):
        case 0:
            del pieces[at]
        case 1:
            pieces[at:at] = [pieces[other]] * dice.choice((1, 1, 3, 60))
        case 2:
            pieces[at], pieces[other] = pieces[other], pieces[at]
        case 3:
            pieces[at] = dice.choice(WORDS).encode("utf-8", "surrogatepass")
        case 4:
            pieces[at:at] = _PIECES.findall(dice.choice(sound))[other : other + 40]
        case _:
            del pieces[min(at, other) : max(at, other)]
    return b"".join(pieces)


def _other_bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    end = min(len(data), at + dice.choice((1, 2, 8, 64)))
    word = dice.choice(WORDS).encode("utf-8", "surrogatepass") * dice.choice((1, 1, 1, 40))
    middle = dice.choice((b"", word, dice.randbytes(end - at), data[at:end][::-1], data[at:end] * 50))
    return data[:at] + middle + data[end:]
