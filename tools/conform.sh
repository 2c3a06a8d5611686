#!/bin/sh
# Builds a spread of documents afresh, in a folder that goes again, and holds them against the reference validators:
# veraPDF for PDF files, Microsoft's Open XML SDK for Word files. A validator that cannot be had is said loudly and is
# no failure; a document that breaks a rule is one.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/one" "$folder/other"
cp -r content templates "$folder/one"
cp -r content templates "$folder/other"
cp -r tests/libraries/zh "$folder/chinese"

make_documents() { .venv/bin/briefgen build --jobs 1 --format pdf --format docx --project "$@"; }

echo "== Building documents for the reference validators =="
make_documents "$folder/other" --length pack --audience public >"$folder/log" 2>&1 &
pack=$!
make_documents "$folder/one" --length one-page
make_documents "$folder/one" --length standard --audience minister --audience technical
make_documents "$folder/chinese" --audience committee
wait "$pack" || { cat "$folder/log"; exit 1; }

missing() { echo "!! $1 IS NOT THERE: $2 were not held against it." >&2; }
failed=0
check() {
    name=$1 what=$2
    shift 2
    status=0
    echo "== $name =="
    "$@" || status=$?
    case $status in
    0) ;;
    77) missing "$name" "$what" ;;
    *) failed=1 ;;
    esac
}

vera=.verapdf/bin/python
[ -x "$vera" ] || vera=.venv/bin/python
check veraPDF "PDF files" "$vera" tools/verapdf.py "$folder"/*/build/*/*.pdf
check "the Open XML SDK" "Word files" .venv/bin/python tools/openxml.py "$folder"/*/build/*/*.docx
exit "$failed"
