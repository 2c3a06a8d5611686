"""The library at a glance: what there is, what an entry says, and the way from a proposal back to its sources."""

from briefgen.glance.entries import show_entry
from briefgen.glance.impacts import impact_of, where_used
from briefgen.glance.lists import list_rows
from briefgen.glance.traces import trace_entry

__all__ = ["impact_of", "list_rows", "show_entry", "trace_entry", "where_used"]
