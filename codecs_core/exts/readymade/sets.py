"""Sets and frozensets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from codecs_core.exts.types import TypeCodec

__all__ = ["FROZENSET_CODEC", "SET_CODEC"]


def _items(values: Iterable[Any]) -> list[Any]:
    """Return the items, in an order of their own where they have one."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def _hashable(item: Any) -> Any:
    """Return an item as what a set may hold: an array is a tuple, a set frozen."""
    if isinstance(item, list):
        return tuple(map(_hashable, item))
    return frozenset(item) if isinstance(item, set) else item


def _set(items: list[Any]) -> set[Any]:
    return set(map(_hashable, items))


def _frozenset(items: list[Any]) -> frozenset[Any]:
    return frozenset(map(_hashable, items))


SET_CODEC: TypeCodec[set[Any]] = TypeCodec(set, _items, _set, list, cbor_tag=258, shared=True)
"""``set``: an array of its items, sorted where they can be. Tag 258 ("mathematical finite
set", https://github.com/input-output-hk/cbor-sets-spec).

Arrays in it come back as tuples, sets as frozensets; what cannot be hashed is refused.
Without a number: an array, as msgspec has it.
"""

FROZENSET_CODEC: TypeCodec[frozenset[Any]] = TypeCodec(
    frozenset, _items, _frozenset, list, cbor_tag=258, shared=True
)
"""``frozenset``, in every respect like :data:`SET_CODEC`, whose tag it shares.

The wire does not tell the two apart: under ``Any`` all come back as the one that is given
first, in a typed field as what the field says.
"""
