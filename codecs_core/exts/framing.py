"""The bytes of extensions: who carries a type as a code or a tag, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from codecs_core.capabilities import BackendInfo
from codecs_core.exts.types import TypeCodec, UnknownExt

__all__ = ["Carrier", "carrier_of"]

Encode = Callable[[Any], bytes]
_Frame = Callable[[int, Any, Encode], bytes]


class Carrier(NamedTuple):
    """How one wire carries custom types.

    ``number`` names the attribute of a :class:`TypeCodec` that the wire reads; ``kind`` is
    that of an :class:`UnknownExt`; ``frame(code, value, encode)`` writes one.
    """

    number: str
    kind: str
    frame: _Frame

    def carried(self, codecs: Iterable[TypeCodec[Any]]) -> tuple[TypeCodec[Any], ...]:
        """Return those of *codecs* that have a number on this wire."""
        return tuple(codec for codec in codecs if getattr(codec, self.number) is not None)

    def write(self, codec: TypeCodec[Any], obj: Any, encode: Encode) -> bytes:
        """Return *obj* as the extension that *codec* declares."""
        value = codec.encode(obj)
        if self.kind == "ext" and codec.wire_type is not bytes:
            value = encode(value)
        code: int = getattr(codec, self.number)
        return self.frame(code, value, encode)

    def write_unknown(self, ext: UnknownExt, encode: Encode) -> bytes:
        """Return an extension as it was read. Raises ``TypeError`` for one of another wire."""
        if ext.kind != self.kind:
            raise TypeError(f"{ext} is no extension of this wire")
        return self.frame(ext.code, ext.value, encode)


def carrier_of(info: BackendInfo) -> Carrier | None:
    """Return how the wire of a backend carries custom types, or ``None``."""
    if info.wire == "msgpack" and info.capabilities.ext_codes:
        return _EXTS
    if info.wire == "cbor" and info.capabilities.tags:
        return _TAGS
    return None


# MessagePack specification, "ext format family": fixext 1 to 16, ext 8, 16 and 32.
_FIXED = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}


def _ext(code: int, data: Any, _encode: Encode) -> bytes:
    """Return a MessagePack extension."""
    data = bytes(data)
    size = len(data)
    if size in _FIXED:
        head = bytes([_FIXED[size]])
    else:
        width = 1 if size < 1 << 8 else 2 if size < 1 << 16 else 4
        head = bytes([{1: 0xC7, 2: 0xC8, 4: 0xC9}[width]]) + size.to_bytes(width, "big")
    return b"".join((head, code.to_bytes(1, "big", signed=True), data))


def _tag(number: int, value: Any, encode: Encode) -> bytes:
    """Return a CBOR tag before *value* (RFC 8949 sections 3 and 3.4)."""
    if number < 24:
        return bytes([0xC0 + number]) + encode(value)
    width = next(width for width in (1, 2, 4, 8) if number < 1 << (8 * width))
    info = {1: 24, 2: 25, 4: 26, 8: 27}[width]
    return bytes([0xC0 + info]) + number.to_bytes(width, "big") + encode(value)


_EXTS = Carrier("ext_code", "ext", _ext)
_TAGS = Carrier("cbor_tag", "tag", _tag)
