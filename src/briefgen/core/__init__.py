"""Pure decisions: model, checks, selection, fit, numbers, citations, document tree.

Nothing here touches disk, clock, network, terminal, YAML, Jinja or Word.
"""
