"""Look over a tree of builtins without walking it in Python.

``gc.get_referents`` gives what many containers hold in one call, so a tree is surveyed
level by level in C: a third of what cbor2 takes to write it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from codecs_core.exts import RefusedExtError

__all__ = ["count", "survey", "without"]

_MOST_WRAPPING = 2
_CONTAINERS = frozenset({dict, list, tuple})


def survey(tree: Any, max_depth: int) -> set[type]:
    """Return the exact types of everything in *tree*, its keys among them.

    Only dicts, lists and tuples are looked into. Raises ``RecursionError`` where they are
    nested deeper than *max_depth*, so a cycle ends too.
    """
    types = {type(tree)}
    level = [tree] if type(tree) in _CONTAINERS else []
    for _ in range(max_depth + 1):
        if not level:
            return types
        held = gc.get_referents(*level)
        types.update(map(type, held))
        level = [item for item in held if type(item) in _CONTAINERS]
    raise RecursionError(f"nested deeper than {max_depth} levels")


def count(tree: Any, most: int) -> int:
    """Return how many values *tree* holds, itself and keys among them; *most* at the most."""
    found, level = 1, [tree]
    while level and found < most:
        held = gc.get_referents(*(item for item in level if type(item) in _CONTAINERS))
        found, level = found + len(held), held
    return min(found, most)


def without(
    foreign_types: frozenset[type],
    loads: Callable[[Any], Any],
    max_depth: int,
    keep: Callable[[Any], Any] | None,
) -> Callable[[Any], Any]:
    """Return *loads* made to leave no instance of *foreign_types* in its trees.

    They raise :class:`RefusedExtError`, or are replaced by ``keep(instance)``. *max_depth*
    is the depth to which *loads* reads.
    """

    def loads_without(data: Any) -> Any:
        tree = loads(data)
        # Some levels more for the containers in which a wire may wrap the message.
        if foreign_types.isdisjoint(survey(tree, max_depth + _MOST_WRAPPING)):
            return tree
        if keep is None:
            raise RefusedExtError("the message holds a type of its library's own")
        holder = [tree]
        _replace(holder, foreign_types, keep)
        return holder[0]

    return loads_without


def _replace(
    tree: list[Any], foreign_types: frozenset[type], keep: Callable[[Any], Any]
) -> None:
    """Replace every foreign value in a tree that nobody else holds, level by level."""

    def mend(item: Any) -> Any:
        return keep(item) if type(item) in foreign_types else item

    level: list[Any] = [tree]
    while level:
        below: list[Any] = []
        for node in level:
            if type(node) is dict:
                items = [(mend(key), mend(value)) for key, value in node.items()]
                node.clear()
                node.update(items)
                below.extend(node.values())
            else:
                node[:] = map(mend, node)
                below.extend(node)
        level = [item for item in below if type(item) in (dict, list)]
