"""Addresses of sources are asked politely: against a server of the test's own, never against the net."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from briefgen.core.model import Library
from briefgen.diagnostics import Report
from briefgen.source.load import load_library
from briefgen.verification.links import Asker, Manners, addresses, check_links
from conftest import SOURCES

Write = Callable[[Mapping[str, str] | None], Path]
QUICK = Manners(pause=0.0, timeout=5.0, private=True)
ANSWERS = {"/here": 200, "/gone": 404, "/guarded": 403, "/moved": 301, "/for-now": 302, "/circle": 302, "/no-head": 405}
LEADS = {"/moved": "/here", "/for-now": "/here", "/circle": "/circle"}


class _Pages(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 - emptied before each test

    def do_HEAD(self) -> None:
        self._answer(ANSWERS.get(self.path, 404))

    def do_GET(self) -> None:
        self._answer(200 if self.path == "/no-head" else ANSWERS.get(self.path, 404))

    def _answer(self, status: int) -> None:
        _Pages.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.send_response(status)
        if self.path in LEADS:
            self.send_header("Location", LEADS[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture
def site() -> Iterator[str]:
    _Pages.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def library_with(project: Write, fields: str) -> tuple[Library, Path]:
    root = project({"content/citations/sources.yaml": SOURCES.replace("issued: 2025", f"issued: 2025\n      {fields}")})
    return load_library(root, Report()), root


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/here", None),
        ("/for-now", None),
        ("/no-head", None),
        ("/guarded", None),
        ("/gone", "dead-link"),
        ("/circle", "dead-link"),
        ("/moved", "moved-link"),
    ],
)
def test_each_address_is_judged_by_its_answer(project: Write, site: str, path: str, rule: str | None) -> None:
    library, root = library_with(project, f"URL: {site}{path}")
    report = Report()

    check_links(library, root, report, QUICK)

    assert [d.rule for d in report.diagnostics] == ([rule] if rule else [])
    assert [str(d.span) for d in report.diagnostics] == (["content/citations/sources.yaml:2:9"] if rule else [])


def test_head_is_asked_first_and_the_program_says_who_it_is(project: Write, site: str) -> None:
    library, root = library_with(project, f"URL: {site}/no-head")

    check_links(library, root, Report(), QUICK)

    assert [(how, path) for how, path, _ in _Pages.asked] == [("HEAD", "/no-head"), ("GET", "/no-head")]
    assert all(agent.startswith("briefgen/") for _, _, agent in _Pages.asked)


def test_an_answer_is_kept_but_a_dead_address_is_asked_again(project: Write, site: str) -> None:
    for path, times in (("/here", 1), ("/gone", 2)):
        _Pages.asked.clear()
        library, root = library_with(project, f"URL: {site}{path}")
        for _ in range(2):
            check_links(library, root, Report(), QUICK)
        assert len(_Pages.asked) == times, path


def test_an_old_answer_and_a_damaged_memory_count_for_nothing(site: str, tmp_path: Path) -> None:
    path = tmp_path / "links.json"
    for manners in (QUICK, replace(QUICK, fresh=0.0)):
        asker = Asker(path, manners)
        asker.ask(f"{site}/here")
        asker.keep()
    path.write_text("[", encoding="utf-8")
    Asker(path, QUICK).ask(f"{site}/here")

    assert len(_Pages.asked) == 3


def test_a_source_that_is_said_to_be_gone_is_no_finding(project: Write, site: str) -> None:
    root = project(
        {
            "content/citations/sources.yaml": SOURCES.replace("issued: 2025", f"issued: 2025\n      URL: {site}/gone")
            + "    access: gone\n"
        }
    )
    report = Report()

    (row,) = check_links(load_library(root, report), root, report, QUICK)

    assert row["status"] == 404
    assert report.diagnostics == ()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "http://[::1]/", "file:///etc/passwd", "ftp://example.org/"]
)
def test_own_machine_private_networks_and_files_are_not_asked(address: str, tmp_path: Path) -> None:
    answer = Asker(tmp_path / "links.json", Manners(pause=0.0)).ask(address)

    assert answer.status == 0
    assert answer.reason in {"it lies in a private network", "it is no address of a page"}


def test_a_port_on_which_nobody_answers_is_dead(tmp_path: Path) -> None:
    answer = Asker(tmp_path / "links.json", QUICK).ask("http://127.0.0.1:9/")

    assert answer.is_dead
    assert "refused" in answer.reason


def test_a_doi_is_asked_at_its_resolver(project: Write) -> None:
    library, _ = library_with(project, "DOI: 10.1000/abc<1>\n      URL: https://example.org/")

    (source,) = library.citations.values()
    assert list(addresses(source)) == ["https://doi.org/10.1000/abc%3C1%3E", "https://example.org/"]
