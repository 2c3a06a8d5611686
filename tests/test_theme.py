"""Themes: brand, style table, labels and fonts of a chain of folders, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from briefgen.diagnostics import Report
from briefgen.render.brand import contrast
from briefgen.render.stylesheet import css_of, dark_colors, mirrored_boxes, style_css
from looks import BASE, a_theme, files

WORD_STYLES = {
    "Normal", "Body Text", "Lead", "Numbered Paragraph", "Small", "Source Note", "Label", "Signature", "Answer",
    "Contact", "Kicker", "Title", "Subtitle", "Byline", "Protective Marking", "Heading 1", "Heading 2", "Heading 3",
    "List Bullet", "List Bullet 2", "List Bullet 3", "List Number", "List Number 2", "List Number 3",
    "Definition Term", "Definition", "Callout", "Callout Title", "Ask", "Ask Title", "Quote", "Source Code",
    "caption", "Figure", "Table Text", "Table Number", "Table Mark", "Table Heading", "Table Big", "TOC Heading",
    "toc 1", "toc 2", "toc 3", "table of figures", "Bibliography", "footnote text", "header", "footer",
}  # fmt: skip


def found(report: Report) -> list[tuple[str, str]]:
    """Rule and place of each finding, with the file's name alone."""
    return [(d.rule, f"{Path(d.span.file).name}:{d.span.line}" if d.span else "") for d in report.diagnostics]


def test_the_shipped_look_has_no_findings_and_every_style_of_the_vocabulary() -> None:
    theme = a_theme()

    assert set(theme.styles) >= WORD_STYLES


@pytest.mark.parametrize("length", ["one-page", "standard", "pack"])
def test_shipped_running_text_has_eleven_points_and_nothing_is_too_small_to_read(length: str) -> None:
    styles = a_theme(length=length).styles

    assert styles["Body Text"].size >= 11
    assert styles["Body Text"].line >= 1.2 * styles["Body Text"].size
    assert styles["footnote text"].size >= 9
    assert min(s.size for s in styles.values() if s.size) >= 8.5


def test_shipped_fonts_may_be_embedded_and_do_not_use_the_reserved_name() -> None:
    for path in sorted((BASE / "fonts").glob("*.ttf")):
        font = TTFont(path)
        shown = " ".join(font["name"].getDebugName(n) or "" for n in (1, 3, 4, 6))

        assert font["OS/2"].fsType == 0, path.name
        assert "fvar" not in font, path.name
        assert "glyf" in font, path.name
        assert "Source" not in shown, path.name


@pytest.mark.parametrize(
    "characters", ["ÄčłŞẗǎǚ", "αβΔΩ", "БЖдяЇ", "“”‘’–—…·§№", "→←↑↓≤≥≈−×±", "●○■□▲☐☑✓", "€£¥₽½²₂", "\u2011"]
)
def test_the_sans_draws_what_policy_texts_use(characters: str) -> None:
    drawn = TTFont(BASE / "fonts" / "BriefSans-Regular.ttf").getBestCmap()

    assert [c for c in characters if ord(c) not in drawn] == []


def test_what_a_nearer_folder_says_goes_before_its_parents(tmp_path: Path) -> None:
    near = files(
        tmp_path / "minister",
        brand_yml='color:\n  primary: "#123456"\n',
        styles_yml="styles:\n  Heading 3: {size: 30}\n",
        labels_yml="en:\n  figure: Chart\n",
        print_css="p { color: red }\n",
    )

    theme = a_theme(near)

    assert theme.brand.colors["primary"] == "#123456"
    assert theme.brand.colors["accent"] == a_theme().brand.colors["accent"]
    assert (theme.styles["Heading 3"].size, theme.styles["Heading 3"].bold) == (30, True)
    assert (theme.labels["figure"], theme.labels["table"]) == ("Chart", "Table")
    assert theme.css.endswith("p { color: red }\n")
    assert theme.css_files[-1] == (f"{tmp_path.name}/minister/print.css", a_theme().css.count("\n") + 1)


def test_a_length_and_a_language_lay_their_own_rows_over_the_table() -> None:
    standard, one_page, chinese = a_theme(), a_theme(length="one-page"), a_theme(lang="zh-CN")

    assert one_page.page.left_mm < standard.page.left_mm
    assert one_page.styles["Title"].size < standard.styles["Title"].size
    assert chinese.styles["Body Text"].line > standard.styles["Body Text"].line
    assert chinese.labels["contents"] == "目录"


def test_a_scale_enlarges_sizes_lines_and_spaces_alike(tmp_path: Path) -> None:
    row = "styles:\n  Own: {css: p, size: 11, line: 14, after: 7}\n"

    own = a_theme(files(tmp_path / "public", styles_yml=f"scale: 1.1\n{row}")).styles["Own"]

    assert (own.size, own.line, own.after) == (12, 15.5, 7.75)


