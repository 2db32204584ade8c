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

    def check(self, data: Buffer) -> None:
        """Raise ``msgspec.DecodeError`` unless *data* is one well-formed item."""
        _check(data)

    def open(
        self, data: Buffer, _loads: Callable[[Buffer], Any], /
    ) -> dict[Any, Any] | list[Any] | None:
        """Split the map or array in *data* into its children's bytes."""
        first = data[0] if len(data) else None
        if first in _MAPS:
            return {key: memoryview(part) for key, part in _split_map(data).items()}
        if first in _ARRAYS:
            return [memoryview(part) for part in _split_array(data)]
        _check(data)
        return None


MSGPACK = MsgpackWire()
