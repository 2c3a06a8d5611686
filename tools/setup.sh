#!/bin/sh
# Sets up what briefgen needs: the system libraries for PDF, and a virtual environment in .venv.
# With the word "dev" it also installs what the tests need. Asks nothing; prints what it does.
set -eu
cd "$(dirname "$0")/.."

APT="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
APT_DEV="$APT libreoffice-writer poppler-utils"

say() { echo "== $* =="; }

has_library() {
    "$PYTHON" - "$@" <<'PY'
import ctypes.util, ctypes, sys
def there(names):
    for name in names:
        try:
            ctypes.CDLL(name)
            return True
        except OSError:
            pass
    return False
wanted = [("libpango-1.0.so.0", "libpango-1.0.dylib", "/opt/homebrew/lib/libpango-1.0.dylib", "/usr/local/lib/libpango-1.0.dylib"),
          ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "/opt/homebrew/lib/libpangoft2-1.0.dylib", "/usr/local/lib/libpangoft2-1.0.dylib"),
          ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib", "/opt/homebrew/lib/libharfbuzz-subset.dylib", "/usr/local/lib/libharfbuzz-subset.dylib")]
sys.exit(0 if all(there(w) for w in wanted) else 1)
PY
}

install_apt() {
    if [ "$(id -u)" = 0 ]; then
        say "Installing system libraries: $*"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        echo "These system libraries are missing. Install them, then run make again:" >&2
        echo "  sudo apt-get install -y $*" >&2
        return 1
    fi
}

python_is_new_enough() { "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if [ -z "${PYTHON:-}" ] || ! python_is_new_enough; then
    echo "briefgen needs Python 3.11 or newer; found: ${PYTHON:-none}." >&2
    echo "Debian 12: apt-get install -y python3 python3-venv    macOS: brew install python@3.12" >&2
    exit 3
fi

if ! has_library; then
    if command -v apt-get >/dev/null 2>&1; then
        # shellcheck disable=SC2086
        install_apt $APT || exit 3
    elif command -v brew >/dev/null 2>&1; then
        say "Installing system libraries: pango"
        brew install pango
    else
        echo "Install Pango 1.44 or newer and HarfBuzz with its subset library, then run make again." >&2
        exit 3
    fi
fi

# LibreOffice and pdftoppm let the tests look at Word files as pages; without them those tests are skipped.
if [ "${1:-}" = dev ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    if ! command -v soffice >/dev/null 2>&1 || ! command -v pdftoppm >/dev/null 2>&1; then
        # shellcheck disable=SC2086
        install_apt $APT_DEV || echo "LibreOffice could not be installed; the tests that need it will be skipped." >&2
    fi
fi

if [ "${1:-}" = dev ]; then
    sh tools/openxml.sh
fi

if [ ! -x .venv/bin/python ]; then
    say "Making the virtual environment .venv"
    if ! "$PYTHON" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        if command -v apt-get >/dev/null 2>&1; then
            install_apt python3-venv || exit 3
            "$PYTHON" -m venv .venv
        else
            echo "Python's venv module is missing." >&2
            exit 3
        fi
    fi
fi

if [ "${1:-}" = dev ]; then
    say "Installing briefgen and what its tests need into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
else
    say "Installing briefgen into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable .
fi
