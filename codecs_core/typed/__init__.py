"""The inside of the typed layer: what types look like, and trees of builtins against them.

``codecs_core.tree`` is what backends use; nothing here is for them.
"""

__all__: list[str] = []
