"""Projects of strangers: nothing outside them is read, written or taken away, whatever they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.diagnostics import BriefgenError
from briefgen.output import MANIFEST, hash_files, read_manifest
from briefgen.pipeline import Request, build
from conftest import Project

# --- links that leave the project ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [".briefgen", ".briefgen/cache", "build", "build/roads"])
def test_a_link_to_somebody_elses_folder_stops_the_build_and_that_folder_stays_as_it_is(
    name: str, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, victim = project(), tmp_path_factory.mktemp("victim")
    for inside in ("cache", "roads", "papers"):
        victim.joinpath(inside).mkdir()
        victim.joinpath(inside, "diary.txt").write_text("mine", encoding="utf-8")
    root.joinpath(name).parent.mkdir(exist_ok=True)
    root.joinpath(name).symlink_to(victim)
    before = sorted(victim.rglob("*"))

    with pytest.raises(BriefgenError, match="is a link that leaves the project"):
        build(Request(root))

    assert sorted(victim.rglob("*")) == before


def test_a_file_outside_that_a_link_leads_to_is_not_read_for_its_hash(tmp_path: Path) -> None:
    secret, root = tmp_path / "secret.txt", tmp_path / "content"
    root.mkdir()
    secret.write_text("one", encoding="utf-8")
    root.joinpath("link.txt").symlink_to(secret)
    root.joinpath("nothing.txt").symlink_to("/dev/zero")
    before = hash_files([("content", root)])
    secret.write_text("two", encoding="utf-8")

    assert hash_files([("content", root)]) == before
    assert list(before) == ["content/link.txt"]


def test_a_manifest_that_never_ends_counts_as_none(tmp_path: Path) -> None:
    tmp_path.joinpath(MANIFEST).symlink_to("/dev/zero")

    assert read_manifest(tmp_path) == {}
