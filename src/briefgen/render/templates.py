"""Jinja2, sandboxed and strict, over an audience's chain of folders; faults become diagnostics."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError

from briefgen.diagnostics import Report, Span, closest
from briefgen.render.origins import Origins
from briefgen.render.templates_sandbox import MAX_OUTPUT, Sandbox


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """One folder of an audience's chain, read."""

    audience: str
    path: str
    """Where it is, as messages should say it."""
    files: Mapping[str, str]
    """Template text by path inside the folder."""


class _ChainLoader(BaseLoader):
    """Finds `blocks/challenge.html.j2` in the nearest folder; `base/blocks/...` names an audience's own."""

    def __init__(self, folders: Sequence[TemplateFolder], origins: Origins) -> None:
        self.folders, self.origins = folders, origins

    def find(self, name: str) -> tuple[str, str] | None:
        for folder in self.folders:
            if name in folder.files:
                return folder.files[name], f"{folder.path}/{name}"
        audience, _, rest = name.partition("/")
        for folder in self.folders:
            if folder.audience == audience and rest in folder.files:
                return folder.files[rest], f"{folder.path}/{rest}"
        return None

    def get_source(self, environment: object, template: str) -> tuple[str, str, None]:  # noqa: ARG002 - Jinja's signature
        found = self.find(template)
        if found is None:
            raise TemplateNotFound(template)
        source, path = found
        return self.origins.mark_template(source, path), path, None

    def names(self) -> set[str]:
        return {name for folder in self.folders for name in folder.files}


class _Undefined(StrictUndefined):
    """Says in a designer's words what does not exist."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        owner, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint:
            return self._undefined_hint
        if isinstance(owner, SimpleNamespace):
            return f'there is no "{name}" here' + closest(str(name), vars(owner), '; did you mean "{}"?')
        return str(super()._undefined_message)


class Templates:
    """The templates of one audience, ready to render. What was compiled for one document serves the next."""

    def __init__(self, folders: Sequence[TemplateFolder], origins: Origins) -> None:
        self.origins = origins
        """The places of all documents that these templates make."""
        self._loader = _ChainLoader(folders, origins)
        self._environment = Sandbox(
            loader=self._loader, autoescape=True, undefined=_Undefined, trim_blocks=True, lstrip_blocks=True
        )
        self._paths = {f"{f.path}/{name}" for f in folders for name in f.files}

    def render(
        self, name: str, values: Mapping[str, object], report: Report, needed_by: Span | None = None
    ) -> str | None:
        """The text of template `name`; None after a fault, which is reported with the template's line."""
        try:
            self._environment.begin()
            return _whole(self._environment.get_template(name).generate(values))
        except TemplateNotFound as fault:
            place = self._place(fault) or needed_by
            hint = closest(str(fault.name), self._loader.names())
            report.add(
                "missing-template",
                f'there is no template "{fault.name}" in this audience or those it extends',
                place,
                hint=hint,
            )
        except TemplateSyntaxError as fault:
            place = Span(str(fault.filename or fault.name), fault.lineno, 1)
            report.add("template-syntax", f"template syntax: {fault.message}", place)
        except UndefinedError as fault:
            report.add(
                "undefined-variable",
                f"{fault.message}",
                self._place(fault),
                hint="docs/designers.md lists what templates are given",
            )
        except SecurityError as fault:
            report.add("template-refused", f"{fault.message}", self._place(fault))
        except TemplateError as fault:
            report.add("template-error", f"{fault.message}", self._place(fault))
        except Exception as fault:  # whatever a stranger's template does is a finding, not a crash
            report.add("template-error", f"{type(fault).__name__}: {fault}".rstrip(": "), self._place(fault))
        return None

    def _place(self, fault: BaseException) -> Span | None:
        frames = [f for f in traceback.extract_tb(fault.__traceback__) if f.filename in self._paths]
        return Span(frames[-1].filename, frames[-1].lineno or 1, 1) if frames else None


def _whole(pieces: Iterator[str]) -> str:
    """The text in one; raises `SecurityError` when it is too long for any document."""
    out, size = [], 0
    for piece in pieces:
        out.append(piece)
        size += len(piece)
        if size > MAX_OUTPUT:
            raise SecurityError(f"a document of more than {MAX_OUTPUT:,} characters")
    return "".join(out)
