"""Pictures of pages side by side, in few colours, so that text stays sharp and files small.

Usage: python tools/gallery_sheet.py OUT.png COLUMNS PAGE.png...
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageOps

GAP = 14
PAPER = "#e6eaec"
COLOURS = 128


def sheet(pages: list[Path], columns: int) -> Image.Image:
    """All pages on one ground, each with a thin frame; several pages are shown at half their size."""
    images = [ImageOps.expand(_opened(page, half=len(pages) > 1), border=1, fill="#c3ced1") for page in pages]
    width, height = (max(size) for size in zip(*(image.size for image in images), strict=True))
    rows = -(-len(images) // columns)
    ground = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), PAPER)
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        ground.paste(image, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return ground


def _opened(path: Path, *, half: bool) -> Image.Image:
    image = Image.open(path).convert("RGB")
    return image.resize((image.width * 3 // 5, image.height * 3 // 5), Image.Resampling.LANCZOS) if half else image


def main() -> None:
    """Write the sheet that the command line asks for."""
    out, columns, *pages = sys.argv[1:]
    made = sheet([Path(page) for page in pages], int(columns)).quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    made.save(out, optimize=True)
    print(f"{out}: {Path(out).stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
