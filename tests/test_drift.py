"""Where figures may stand, how pages are foretold, and which places leave no holes."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from briefgen.core.berths import Berth, Galley, arranged, better_places, holes
from briefgen.core.document import Element
from briefgen.core.drift import HOMES, Room, is_sound, placed, rooms, without_last
from briefgen.core.paging import Leaf, Line, Paper, Spot, Strip, leaves
from trees import shown, tree

FIGURE = '<figure data-block="{}"><img/></figure>'
THEME = (
    "<section><h3>Theme</h3>"
    '<section data-block="one"><h4>One</h4><p>First.</p><p>Second.</p><aside>So what</aside>'
    '<p class="small">Why</p></section>'
    '<section data-block="two"><h4>Two</h4><p>Third.</p></section>'
    f"{FIGURE.format('left')}{FIGURE.format('right')}</section>"
)


def order(root: Element) -> list[str]:
    """Headings, texts and figures as they are read."""
    return [
        e.get("data-block") if e.tag == "figure" else e.text()
        for e in root.walk()
        if e.tag in ("h3", "h4", "p", "aside", "figure")
    ]


# --- rooms and places -------------------------------------------------------------------------------


def test_a_figure_may_stand_behind_a_block_and_between_paragraphs_but_not_behind_a_heading() -> None:
    (room,) = rooms(tree(THEME))
    assert room.figures == ("left", "right")
    assert room.homes == ((3,), (3,))
    assert room.stops == ((1, 2), (2,), (3,))


def test_figures_stand_where_their_places_say_and_nothing_else_moves() -> None:
    root = placed(tree(THEME), {"left": (1, 2), "right": (2,)})
    assert order(root) == ["Theme", "One", "First.", "left", "Second.", "So what", "Why", "right", "Two", "Third."]


def test_figures_keep_their_order_when_one_moves_to_where_the_other_stays() -> None:
    body = f"<section><p>One.</p>{FIGURE.format('left')}<p>Two.</p><p>Three.</p>{FIGURE.format('right')}</section>"
    assert order(placed(tree(body), {"left": (3,)})) == ["One.", "Two.", "Three.", "left", "right"]


def test_without_places_the_document_is_the_same_one() -> None:
    root = tree(THEME)
    assert placed(root, HOMES) is root
    (room,) = rooms(root)
    assert shown(placed(root, dict(zip(room.figures, room.homes, strict=True)))) == shown(root)


def test_pages_of_their_own_are_no_rooms() -> None:
    for name in ("one-page", "landscape"):
        body = f'<section class="{name}"><section><p>One.</p><p>Two.</p>{FIGURE.format("left")}</section></section>'
        root = tree(body)
        assert rooms(root) == ()
        assert shown(placed(root, {"left": (1,)})) == shown(root)


def test_a_figure_that_stands_alone_or_twice_stays() -> None:
    alone = f"<section><h2>Figures</h2>{FIGURE.format('left')}</section>"
    assert rooms(tree(alone)) == ()
    twice = f"<section><p>One.</p><p>Two.</p>{FIGURE.format('left')}</section>"
    assert rooms(tree(twice + twice)) == ()
    assert rooms(tree(twice))[0].stops == ((1,), (2,))


def test_a_block_with_figures_of_its_own_is_not_entered() -> None:
    inner = f"<section><p>One.</p><p>Two.</p>{FIGURE.format('inner')}</section>"
    outer = f"<section>{inner}{FIGURE.format('outer')}</section>"
    stops = {room.figures: room.stops for room in rooms(tree(outer))}
    assert stops == {("inner",): ((1,), (2,))}


def test_the_last_change_is_taken_back_alone() -> None:
    first = Room(("left",), ((1,),), ((0,), (1,)))
    last = Room(("right",), ((3,),), ((2,), (3,), (4,)))
    both, since = {"left": (0,), "right": (4,)}, {"right": (2,)}
    assert without_last(both, since, (first, last)) == {"left": (0,), "right": (2,)}
    assert without_last({"left": (0,), "right": (2,)}, since, (first, last)) == since
    assert without_last(since, since, (first, last)) == since


def test_places_that_no_room_has_are_not_sound() -> None:
    found = rooms(tree(THEME))
    assert is_sound(found, {"left": (2,)})
    assert not is_sound(found, {"left": (0,)})
    assert not is_sound(found, {"stranger": (2,)})
    assert not is_sound(found, {"right": (2,)}), "it would stand before the one that comes first"


@given(st.lists(st.integers(0, 2), min_size=2, max_size=2).map(sorted))
def test_wherever_figures_drift_all_words_stay_in_order(stops: list[int]) -> None:
    root = tree(THEME)
    (room,) = rooms(root)
    moved = order(placed(root, room.places([room.stops[n] for n in stops])))
    assert [word for word in moved if word not in room.figures] == order(root)[:-2]
    assert [word for word in moved if word in room.figures] == ["left", "right"]


# --- pages ------------------------------------------------------------------------------------------

PAPER = Paper(height=100.0, around_notes=5.0)


def lines(count: int, height: float = 10.0, **given: float | bool) -> Strip:
    return Strip((Line(height),) * count, **given)  # type: ignore[arg-type]


def picture(height: float) -> Strip:
    return Strip((Line(height),))


def ends(strips: Sequence[Strip]) -> list[Spot]:
    return [leaf.end for leaf in leaves(strips, PAPER, Spot(0))]


def test_a_paragraph_breaks_where_the_page_ends_but_never_leaves_a_line_alone() -> None:
    assert ends([lines(6), lines(6)]) == [Spot(1, 4)]
    assert ends([lines(9), lines(6)]) == [Spot(1)], "one line would stand alone at the foot"
    assert ends([lines(5), lines(6)]) == [Spot(1, 4)], "one line would stand alone at the top"
    assert ends([lines(7), lines(3), lines(1)]) == [Spot(2)]
    assert ends([lines(8), lines(3)]) == [Spot(1)]


def test_a_long_paragraph_goes_over_several_pages() -> None:
    assert ends([lines(25)]) == [Spot(0, 10), Spot(0, 20)]


def test_space_stands_between_neighbours_and_not_at_the_top_of_a_page() -> None:
    first, second = lines(4, above=30.0, below=5.0), lines(6, above=8.0)
    (leaf,) = leaves([first, second, lines(2)], PAPER, Spot(0))
    assert leaf == Leaf(0.88, Spot(1, 4), is_cut=False)


def test_headings_go_with_what_they_head() -> None:
    heading = lines(1, keeps_next=True)
    assert ends([lines(7), heading, heading, picture(20)]) == [Spot(1)]
    (leaf,) = leaves([lines(7), heading, heading, picture(20)], PAPER, Spot(0))
    assert leaf.fill == 0.7
    assert ends([heading] * 11) == [Spot(10)], "a page of nothing but headings ends where it is full"


def test_notes_take_their_room_from_the_page_that_calls_them() -> None:
    called = Strip((Line(10.0, notes=(20.0,)), Line(10.0)))
    (leaf,) = leaves([lines(5), called, lines(4)], PAPER, Spot(0))
    assert leaf == Leaf(0.5 + 0.2 + 0.25, Spot(2), is_cut=False)
    assert ends([lines(6), called, lines(4)]) == [Spot(1)]


def test_notes_without_room_go_to_the_next_page() -> None:
    called = Strip((Line(10.0), Line(10.0, notes=(10.0, 20.0, 5.0))))
    first, second = leaves([lines(6), called, lines(12)], PAPER, Spot(0))
    assert first == Leaf(0.95, Spot(2), is_cut=False)
    assert first.end.notes == 25.0
    assert second == Leaf(0.7 + 0.25 + 0.05, Spot(2, 7), is_cut=False)


def test_a_page_break_that_is_asked_for_is_no_hole() -> None:
    (leaf,) = leaves([lines(3), lines(2, begins_page=True)], PAPER, Spot(0))
    assert leaf == Leaf(0.3, Spot(1), is_cut=True)


def test_the_head_of_a_table_is_repeated_above_its_rows() -> None:
    rows = [Strip((Line(30.0),), head=15.0)] * 6
    assert ends([lines(1), *rows]) == [Spot(4), Spot(6)]


def test_what_is_taller_than_a_page_stands_on_one() -> None:
    assert ends([lines(2), picture(130), lines(2)]) == [Spot(1), Spot(2)]


# --- places that leave no holes ---------------------------------------------------------------------


def a_galley(strips: Sequence[Strip], *berths: Berth) -> Galley:
    starts = (Spot(0), *ends(strips))
    return Galley(tuple(strips), PAPER, starts, HOMES, berths)


def a_berth(names: str, first: int, *stops: int) -> Berth:
    """A room whose figures, one strip each from `first` on, stand at its last stop."""
    figures = tuple(names.split())
    paths = tuple((n,) for n in range(1, len(stops) + 1))
    return Berth(
        Room(figures, (paths[-1],) * len(figures), paths),
        tuple(range(n, n + 1) for n in range(first, first + len(figures))),
        stops,
    )


HOLLOW = (lines(5), lines(3), picture(40), lines(30))
"""The picture does not fit below the two paragraphs; above the second it does."""


def test_a_figure_that_leaves_a_hole_goes_where_it_leaves_none() -> None:
    galley = a_galley(HOLLOW, a_berth("chart", 2, 1, 3))
    assert better_places(galley) == {"chart": (1,)}


def test_a_figure_that_leaves_none_stays() -> None:
    galley = a_galley((lines(3), lines(3), picture(40), lines(30)), a_berth("chart", 2, 1, 3))
    assert better_places(galley) == {}


def test_a_figure_stays_where_no_other_place_is_better() -> None:
    galley = a_galley((lines(6), lines(10), picture(90), lines(30)), a_berth("chart", 2, 1, 3))
    assert better_places(galley) == {}


def test_figures_are_pushed_along_where_they_must_move_together() -> None:
    galley = a_galley((lines(3), lines(3), picture(20), picture(40), lines(30)), a_berth("one two", 2, 1, 4))
    assert better_places(galley) == {"one": (1,), "two": (1,)}


def test_what_one_room_changes_is_known_to_the_next() -> None:
    """Without the hole in the first room the second has none; with it, it would have one."""
    second = (lines(6), lines(4), picture(30), lines(30))
    strips = (*HOLLOW[:3], lines(4), *second)
    galley = a_galley(strips, a_berth("chart", 2, 1, 3), a_berth("map", 6, 5, 7))
    moved = [*strips[:1], strips[2], strips[1], *strips[3:]]
    alone = better_places(a_galley(moved, a_berth("map", 6, 5, 7)))
    assert better_places(galley) == {"chart": (1,), **alone}


def test_a_figure_that_drifted_is_left_where_pages_are_full() -> None:
    strips = (lines(3), picture(40), lines(2), lines(30))
    room = Room(("chart",), ((2,),), ((1,), (2,)))
    berth = Berth(room, (range(1, 2),), (2, 3))
    galley = Galley(strips, PAPER, (Spot(0), *ends(strips)), {"chart": (1,)}, (berth,))
    assert better_places(galley) == {"chart": (1,)}
    assert arranged(strips, berth, [1]) == [strips[2], strips[1]]


def test_holes_are_counted_but_for_the_last_page_and_those_that_were_asked_for() -> None:
    strips = (lines(7), picture(50), lines(2), lines(2, begins_page=True))
    galley = a_galley(strips)
    assert galley.starts == (Spot(0), Spot(1), Spot(3))
    assert holes(galley, [0.7, 0.7, 0.2]) == 0.9 - 0.7
