"""Wire formats: what the core must know of the bytes themselves.

A library that only knows ``dumps`` and ``loads`` gives no bytes of a part back, and some
libraries ignore what trails behind a message. Both are questions about the format, not
about the library, so they are answered here once per format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from codecs_core.hookspecs import Buffer
from codecs_core.wires.cbor import CBOR
from codecs_core.wires.msgpack import MSGPACK

__all__ = ["CBOR", "MSGPACK", "Loads", "Wire"]

Loads = Callable[[Buffer], Any]
"""Decode one item into builtins; bytes behind it may be ignored."""


class Wire(Protocol):
    """One wire format."""

    name: str

    def exact(self, loads: Loads) -> Loads:
        """Return *loads* made strict: one item and nothing behind it, or an exception."""

    def start(self, data: Buffer, /) -> Any:
        """Return all of *data* as a part: what the format knows of an item and its place.

        Raises where *data* is not exactly one structurally well-formed item.
        """

    def cut(self, part: Any, /) -> Buffer:
        """Return the bytes of *part*."""

    def open(self, part: Any, loads: Loads, /) -> dict[Any, Any] | list[Any] | None:
        """Split the container that *part* is into its children, unread.

        A map gives its keys decoded by *loads*, its values as parts; an array gives parts;
        anything else gives ``None``.
        """
