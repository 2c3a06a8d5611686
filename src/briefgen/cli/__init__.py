"""The command line: the one part that prints and exits."""

from briefgen.cli.app import main, run

__all__ = ["main", "run"]
