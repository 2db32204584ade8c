"""MessagePack: split into parts by msgspec's own ``Raw``, in C."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core.hookspecs import Buffer

__all__ = ["MSGPACK"]

_check = msgspec.msgpack.Decoder(msgspec.Raw).decode
_split_map = msgspec.msgpack.Decoder(dict[Any, msgspec.Raw]).decode
_split_array = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode

# First bytes (MessagePack specification, "Formats"): fixmap, map 16, map 32; fixarray,
# array 16, array 32.
_MAPS = frozenset([*range(0x80, 0x90), 0xDE, 0xDF])
_ARRAYS = frozenset([*range(0x90, 0xA0), 0xDC, 0xDD])


class MsgpackWire:
    """The MessagePack format."""

    name = "msgpack"

    def exact(self, loads: Callable[[Buffer], Any]) -> Callable[[Buffer], Any]:
        """Return *loads* followed by a scan for bytes that trail: about a tenth of it.

        Last, because a library may bound the depth, and the scan's own bound is far off.
        """

        def loads_exact(data: Buffer) -> Any:
            tree = loads(data)
            _check(data)
            return tree

        return loads_exact

    def start(self, data: Buffer) -> memoryview:
        """Return all of *data* as a part. Raises unless it is one well-formed item."""
        _check(data)
        return memoryview(data)

    def cut(self, part: memoryview) -> memoryview:
        """Return the bytes of *part*."""
        return part

    def open(
        self, part: memoryview, _loads: Callable[[Buffer], Any], /
    ) -> dict[Any, Any] | list[Any] | None:
        """Split a map or an array into its children."""
        if part[0] in _MAPS:
            return {key: memoryview(item) for key, item in _split_map(part).items()}
        if part[0] in _ARRAYS:
            return [memoryview(item) for item in _split_array(part)]
        return None


MSGPACK = MsgpackWire()
