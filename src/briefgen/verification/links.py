"""The addresses and DOIs of sources, asked politely whether they still lead somewhere.

Only on request: one question at a time, a pause before the same host is asked again, HEAD before GET, few bytes, and
no question twice within a week.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from briefgen import __version__, output
from briefgen.caching import cache_folder
from briefgen.clock import now
from briefgen.core.model import Citation, Library
from briefgen.diagnostics import Report

CACHE: Final = "links.json"
_AGENT: Final = f"briefgen/{__version__} (checks whether cited sources can be reached)"
_HOPS: Final = 8
_ASK_AGAIN: Final = frozenset({403, 405, 406, 429, 500, 501, 503})
"""Answers to HEAD that say little of the page: GET decides."""
_GUARDED: Final = frozenset({401, 403, 429})
"""The page is there, but not for programs."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How others' machines are treated."""

    pause: float = 1.0
    """Seconds between two questions to one host."""
    timeout: float = 15.0
    most: int = 65_536
    """Bytes that are read at most."""
    fresh: float = 7 * 86_400
    """Seconds for which an answer is kept."""
    private: bool = False
    """Whether addresses of the own machine and network may be asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said."""

    status: int
    """Of HTTP; 0 when nobody answered."""
    leads_to: str
    reason: str
    when: float = 0.0

    @property
    def is_dead(self) -> bool:
        return not 200 <= self.status < 400 and self.status not in _GUARDED


def addresses(source: Citation) -> Iterator[str]:
    """The DOI and the address of a source, as far as it has them."""
    doi = str(source.csl.get("DOI") or "").strip().removeprefix("https://doi.org/").removeprefix("doi:")
    if doi:
        yield f"https://doi.org/{quote(doi, safe='/:;()._-')}"
    url = str(source.csl.get("URL") or "").strip()
    if url and url != doi:
        yield url


def check_links(
    library: Library, root: Path, report: Report, manners: Manners | None = None
) -> list[dict[str, object]]:
    """A row for each address; those that lead nowhere, or elsewhere for good, go to `report`."""
    asker = Asker(cache_folder(root) / CACHE, manners or Manners())
    rows: list[dict[str, object]] = []
    for source in library.citations.values():
        for address in addresses(source):
            answer = asker.ask(address)
            rows.append({"source": str(source.key), "address": address, **_plain(answer)})
            if answer.is_dead:
                message = f'"{source.key}": {address} leads nowhere: {answer.reason}'
                hint = "look for another address, or say access: gone"
                if source.access != "gone":
                    report.add("dead-link", message, source.span, hint=hint)
            elif answer.leads_to and "doi.org/" not in address:
                message = f'"{source.key}": {address} now leads to {answer.leads_to}'
                report.add("moved-link", message, source.span, hint="see whether it is still the same source")
    asker.keep()
    return rows


def _plain(answer: Answer) -> dict[str, object]:
    return {"status": answer.status, "leads-to": answer.leads_to, "reason": answer.reason}


@dataclass(slots=True)
class Asker:
    """Asks each address once, and remembers the answers."""

    path: Path
    manners: Manners
    _known: dict[str, Answer] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self._known = {address: Answer(**answer) for address, answer in kept.items()}

    def ask(self, address: str) -> Answer:
        """What the address says now, or said lately."""
        known = self._known.get(address)
        if known is None or not 0 <= now() - known.when < self.manners.fresh:
            self._known[address] = known = self._follow(address)
        return known

    def keep(self) -> None:
        """Write down the answers of pages that are there; others are asked again next time."""
        kept = {
            address: {"status": a.status, "leads_to": a.leads_to, "reason": a.reason, "when": a.when}
            for address, a in sorted(self._known.items())
            if not a.is_dead
        }
        output.write_file(self.path, json.dumps(kept, indent=1).encode())

    def _follow(self, address: str) -> Answer:
        """Go where redirections lead; remember the last place if one of them is for good."""
        here, for_good = address, False
        for _ in range(_HOPS):
            if fault := self._refused(here):
                return Answer(0, "", fault, now())
            status, reason, leads_to = self._question(here)
            if not leads_to:
                return Answer(status, here if for_good else "", reason, now())
            for_good = for_good or status in {301, 308}
            here = urljoin(here, leads_to)
        return Answer(0, "", "it leads in a circle", now())

    def _refused(self, address: str) -> str:
        """Why an address is not asked, or an empty text."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return "it is no address of a page"
        try:
            found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, ValueError):
            return "no machine has this name"
        if self.manners.private or all(ipaddress.ip_address(str(each[4][0])).is_global for each in found):
            return ""
        return "it lies in a private network"

    def _question(self, address: str) -> tuple[int, str, str]:
        """Status, reason and where it leads; GET where HEAD says little."""
        found = self._request(address, "HEAD")
        return self._request(address, "GET") if found[0] in _ASK_AGAIN or not found[0] else found

    def _request(self, address: str, method: str) -> tuple[int, str, str]:
        host = urlsplit(address).netloc
        time.sleep(max(0.0, self._asked.get(host, 0.0) + self.manners.pause - time.monotonic()))
        request = urllib.request.Request(address, method=method, headers={"User-Agent": _AGENT})  # noqa: S310 - http only
        try:
            with _OPENER.open(request, timeout=self.manners.timeout) as answer:
                answer.read(self.manners.most if method == "GET" else 0)
                return answer.status, answer.reason, ""
        except urllib.error.HTTPError as answer:
            leads_to = answer.headers.get("Location", "") if 300 <= answer.code < 400 else ""
            return answer.code, f"{answer.code} {answer.reason}", leads_to
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return 0, str(getattr(fault, "reason", "") or fault) or type(fault).__name__, ""
        finally:
            self._asked[host] = time.monotonic()


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Redirections are followed step by step, so that each is seen."""

    def redirect_request(self, *_: object) -> None:
        """No other request in place of the first."""


_OPENER: Final = urllib.request.build_opener(_StayHere)
