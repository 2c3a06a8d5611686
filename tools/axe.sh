#!/bin/sh
# Installs axe-core and what drives a browser into .axe; without them web pages are not held against axe.
# Never fails: a machine without npm, or without a way to its packages, does without.
cd "$(dirname "$0")/.." || exit 0
PACKAGES="axe-core@4.14.1 playwright-core@1.65.1"

[ -f .axe/node_modules/axe-core/axe.min.js ] && [ -d .axe/node_modules/playwright-core ] && exit 0
if ! command -v npm >/dev/null 2>&1; then
    echo "npm is not there, so axe-core is not either; the tests that need it will be skipped." >&2
    exit 0
fi

limited() { if command -v timeout >/dev/null 2>&1; then timeout 150 "$@"; else "$@"; fi; }

echo "== Installing axe-core into .axe =="
mkdir -p .axe
# shellcheck disable=SC2086 - two packages
limited npm install --prefix .axe --no-save --no-audit --no-fund --ignore-scripts --silent \
    --fetch-retries=0 --fetch-timeout=60000 $PACKAGES >/dev/null 2>&1 ||
    echo "axe-core could not be installed; the tests that need it will be skipped." >&2
exit 0
