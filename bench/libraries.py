"""A library that is so many times the shipped one: `python bench/libraries.py FOLDER TIMES`.

Each copy has ids of its own for themes, blocks, facts and sources, and another country in its prose, so that no text
stands twice and every cross-reference stays inside its copy. The brief stays one, over all that there is; its frame
(bottom line, what is asked) is not copied, since a page could not hold so many of them.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_DECLARED = re.compile(r"^ *(?:- )?\{?(?:id|theme): *([a-z0-9-]+)", re.MULTILINE)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def multiply(source: Path, target: Path, times: int) -> None:
    """Write the project in `source` to `target`, with so many copies of its library and its sources."""
    shutil.copytree(source / "content", target / "content", dirs_exist_ok=True)
    files = [p for folder in ("library", "citations") for p in (source / "content" / folder).glob("*.yaml")]
    files = [path for path in files if path.stem != "frame"]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    names = sorted({name for text in texts.values() for name in _DECLARED.findall(text)})
    ids = re.compile(rf"(?<![\w-])(?<!type: )(?:{'|'.join(sorted(names, key=len, reverse=True))})(?![\w-]|:)")
    for number in range(1, times):
        tail = _LETTERS[number // 26] + _LETTERS[number % 26]
        for path, text in texts.items():
            copy = ids.sub(rf"\g<0>-x{tail}", text).replace("China", f"Chi{tail}land")
            place = target / path.relative_to(source)
            place.with_name(f"{path.stem}-x{tail}.yaml").write_text(copy, encoding="utf-8")


if __name__ == "__main__":
    multiply(ROOT, Path(sys.argv[1]), int(sys.argv[2]))
