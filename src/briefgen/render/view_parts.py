"""What views are made of beside texts: citation clusters, and lists that are made at first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace

from briefgen.core.document import Element, Node, element
from briefgen.core.model import Pinpoint

View = SimpleNamespace


def cite_element(pinpoints: Sequence[Pinpoint]) -> Element | None:
    """One citation cluster for these sources, None for none; several places in one source are joined."""
    if not pinpoints:
        return None
    pairs = dict.fromkeys((p.citation, p.locator) for p in pinpoints)
    return element("cite", data_cites=";".join(f"{key}|{locator}" for key, locator in pairs), origin=pinpoints[0].span)


def with_cite(nodes: Sequence[Node], cite: Element | None) -> tuple[Node, ...]:
    """The nodes with the citation at the end of their last paragraph, or in one of its own."""
    if cite is None:
        return tuple(nodes)
    for place in range(len(nodes) - 1, -1, -1):
        node = nodes[place]
        if isinstance(node, Element) and node.tag == "p":
            return (*nodes[:place], node.with_children((*node.children, cite)), *nodes[place + 1 :])
    return (*nodes, element("p", cite, class_="source", origin=cite.origin))


class Lazy(Sequence[View]):
    """A list that is made at first use: views refer to each other in circles."""

    def __init__(self, make: Callable[[], list[View]]) -> None:
        self._make, self._made = make, None

    def _list(self) -> list[View]:
        if self._made is None:
            self._made = self._make()  # type: ignore[assignment]
        return self._made  # type: ignore[return-value]

    def __len__(self) -> int:
        return len(self._list())

    def __getitem__(self, place: int | slice) -> View:  # type: ignore[override]
        return self._list()[place]  # type: ignore[return-value]
