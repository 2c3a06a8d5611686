"""What templates are given: the words for these readers, their sources, and rows for what is generated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from briefgen import resources
from briefgen.core.model import Block, BlockId, Chart, Comparator, Datum, Day, Depth, FactId, Strength, Text
from briefgen.core.profile import Audience, SectionSpec
from briefgen.core.select import plan
from briefgen.diagnostics import Report
from briefgen.render.compose import Composition, compose
from briefgen.render.origins import Origins
from briefgen.render.templates import TemplateFolder, Templates
from briefgen.render.theme import load_labels
from briefgen.source.yaml_tree import parse_yaml
from builders import (
    HERE,
    a_brief,
    a_challenge,
    a_conflict,
    a_fact,
    a_figure,
    a_length,
    a_library,
    a_recommendation,
    a_risk,
    a_section,
    a_source,
    a_table,
    a_term,
    a_text,
    all_that_may_be_printed,
    an_audience,
    an_evidence,
    an_option,
    nobody_knows,
    prose,
)

BASE = resources.built_in_templates() / "base"


def labels(lang: str = "en-GB") -> dict[str, str]:
    return load_labels([BASE], ["base"], lang, Report(), parse_yaml=parse_yaml)


def parts_of(
    *blocks: Block,
    sections: tuple[SectionSpec, ...] = (),
    audience: Audience | None = None,
    brief: Mapping[str, Any] | None = None,
    **length: Any,
) -> Composition:
    library, made = a_library(*blocks), a_brief(**(brief or {}))
    reader = audience or an_audience(labels=labels(made.lang))
    size = a_length(*sections, **length)
    whole = plan(library, made, reader, size)
    return Composition(library, made, reader, size, all_that_may_be_printed(whole))


def composed(template: str, parts: Composition) -> str:
    """What `template` makes of the parts, without the marks of origins."""
    report, origins = Report(), Origins()
    folder = TemplateFolder("base", "templates/base", {"one-page.html.j2": template})
    text = compose(parts, Templates([folder], origins), report)
    assert text is not None, report.diagnostics
    return re.sub(r' data-src="[\d:]+"', "", text)


def entry(expression: str, block: Block, *others: Block, **given: Any) -> str:
    """What a template prints of the first block, shown at full depth."""
    kind = {"a_text": "text"}.get(type(block).__name__, type(block).__name__.lower().replace("textblock", "text"))
    parts = parts_of(block, *others, sections=(a_section(kind, **given.pop("section", {})),), **given)
    return composed("{% set e = sections[0].entries[0] %}{{ " + expression + " }}", parts)


ROADS = a_fact(
    "bad-roads", Decimal("12.5"), unit="percent", comparator=Comparator.ABOUT, sources=(a_source("doe", "p. 3"),)
)
SURVEY = an_evidence("survey", facts=(ROADS,))


# --- the brief --------------------------------------------------------------------------------------


def test_a_brief_prints_its_date_in_its_language() -> None:
    template = "{{ brief.date }} {{ brief.title }} {{ brief.version }}"

    assert composed(template, parts_of()) == "31\u00a0January 2026 Roads 1.0"
    assert composed(template, parts_of(brief={"lang": "zh-CN"})) == "2026年1月31日 Roads 1.0"


def test_the_history_and_the_date_of_review_are_dates_of_that_language_too() -> None:
    brief = {"history": (("1.0", "2026-01-31", "First issue."),), "review_by": "2027-05"}
    template = "{{ brief.history[0].date }}, {{ brief.review_by }}"

    assert composed(template, parts_of(brief=brief)) == "31\u00a0January 2026, May 2027"
    assert composed(template, parts_of(brief={**brief, "lang": "zh-CN"})) == "2026年1月31日, 2027年5月"
    assert composed("[{{ brief.review_by }}]", parts_of()) == "[]"


def test_an_audience_has_its_own_title_and_addressee() -> None:
    brief = {"titles": {"public": prose("Your roads")}, "addressees": {"public": "Everybody"}}
    template = "{{ brief.title }}, {{ brief.addressee }}"

    assert composed(template, parts_of(brief=brief, audience=an_audience("public"))) == "Your roads, Everybody"
    assert composed(template, parts_of(brief=brief, audience=an_audience("minister"))) == "Roads, "


def test_an_audience_takes_title_and_addressee_from_the_one_it_extends() -> None:
    brief = {"titles": {"public": prose("Your roads")}, "addressees": {"public": "Everybody"}}
    pupils = an_audience("pupils", chain=("pupils", "public", "base"))

    made = composed("{{ brief.title }}, {{ brief.addressee }}", parts_of(brief=brief, audience=pupils))

    assert made == "Your roads, Everybody"


def test_plain_values_are_escaped() -> None:
    brief = {"organisation": "Works & <Roads>", "title": prose("Roads & *rails*")}

    made = composed("{{ brief.organisation }} {{ brief.title }}", parts_of(brief=brief))

    assert made == "Works &amp; &lt;Roads&gt; Roads &amp; <em>rails</em>"


# --- sections ---------------------------------------------------------------------------------------


def test_a_section_has_what_it_shows_and_what_stands_beside() -> None:
    blocks = (a_challenge("holes"), a_figure("map"))
    template = "{% for s in sections %}{{ s.entries | map(attribute='id') | join }}|{{ s.beside[0].id }}{% endfor %}"

    assert composed(template, parts_of(*blocks, sections=(a_section("challenge", also=("figure",)),))) == "holes|map"


def test_a_section_names_its_partial() -> None:
    parts = parts_of(sections=(a_section("challenge", layout="pairs"),))

    assert composed("{{ sections[0].template }}", parts) == "sections/pairs.html.j2"


def test_groups_stand_in_the_order_of_the_themes() -> None:
    blocks = (
        a_challenge("holes", theme="roads", priority=1),
        a_challenge("delays", theme="rails", priority=5),
        a_figure("map", theme="rails"),
    )
    template = (
        "{% for g in sections[0].groups %}{{ g.title }}: {{ g.entries | map(attribute='id') | join(' ') }}"
        "{% for b in g.beside %} beside {{ b.id }}{% endfor %}; {% endfor %}"
    )

    made = composed(template, parts_of(*blocks, sections=(a_section("challenge", also=("figure",), group=True),)))

    assert made == "Roads: holes; Rails: delays beside map; "


def test_all_stands_for_as_many_as_there_are() -> None:
    parts = parts_of(sections=(a_section("challenge", evidence=-1, answers=0),))

    assert composed("{{ sections[0].evidence > 100 }} {{ sections[0].answers }}", parts) == "True 0"


# --- words ------------------------------------------------------------------------------------------


def variants() -> Text:
    return Text(
        {Depth.HEADLINE: prose("Neutral headline."), Depth.FULL: prose("Neutral full.")},
        {"public": {Depth.HEADLINE: prose("Public headline.")}, "minister": {Depth.FULL: prose("Minister full.")}},
    )


def test_readers_get_the_variant_that_was_written_for_them() -> None:
    block = a_text("why", text=variants())

    assert entry("e.headline", block, audience=an_audience("public")) == "Public headline."
    assert entry("e.headline", block, audience=an_audience("minister")) == "Neutral headline."
    assert entry("e.text", block, audience=an_audience("minister")) == "<p>Minister full.</p>"


def test_a_missing_depth_gives_way_to_the_shorter_one() -> None:
    block = a_text("why", text=variants())
    public = an_audience("public")

    assert entry("e.text", block, audience=public, section={"depth": Depth.SUMMARY}) == "<p>Public headline.</p>"
    assert entry("e.depth", block, audience=public, section={"depth": Depth.SUMMARY}) == "headline"


def test_facts_are_printed_from_their_values() -> None:
    block = a_text("why", text=Text({Depth.HEADLINE: prose("Of roads, {bad-roads} are bad.")}))

    assert entry("e.plain_headline", block, SURVEY) == (
        'Of roads, <span class="fact" data-fact="bad-roads">about 12.5%</span> are bad.'
    )


def test_a_text_is_followed_by_its_sources_and_by_those_of_its_facts() -> None:
    block = a_text("why", sources=(a_source("roe"),), text=Text({Depth.HEADLINE: prose("Of roads, {bad-roads}.")}))

    assert entry("e.headline", block, SURVEY).endswith('.<cite data-cites="roe|;doe|p. 3"></cite>')
    assert entry("e.text", block, SURVEY).endswith('.<cite data-cites="roe|;doe|p. 3"></cite></p>')


def test_a_source_that_the_author_cites_in_the_text_is_not_cited_again() -> None:
    block = a_text("why", sources=(a_source("roe"),), text=Text({Depth.HEADLINE: prose("Bad [@roe, p. 9].")}))

    assert entry("e.headline", block).count("<cite") == 1


def test_a_length_may_leave_citing_to_the_authors() -> None:
    block = a_text("why", sources=(a_source("roe"),), text=Text({Depth.HEADLINE: prose("Of roads, {bad-roads}.")}))

    assert "<cite" not in entry("e.headline", block, SURVEY, cite="none")


def test_sources_stand_after_the_last_paragraph_of_a_text() -> None:
    text = Text({Depth.FULL: prose("One.\n\n- item\n\nTwo.\n\n> Quote.")})

    made = entry("e.text", a_text("why", sources=(a_source("roe"),), text=text))

    assert '<p>Two.<cite data-cites="roe|"></cite></p>' in made


def test_a_text_without_a_paragraph_gets_one_for_its_sources() -> None:
    text = Text({Depth.FULL: prose("- item")})

    made = entry("e.text", a_text("why", sources=(a_source("roe"),), text=text))

    assert made.endswith('<p class="source"><cite data-cites="roe|"></cite></p>')


def test_what_nobody_knows_is_printed_with_the_reason_or_short() -> None:
    block = a_recommendation("mend", owner=nobody_knows("Nobody *says*."), cost=prose("Much"))

    assert entry("e.owner", block) == '<span class="unknown">Not known: Nobody <em>says</em>.</span>'
    assert entry("e.short.owner", block) == '<span class="unknown">not known</span>'
    assert entry("e.cost ~ e.short.cost", block) == "MuchMuch"


# --- blocks and those beside them -------------------------------------------------------------------


def ids(expression: str, block: Block, *others: Block, **given: Any) -> str:
    return entry(f"{expression} | map(attribute='id') | join(' ')", block, *others, **given)


def test_a_challenge_brings_its_evidence_its_answers_and_its_conflicts() -> None:
    holes = a_challenge("holes", evidence=(BlockId("survey"),))
    others = (SURVEY, a_recommendation("mend", "holes"), a_recommendation("wait", "dust"), a_conflict("cost", "holes"))

    assert ids("e.evidence", holes, *others) == "survey"
    assert ids("e.answers", holes, *others) == "mend"
    assert ids("e.conflicts", holes, *others) == "cost"


def test_what_a_brief_or_reader_must_not_see_is_not_shown_beside_another_block_either() -> None:
    holes = a_challenge("holes", evidence=(BlockId("survey"),))
    never = (an_evidence("survey", keep="never"), a_recommendation("mend", "holes", audiences=("public",)))
    excluded = (SURVEY, a_recommendation("mend", "holes"))
    brief = {"exclude": (BlockId("survey"), BlockId("mend"))}

    assert ids("e.evidence", holes, *never) + ids("e.answers", holes, *never) == ""
    assert ids("e.evidence", holes, *excluded, brief=brief) + ids("e.answers", holes, *excluded, brief=brief) == ""


def test_an_answer_of_another_theme_is_shown_beside_a_challenge() -> None:
    mend = a_recommendation("mend", "holes", theme="rails")

    assert ids("e.answers", a_challenge("holes"), mend, brief={"themes": ("roads",)}) == "mend"


def test_an_implication_is_that_of_the_reader_or_of_the_audience_extended() -> None:
    block = a_challenge("holes", implications={"minister": prose("Ask first.")})
    treasury = an_audience("treasury", chain=("treasury", "minister", "base"), labels=labels())

    assert entry("e.implication", block, audience=treasury) == "Ask first."
    assert entry("e.implication is none", block, audience=an_audience("public", labels=labels())) == "True"


def test_evidence_has_its_strength_and_relations_in_words() -> None:
    block = an_evidence("survey", strength=Strength.VERY_STRONG, as_of=nobody_knows("No date."))

    assert entry("e.strength_label", block) == "very strong evidence"
    assert entry("e.as_of", block) == '<span class="unknown">Not known: No date.</span>'


def test_a_conflict_has_each_side_with_its_sources() -> None:
    made = entry("e.positions | map(attribute='says') | join(' ')", a_conflict("cost"))

    assert made == 'It is dear.<cite data-cites="doe|"></cite> It is cheap.'


def test_an_option_says_what_is_not_known_of_it() -> None:
    assert entry("e.benefit", an_option("wait")) == '<span class="unknown">Not known: No source says.</span>'


def test_a_table_has_cells_with_facts_and_their_sources() -> None:
    block = a_table("rates", ["Road", "Bad"], ["A 1", "{bad-roads}"], numeric=(False, True), widths=(60, 40))

    assert entry("e.columns | map(attribute='width') | join(' ')", block, SURVEY) == "60 40"
    assert "about 12.5%" in entry("e.rows[0][1].text", block, SURVEY)
    assert entry("e.rows[0][1].numeric", block, SURVEY) == "True"
    assert entry("e.sources", block, SURVEY) == '<cite data-cites="doe|p. 3"></cite>'


# --- generated rows ---------------------------------------------------------------------------------


def rows(show: str, template: str, *blocks: Block, others: tuple[SectionSpec, ...] = (), **given: Any) -> str:
    """What `template` prints of each row of the section that comes first."""
    limit = given.pop("max", 0)
    parts = parts_of(*blocks, sections=(a_section(show, max=limit), *others), **given)
    return composed("{% for r in sections[0].rows %}" + template + " {% endfor %}", parts).strip()


def test_key_figures_are_those_that_the_brief_names_in_its_order() -> None:
    survey = an_evidence("survey", facts=(a_fact("a", Decimal(1)), a_fact("b", Decimal(2)), a_fact("c", Decimal(3))))
    brief = {"key_figures": (FactId("c"), FactId("a"))}

    assert rows("key-figures", "{{ r.printed }}", survey, brief=brief) == "3 1"
    assert rows("key-figures", "{{ r.printed }}", survey, brief=brief, max=1) == "3"


def test_without_names_the_first_fact_of_the_worthiest_evidence_is_a_key_figure() -> None:
    blocks = [
        an_evidence(f"e{n}", priority=n, facts=(a_fact(f"f{n}", Decimal(n), evidence=BlockId(f"e{n}")),))
        for n in (2, 5, 1, 4, 3)
    ]

    assert rows("key-figures", "{{ r.printed }}", *blocks) == "5 4 3 2"


def test_the_brief_says_which_theme_has_the_worthiest_facts() -> None:
    blocks = [
        an_evidence(theme, facts=(a_fact(f"f-{n}", Decimal(n), evidence=BlockId(theme)),), theme=theme, order=n)
        for n, theme in enumerate(("rails", "roads"))
    ]
    brief = {"weights": {"minister": {"roads": 1.5}}}

    assert rows("key-figures", "{{ r.printed }}", *blocks) == "0 1"
    assert rows("key-figures", "{{ r.printed }}", *blocks, brief=brief) == "1 0"


def test_the_matrix_marks_which_recommendation_answers_which_challenge() -> None:
    blocks = (
        a_challenge("holes"),
        a_challenge("ice", gap=prose("Nothing.")),
        a_recommendation("mend", "holes"),
        a_recommendation("all", "holes", "ice"),
    )
    marks = "{% for m in x.marks %}{{ '+' if m else '-' }}{% endfor %}"
    template = f"{{% for x in r.rows %}}{{{{ x.code }}}}{marks}{{{{ x.gap }}}} {{% endfor %}}"

    assert rows("coverage-matrix", template, *blocks) == "C1++False C2-+True"


def test_the_register_holds_all_evidence_that_the_brief_may_use() -> None:
    blocks = (SURVEY, an_evidence("rails", theme="rails"), an_evidence("secret", keep="never"))

    assert rows("evidence-register", "{{ r.id }}", *blocks, brief={"themes": ("roads",)}) == "survey"


def test_risks_name_the_block_that_brings_them() -> None:
    blocks = (
        a_challenge("holes", risks=(a_risk("Rain"),)),
        a_recommendation("mend", risks=(a_risk("Cost"), a_risk("Ice"))),
    )

    made = rows("risk-register", "{{ r.about }}: {{ r.risk }};", *blocks)

    assert made == "Title of holes: Rain; Title of mend: Cost; Title of mend: Ice;"


def test_the_glossary_is_in_the_order_of_the_alphabet_whatever_the_themes() -> None:
    blocks = (a_term("verge", theme="rails"), a_term("Kerb"), a_term("apex"))

    made = rows("glossary", "{{ r.title }}", *blocks, brief={"themes": ("roads",)})

    assert made == "apex Kerb verge"


def test_the_data_of_a_printed_chart_are_listed_and_of_no_other() -> None:
    data = (Datum("Roads", FactId("bad-roads"), "", False, HERE),)
    charts = [
        a_figure(name, image="", chart=Chart("bar", data, "", "", HERE), priority=n)
        for n, name in enumerate(("a", "b"), 1)
    ]

    made = rows(
        "figure-data", "{{ r.id }}: {{ r.data[0].fact.printed }}", SURVEY, *charts, others=(a_section("figure", max=1),)
    )

    assert made == "b: about 12.5%"


def test_a_fact_is_given_with_its_date_and_strength() -> None:
    dated = an_evidence("survey", facts=(a_fact("a", Decimal(1), as_of=Day(2024, 5)),))
    undated = an_evidence("survey", facts=(a_fact("a", Decimal(1), as_of=nobody_knows()),))
    template = "{{ r.as_of_short }}, {{ r.strength_label }}"

    assert rows("key-figures", template, dated) == "May 2024, medium evidence"
    assert rows("key-figures", template, undated) == '<span class="unknown">date not known</span>, medium evidence'


# --- a longer document opens with the summary -------------------------------------------------------


def test_the_summary_has_anchors_of_its_own() -> None:
    summary = parts_of(a_challenge("holes"), sections=(a_section("challenge"),), citations="compact")
    whole = parts_of(a_challenge("holes"), sections=(a_section("front"), a_section("challenge")))
    parts = Composition(whole.library, whole.brief, whole.audience, whole.length, whole.selection, summary)
    template = "{{ front.citations }} {{ front.sections[0].entries[0].anchor }} {{ sections[1].entries[0].anchor }}"

    assert composed(template, parts) == "compact s-holes b-holes"


def test_a_document_without_a_summary_has_no_front() -> None:
    assert composed("{{ front is none }}", parts_of()) == "True"
