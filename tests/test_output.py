"""Bytes to files: whole or not at all, under names that every system takes."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.diagnostics import BriefgenError
from briefgen.output import (
    MAX_NAME,
    file_name,
    fingerprint,
    hash_files,
    read_manifest,
    sha256,
    write_file,
    write_manifest,
)

# --- names ------------------------------------------------------------------------------------------


def test_a_file_is_named_after_brief_audience_length_and_format() -> None:
    assert file_name("roads", "minister", "one-page", "pdf") == "roads-minister-one-page.pdf"


@given(
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,20}", fullmatch=True).filter(lambda s: len(s) < 120),
    st.sampled_from(["minister", "committee", "industry", "technical", "public", "treasury-board"]),
    st.sampled_from(["one-page", "standard", "pack"]),
    st.sampled_from(["pdf", "docx", "html"]),
)
def test_no_name_has_more_than_sixty_characters(brief: str, audience: str, length: str, suffix: str) -> None:
    name = file_name(brief, audience, length, suffix)

    assert len(name) <= MAX_NAME == 60
    assert name.endswith(f"-{audience}-{length}.{suffix}")
    assert "--" not in name
    assert not name.startswith("-")


# --- writing ----------------------------------------------------------------------------------------


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "build" / "roads" / "a.pdf"

    write_file(path, b"new")

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_nothing_but_the_file_is_left_in_the_folder(tmp_path: Path) -> None:
    write_file(tmp_path / "a.pdf", b"old")
    write_file(tmp_path / "a.pdf", b"new")

    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_file(path, b"old")

    with path.open("rb") as reader:
        write_file(path, b"new and longer")

        assert reader.read() == b"old"


def test_a_file_that_cannot_be_replaced_stands_untouched(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    (tmp_path / "a.pdf" / "inside").write_bytes(b"old")

    with pytest.raises(BriefgenError, match="cannot be written") as refused:
        write_file(tmp_path / "a.pdf", b"new")

    assert "disk" in refused.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"in the way")

    with pytest.raises(BriefgenError, match="cannot be written"):
        write_file(tmp_path / "build" / "a.pdf", b"new")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for this user")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)

    with pytest.raises(BriefgenError, match="cannot be written"):
        write_file(tmp_path / "a.pdf", b"new")


# --- hashes and the manifest ------------------------------------------------------------------------


def test_every_file_below_a_root_is_hashed_by_its_name_there(tmp_path: Path) -> None:
    for name in ("a.yaml", "sub/b.yaml", ".hidden", ".git/c", "__pycache__/d.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    hashes = hash_files([("content", tmp_path)])

    assert hashes == {
        "content/a.yaml": hashlib.sha256(b"a.yaml").hexdigest(),
        "content/sub/b.yaml": hashlib.sha256(b"sub/b.yaml").hexdigest(),
    }


def test_a_fingerprint_does_not_depend_on_the_order_of_names() -> None:
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})


@pytest.mark.parametrize("other", [{"a": "1", "b": "3"}, {"a": "1"}, {"a": "1", "c": "2"}, {"a": "2", "b": "1"}])
def test_a_fingerprint_changes_with_any_name_or_hash(other: dict[str, str]) -> None:
    assert fingerprint(other) != fingerprint({"a": "1", "b": "2"})


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest: dict[str, object] = {"brief": "Źródła", "deliverables": {"b": 1, "a": [2]}}

    write_manifest(tmp_path, manifest)

    assert read_manifest(tmp_path) == manifest


def test_the_same_manifest_has_the_same_bytes(tmp_path: Path) -> None:
    write_manifest(tmp_path / "one", {"a": 1, "b": 2})
    write_manifest(tmp_path / "two", {"b": 2, "a": 1})

    one, two = ((tmp_path / name / "manifest.json").read_bytes() for name in ("one", "two"))
    assert one == two
    assert one.endswith(b"\n")


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00", '"x"'])
def test_a_manifest_that_cannot_be_read_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)

    assert read_manifest(tmp_path) == {}


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "nowhere") == {}


def test_a_hash_is_sha_256() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
