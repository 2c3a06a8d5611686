"""The doctor tells what is there and gives the command for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.doctor import LIBRARIES, Library, examine, look_for


def test_this_machine_can_make_briefs() -> None:
    assert [f.what for f in examine() if f.needed and not f.ok] == []


def test_everything_that_pdf_needs_is_looked_at() -> None:
    looked_at = {finding.what for finding in examine()}

    assert {library.what for library in LIBRARIES} <= looked_at
    assert {"Python", "weasyprint", "Pandoc", "vl-convert-python", "fonts", "templates", "write access"} <= looked_at


def test_what_is_only_useful_is_not_needed() -> None:
    optional = {finding.what for finding in examine() if not finding.needed}

    assert optional == {"LibreOffice", "pdftoppm"}


def test_a_library_that_is_not_there_comes_with_the_command_that_installs_it() -> None:
    found = look_for(Library("Nothing", ("libno-such-thing.so.0", "libno-such-thing.dylib"), "libno-such-thing0"))

    assert not found.ok
    assert found.needed
    assert "libno-such-thing0" in found.remedy or "brew install pango" in found.remedy


def test_what_is_there_needs_no_remedy() -> None:
    assert all(not finding.remedy for finding in examine() if finding.ok)


def test_a_folder_that_does_not_take_files_is_told(tmp_path: Path) -> None:
    (finding,) = (f for f in examine(tmp_path / "nowhere") if f.what == "write access")

    assert not finding.ok
    assert "nowhere" in finding.detail


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.what)
def test_libraries_have_names_for_linux_and_for_macos(library: Library) -> None:
    assert any(".so" in name for name in library.names)
    assert any(name.endswith(".dylib") for name in library.names)
    assert library.apt
    assert library.brew
