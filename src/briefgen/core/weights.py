"""How much a theme or a kind of block counts for the readers of one brief."""

from __future__ import annotations

from briefgen.core.model import Block, Brief, kind_of
from briefgen.core.profile import Audience


def weight_of(brief: Brief, audience: Audience, name: str) -> float:
    """The weight of the theme or kind `name`: the brief's own, else the profile's, else 1.

    Of the audiences of the chain that the brief names, the nearest that weighs `name` decides.
    """
    own = (brief.weights[a][name] for a in audience.chain if name in brief.weights.get(a, ()))
    return next(own, audience.weights.get(name, 1.0))


def weight_of_block(brief: Brief, audience: Audience, block: Block) -> float:
    """The weight of the block's theme times that of its kind."""
    return weight_of(brief, audience, block.theme) * weight_of(brief, audience, kind_of(block))