@pytest.mark.parametrize(
    ("yaml", "rule", "line"),
    [
        ("color:\n  primary: petrl\n", "bad-brand", 2),
        ("color:\n  palette:\n    petrol: blue\n", "bad-brand", 3),
        ("typography:\n  base: {family: Brief Serf}\n", "missing-font", 2),
        (
            "typography:\n  fonts:\n    - family: Own\n      files:\n        - {path: fonts/Own.ttf}\n",
            "missing-font",
            3,
        ),
        ("logo: logo.svg\n", "missing-image", 1),
        ("logo: logo.gif\n", "bad-brand", 1),
        ('color:\n  muted: "#aaaaaa"\n', "low-contrast", 2),
        ('color:\n  primry: "#0f4453"\n', "bad-brand", 2),
        ('color:\n  palette:\n    acent: "#0f4453"\n', "bad-brand", 3),
        ('colour:\n  primary: "#0f4453"\n', "bad-brand", 1),
        ("typography:\n  heading: {family: Brief Sans}\n", "bad-brand", 2),
        ("defaults:\n  briefgen:\n    chart-colours: []\n", "bad-brand", 3),
    ],
)
def test_a_fault_in_brand_yml_is_found_at_its_line(tmp_path: Path, yaml: str, rule: str, line: int) -> None:
    report = Report()

    a_theme(files(tmp_path / "minister", brand_yml=yaml), report=report)

    assert (rule, f"brand.yml:{line}") in found(report)


@pytest.mark.parametrize(
    "row",
    [
        "{sise: 12}",
        "{size: 12pt}",
        "{color: petrl}",
        "{bold: yes}",
        "{rule: left primary}",
        "{base: Boddy Text}",
        "{base: Heading 3}",
        "{font: serif}",
        "{outline: 12}",
    ],
)
def test_a_fault_in_styles_yml_is_found_at_its_line_and_a_usable_value_stands_in(tmp_path: Path, row: str) -> None:
    report = Report()

    theme = a_theme(files(tmp_path / "minister", styles_yml=f"styles:\n  Heading 3: {row}\n"), report=report)

    assert found(report) == [("bad-brand", "styles.yml:2")]
    assert theme.styles["Heading 3"].size > 0


def test_a_fault_comes_with_the_nearest_name_as_a_hint(tmp_path: Path) -> None:
    report = Report()

    a_theme(files(tmp_path / "minister", styles_yml="styles:\n  Title: {color: primry}\n"), report=report)

    assert [d.hint for d in report.diagnostics] == ['did you mean "primary"?']


def test_a_brand_of_another_house_may_say_what_the_format_knows_and_have_colours_of_its_own(tmp_path: Path) -> None:
    brand = (
        "meta: {name: {full: House of Policy}, link: https://house.example}\n"
        'color:\n  palette: {accent2: "#7a1f3d", sand: "#fdf6ec"}\n  success: accent2\n  dark: accent2\n'
        "typography:\n  monospace-inline: {family: Brief Mono}\ndefaults:\n  shiny: {theme: {preset: brand}}\n"
    )

    a_theme(files(tmp_path / "m", brand_yml=brand))


def test_margins_that_leave_no_room_are_refused(tmp_path: Path) -> None:
    report = Report()

    folder = files(tmp_path / "m", styles_yml="page: {left-mm: 90, right-mm: 90}\n")

    theme = a_theme(folder, length="other", report=report)

    assert [d.rule for d in report.diagnostics] == ["bad-brand"]
    assert theme.page.text_width_mm == 170


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.png"
    outside.write_bytes(b"\x89PNG secret")
    folder = files(tmp_path / "minister", brand_yml="logo: logo.png\n")
    (folder / "logo.png").symlink_to(outside)
    report = Report()

    theme = a_theme(folder, report=report)

    assert ("unreadable-file", "logo.png:1") in found(report)
    assert theme.brand.logo == b""


def test_a_logo_is_carried_with_its_type(tmp_path: Path) -> None:
    folder = files(tmp_path / "minister", brand_yml="logo: {medium: logo.svg}\n", logo_svg="<svg/>")

    brand = a_theme(folder).brand

    assert (brand.logo, brand.logo_type) == (b"<svg/>", "svg")


def test_a_project_font_serves_a_role(tmp_path: Path) -> None:
    yaml = (
        "typography:\n  fonts:\n    - family: House\n      files:\n        - {path: fonts/House.ttf, weight: 400}\n"
        "        - {path: fonts/House-Bold.ttf, weight: bold}\n  base: House\n"
    )
    folder = files(tmp_path / "minister", brand_yml=yaml)
    (folder / "fonts").mkdir()
    for name in ("House.ttf", "House-Bold.ttf"):
        (folder / "fonts" / name).write_bytes((BASE / "fonts" / "BriefMono-Regular.ttf").read_bytes())

    theme = a_theme(folder)

    assert (theme.brand.fonts["base"].regular, theme.brand.fonts["base"].bold) == ("House.ttf", "House-Bold.ttf")
    assert "House.ttf" in theme.fonts


