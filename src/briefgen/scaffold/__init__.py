"""What people start from: projects, entries, briefs, audiences, imported sources, schemas for editors."""

from briefgen.scaffold.audiences import new_audience
from briefgen.scaffold.entries import add_entry, first_source, new_brief
from briefgen.scaffold.imports import import_file
from briefgen.scaffold.projects import init_project, schema_texts, write_schemas
from briefgen.scaffold.references import new_reference
from briefgen.scaffold.skeletons import ENTRY_KINDS, skeleton

__all__ = [
    "ENTRY_KINDS",
    "add_entry",
    "first_source",
    "import_file",
    "init_project",
    "new_audience",
    "new_brief",
    "new_reference",
    "schema_texts",
    "skeleton",
    "write_schemas",
]
