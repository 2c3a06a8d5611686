"""A folder for a new audience: what it inherits is shown in comments, to be switched on where it should differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from briefgen import resources
from briefgen.diagnostics import BriefgenError, Report, UsageError, closest
from briefgen.output import write_file
from briefgen.render.settings import Branch, Leaf, LookFolder, branch, read_settings
from briefgen.scaffold.names import must_be_id
from briefgen.source.looks import Folder, read_looks, shelves
from briefgen.source.yaml_tree import parse_yaml

EXAMPLE: Final = "sections/masthead.html.j2"
"""The partial that is copied as an example: small, and the first thing that a reader sees."""

_README: Final = """\
The look and the order of briefs for the audience "{name}"
{line}

Everything that is not here comes from "{base}". Keep in these files only what differs; delete a file that
changes nothing.

audience.yaml              which sections there are, in which order, how long; the citation style; limits for texts
brand.yml                  colours, fonts, logo
styles.yml                 sizes, lines and spaces of every style, for PDF, HTML and Word at once
{example:<26} the top of the first page: an example of a template taken over from "{source}"

You may add:
  labels.yml               fixed words such as "Contents" or "Sources"
  print.css, screen.css    rules for PDF and for the web page that the style table cannot express
  reference.docx           a Word file whose styles Word output takes over
  blocks/KIND.html.j2      how one kind of block is written
  sections/LAYOUT.html.j2  how a section is written
  fonts/, csl/             font files and citation styles

Try it:  briefgen build --audience {name} --length one-page
Words that blocks use for this audience alone: put them under  for: {name}:  in the block's text.
"""

_STYLES: Final = """\
# Sizes, lines and spaces for {name}; only what differs from {base}. Points, millimetres for the page.
# The list of styles stands in the styles.yml of base. Take the # away to use a line.
#
#scale: 1.1                  # everything a tenth larger
#page: {{left-mm: 30, right-mm: 30}}
#styles:
  #Body Text: {{size: 12, line: 16}}
"""

_BRAND: Final = """\
# Colours, fonts and logo for {name}; only what differs from {base}. The format: https://posit-dev.github.io/brand-yml
# These are the colours that {name} has now. Take the # away from a line, and from those above it that it
# belongs to, to change it.
#
#logo: logo.svg              # SVG or PNG beside this file
#color:
"""

_PROFILE: Final = """\
# yaml-language-server: $schema=../../content/.schema/audience.json
# The profile of {name}: who reads, which sections they get, how long. Only what differs from {base} stands here.
extends: {base}
label: {label}
"""


def new_audience(root: Path, name: str, base: str, known: Sequence[str]) -> list[Path]:
    """Make templates/NAME/, which starts from the audience `base`; the files made.

    `known` are the audiences that exist. Raises `UsageError` for names that cannot be used.
    """
    must_be_id(name)
    if base not in known:
        raise UsageError(
            f'there is no audience "{base}"', hint=closest(base, known) or f"there are: {', '.join(known)}"
        )
    folder = root / "templates" / name
    if name in known or folder.exists():
        raise UsageError(f'there is an audience "{name}" already', hint="give another name")
    looks = read_looks(shelves(root, resources.built_in_templates()), base, Report())
    if looks is None:
        raise BriefgenError(f'the templates of "{base}" cannot be read', hint="briefgen check says why")
    files = _files(name, base, looks.folders)
    for path, text in files.items():
        write_file(folder / path, text.encode())
    return [folder / path for path in files]


def _files(name: str, base: str, folders: Sequence[Folder]) -> dict[str, str]:
    words = {"name": name, "base": base, "label": f"For {name}", "example": EXAMPLE, "line": "=" * (len(name) + 50)}
    holder = next(f for f in folders if (f.path / EXAMPLE).is_file())
    return {
        "README.txt": _README.format(**words, source=holder.audience),
        "audience.yaml": _PROFILE.format(**words) + _inherited_profile(base, folders),
        "brand.yml": _BRAND.format(**words) + _inherited_colours(folders),
        "styles.yml": _STYLES.format(**words),
        EXAMPLE: f"{{# Taken over from {holder.audience}; change it, or delete the file. #}}\n{_text(holder, EXAMPLE)}",
    }


def _inherited_profile(base: str, folders: Sequence[Folder]) -> str:
    """The profile that the audience starts from, switched off line by line."""
    holder = next((f for f in folders if (f.path / "audience.yaml").is_file()), None)
    if holder is None:
        return ""
    lines = _text(holder, "audience.yaml").splitlines()
    skipped = ("# yaml-language-server:", "extends:", "label:")
    kept = [f"#{line}".rstrip() for line in lines if not line.startswith(skipped)]
    head = (
        f"\n# What {base} says. Take the # away from a line, and from those above it that it belongs to, to change it."
    )
    return "\n".join([head, "#", *kept]) + "\n"


def _inherited_colours(folders: Sequence[Folder]) -> str:
    settings = read_settings([LookFolder(f.path, f.shown) for f in folders], "brand.yml", parse_yaml, Report())
    return "".join(f"#  {line}\n" for line in _entries(branch(settings.get("color"))))


def _entries(colours: Branch) -> list[str]:
    lines = []
    for key, value in colours.items():
        if isinstance(value, Leaf):
            lines.append(f'{key}: "{value.text}"' if value.text.startswith("#") else f"{key}: {value.text}")
        elif isinstance(value, Branch):
            lines += [f"{key}:", *(f"  {line}" for line in _entries(value))]
    return lines


def _text(folder: Folder, name: str) -> str:
    return (folder.path / name).read_text(encoding="utf-8")
