"""briefgen: one library of structured content blocks becomes every policy brief."""

__version__ = "0.1.0"
