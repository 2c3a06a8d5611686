"""Draws one Vega-Lite specification in a process of its own, which may use so much time and memory and no more.

It is run as a file: a task as JSON comes in, `{"svg": …}` or `{"fault": …}` goes out.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any


def main() -> None:
    """Read the task, draw, and print the answer."""
    task = json.load(sys.stdin)
    _limit(int(task["seconds"]), int(task["bytes"]))
    import vl_convert

    vl_convert.register_font_directory(task["fonts"])
    given: dict[str, Any] = {"vl_version": task["version"], "config": task["config"], "allowed_base_urls": []}
    for key, find in (
        ("format_locale", vl_convert.get_format_locale),
        ("time_format_locale", vl_convert.get_time_format_locale),
    ):
        with contextlib.suppress(ValueError):
            given[key] = find(task["lang"])
    try:
        answer = {"svg": vl_convert.vegalite_to_svg(task["spec"], **given)}
    except ValueError as fault:
        answer = {"fault": str(fault)}
    json.dump(answer, sys.stdout)


def _limit(seconds: int, size: int) -> None:
    """Where the system knows such limits; elsewhere the parent's clock is the only one."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
