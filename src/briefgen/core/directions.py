"""Which languages are written from right to left."""

from __future__ import annotations

from typing import Final

_LANGUAGES: Final = frozenset("ar arc ckb dv fa glk he iw ji ks lrc mzn nqo ota pnb ps sam sd syr ug ur yi".split())  # noqa: SIM905
_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})


def is_right_to_left(lang: str) -> bool:
    """Whether text of a language such as `ar` or `pa-Arab-PK` runs to the left; a script goes before a language."""
    language, *rest = lang.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return script in _SCRIPTS if script else language in _LANGUAGES
