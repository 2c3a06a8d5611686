#!/bin/sh
# Pictures of finished pages for the README: docs/gallery/*.png, made from build/ by pdftoppm.
# Usage: sh tools/gallery.sh [BRIEF]       Run by `make gallery`, which builds first.
set -eu
cd "$(dirname "$0")/.."

BRIEF="${1:-china-ai}"
OUT=docs/gallery
DPI=80

if ! command -v pdftoppm >/dev/null 2>&1; then
    echo "pdftoppm is missing. Debian: apt-get install -y poppler-utils    macOS: brew install poppler" >&2
    exit 3
fi

PAGES=$(mktemp -d)
trap 'rm -rf "$PAGES"' EXIT
mkdir -p "$OUT"

pdf() { echo "build/$BRIEF/$BRIEF-$1.pdf"; }

# page DELIVERABLE NUMBER NAME: one page as $PAGES/NAME.png
page() {
    if [ ! -f "$(pdf "$1")" ]; then
        echo "$(pdf "$1") is missing; run make briefs first" >&2
        exit 1
    fi
    pdftoppm -png -r "$DPI" -f "$2" -l "$2" -singlefile "$(pdf "$1")" "$PAGES/$3"
}

# find_page DELIVERABLE WORDS: the first page behind front and contents on which a line begins with WORDS
find_page() {
    last=$(pdfinfo "$(pdf "$1")" | sed -n 's/^Pages: *//p')
    number=6
    while [ "$number" -le "$last" ]; do
        if pdftotext -f "$number" -l "$number" "$(pdf "$1")" - 2>/dev/null | grep -q -- "^\([0-9. ]*\)$2"; then
            echo "$number"
            return
        fi
        number=$((number + 1))
    done
    echo "no page of $1 has a line that begins with \"$2\"" >&2
    return 1
}

for audience in minister committee industry technical public; do
    page "$audience-one-page" 1 "one-page-$audience"
    .venv/bin/python tools/gallery_sheet.py "$OUT/one-page-$audience.png" 1 "$PAGES/one-page-$audience.png"
done

page minister-pack 1 pack-1
page minister-pack 3 pack-2
number=3
for words in "Figure 1" "Options compared" "Risk register" "Evidence register"; do
    found=$(find_page minister-pack "$words")
    page minister-pack "$found" "pack-$number"
    number=$((number + 1))
done
.venv/bin/python tools/gallery_sheet.py "$OUT/pack-pages.png" 3 "$PAGES"/pack-?.png