def test_words_in_a_line_are_held_against_the_ground_of_boxes_too(tmp_path: Path) -> None:
    report = Report()

    a_theme(files(tmp_path / "m", brand_yml='color:\n  muted: "#737373"\n'), report=report)

    messages = [d.message for d in report.diagnostics]
    assert any(m.startswith('text in "muted" on "light" (style "Muted")') for m in messages)
    assert not any(m.startswith('text in "muted" on "background"') for m in messages), "4.7 to 1 on white"


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_series_colours_stand_out_from_paper_and_from_each_other_in_grey() -> None:
    colors = a_theme().brand.chart_colors
    greys = [contrast(c, "#ffffff") for c in colors]

    assert min(greys) >= 3
    assert all(abs(a - b) > 0.2 for i, a in enumerate(greys) for b in greys[:i])


def test_dark_colours_can_be_read_on_the_dark_ground() -> None:
    colors = dark_colors(a_theme().brand)

    for role in ("foreground", "primary", "secondary", "tertiary", "muted", "accent", "danger"):
        assert contrast(colors[role], colors["background"]) >= 5.9, role
        assert contrast(colors[role], colors["light"]) >= 4.5, role


def test_the_style_sheet_has_page_brand_and_a_rule_for_each_style() -> None:
    css = style_css(a_theme(length="other"))

    assert "size: 210mm 297mm; margin: 25mm 25mm 24mm 25mm" in css
    assert "--primary: #0f4453" in css
    assert 'content: "Page " counter(page) " of " counter(pages) ""' in css
    assert "h2, .style-heading-1 { font-family: var(--font-headings); font-size: 15pt; line-height: 19pt;" in css
    assert "aside, .style-callout {" in css


def test_a_paragraph_leaves_its_look_to_the_box_around_it() -> None:
    rule = next(r for r in style_css(a_theme(length="other")).split("\n") if r.startswith("p, dd"))

    assert rule == "p, dd, .style-body-text { margin: 0 0 7pt 0 }"


def test_a_box_between_rules_is_flush_with_the_text_though_its_base_has_a_ground(tmp_path: Path) -> None:
    house = files(tmp_path / "m", styles_yml='styles:\n  Ask: {fill: "", rule: top accent 1.5, padding: 9}\n')
    rule = next(r for r in style_css(a_theme(house, length="other")).split("\n") if r.startswith("aside.ask, "))

    assert "padding: 9pt 0 0 0" in rule


def test_a_style_whose_base_does_not_surround_it_says_all_that_differs_from_the_page() -> None:
    rule = next(r for r in style_css(a_theme()).split("\n") if r.startswith("p.source"))

    assert "font-family: var(--font-headings); font-size: 9pt; line-height: 12pt; color: var(--muted)" in rule


def test_a_list_in_a_list_is_not_indented_twice() -> None:
    rows = {r.partition(" {")[0]: r for r in style_css(a_theme(length="other")).split("\n")}

    assert "margin: 0 0 4pt 14pt" in rows["ul > li, .style-list-bullet"]
    assert "margin: 0 0 2pt 14pt" in rows["li ul > li, .style-list-bullet-2"]
    assert "margin: 0 0 1pt 14pt" in rows["ul.compact > li, ol.compact > li, .style-compact"]


def test_for_a_language_that_runs_to_the_left_rules_and_spaces_change_sides() -> None:
    english, arabic = (style_css(a_theme(lang=lang, length="other"), lang=lang).split("\n") for lang in ("en", "ar"))
    changed = {new.partition(" {")[0]: new for old, new in zip(english, arabic, strict=True) if old != new}

    assert "border-right: 3pt solid var(--accent)" in next(r for name, r in changed.items() if "aside.ask," in name)
    assert "margin: 0 14pt 4pt 0" in changed["ul > li, .style-list-bullet"]
    assert "text-indent: 0 }" in changed["p.numbered, .style-numbered-paragraph"]


def test_for_a_language_that_runs_to_the_left_margins_of_pages_change_sides() -> None:
    css = "@top-left { color: red } @left-middle { top: 0 } @bottom-right-corner { left: 0 } @top-center { top: 0 }"

    assert mirrored_boxes(css, "en") == css
    assert mirrored_boxes(css, "ar") == (
        "@top-right { color: red } @right-middle { top: 0 } @bottom-left-corner { left: 0 } @top-center { top: 0 }"
    )


def test_chinese_puts_the_chinese_family_first_and_english_last() -> None:
    english = next(r for r in style_css(a_theme()).split(";") if "--font-base" in r)
    chinese = next(r for r in style_css(a_theme(lang="zh-CN"), lang="zh-CN").split(";") if "--font-base" in r)

    assert english.index("Brief Serif") < english.index("Noto Sans SC")
    assert chinese.index("Noto Sans SC") < chinese.index("Brief Serif")


def test_a_class_of_an_audience_looks_like_the_style_that_it_stands_for(tmp_path: Path) -> None:
    css = style_css(replace(a_theme(files(tmp_path / "m")), class_styles={"sidebar": "Callout"}))

    assert "aside, .style-callout, .sidebar {" in css


def test_the_screen_gets_relative_sizes_and_a_dark_scheme() -> None:
    css = css_of(a_theme(length="other"), screen=True)

    assert "article.brief, .style-normal { font-family: var(--font-base); font-size: 1.06rem; line-height: 1.27" in css
    assert "@media screen and (prefers-color-scheme: dark) { :root {" in css
    assert "size: 210mm" not in css
