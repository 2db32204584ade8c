"""The bytes of extensions: who carries a type as a code or a tag, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from codecs_core.capabilities import BackendInfo
from codecs_core.exts.parts import Chunks, Parts, chunks_of, size_of, value_of
from codecs_core.exts.types import Tagged, TypeCodec, UnknownExt
from codecs_core.typed.shape import BYTES_LIKE

__all__ = ["Carrier", "carrier_of"]

Encode = Callable[[Any], bytes]


class Carrier(NamedTuple):
    """How one wire carries custom types.

    ``number`` names the attribute of a :class:`TypeCodec` that the wire reads; ``kind`` is
    that of an :class:`UnknownExt`; ``hole`` begins a byte string of 16 bytes;
    ``head(code, size)`` is what goes before a content; ``string(size)`` before a string.
    """

    number: str
    kind: str
    hole: bytes
    head: Callable[[int, int], bytes]
    string: Callable[[int], bytes]

    def carried(self, codecs: Iterable[TypeCodec[Any]]) -> tuple[TypeCodec[Any], ...]:
        """Return those of *codecs* that have a number on this wire."""
        return tuple(codec for codec in codecs if getattr(codec, self.number) is not None)

    def write(self, codec: TypeCodec[Any], obj: Any, encode: Encode, parts: Parts) -> bytes:
        """Return *obj* as the extension that *codec* declares; *encode* writes its value."""
        value = value_of(codec, obj)
        if type(value) is Tagged:
            return self.write_tagged(value, encode, parts)
        code: int = getattr(codec, self.number)
        if codec.is_bytes:
            return self._framed(code, chunks_of(value), parts)
        return self._written(code, value, encode, parts)

    def write_tagged(self, tagged: Tagged, encode: Encode, parts: Parts) -> bytes:
        """Return a value under its tag. Raises ``TypeError`` on a wire without tags."""
        return self.write_unknown(UnknownExt("tag", tagged.number, tagged.value), encode, parts)

    def write_unknown(self, ext: UnknownExt, encode: Encode, parts: Parts) -> bytes:
        """Return an extension as it was read. Raises ``TypeError`` for one of another wire."""
        if ext.kind != self.kind:
            raise TypeError(f"{ext} is no extension of this wire")
        if isinstance(ext.value, BYTES_LIKE):
            return self._framed(ext.code, chunks_of(ext.value), parts)
        return self._written(ext.code, ext.value, encode, parts)

    def _written(self, code: int, value: Any, encode: Encode, parts: Parts) -> bytes:
        """Return an extension whose content is an item of this wire."""
        content = parts.split(encode(value))
        return parts.put([self.head(code, size_of(content)), *content])

    def _framed(self, code: int, chunks: Chunks, parts: Parts) -> bytes:
        """Return an extension whose content is bytes: as they are, or as the wire has them."""
        size = size_of(chunks)
        return parts.put([self.head(code, size), self.string(size), *chunks])


def carrier_of(info: BackendInfo) -> Carrier | None:
    """Return how the wire of a backend carries custom types, or ``None``."""
    if info.wire == "msgpack" and info.capabilities.ext_codes:
        return _EXTS
    if info.wire == "cbor" and info.capabilities.tags:
        return _TAGS
    return None


# MessagePack specification, "ext format family": fixext 1 to 16, ext 8, 16 and 32.
_FIXED = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}


def _ext_head(code: int, size: int) -> bytes:
    """Return what goes before the data of a MessagePack extension."""
    if size >= 1 << 32:
        raise ValueError(f"an extension holds less than 4 GiB, not {size} bytes")
    number = code.to_bytes(1, "big", signed=True)
    if size in _FIXED:
        return bytes([_FIXED[size]]) + number
    width = 1 if size < 1 << 8 else 2 if size < 1 << 16 else 4
    return bytes([{1: 0xC7, 2: 0xC8, 4: 0xC9}[width]]) + size.to_bytes(width, "big") + number


def _cbor_head(major: int, argument: int) -> bytes:
    """Return the head of a CBOR item (RFC 8949 section 3)."""
    if argument < 24:
        return bytes([(major << 5) + argument])
    for width, info in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if argument < 1 << (8 * width):
            return bytes([(major << 5) + info]) + argument.to_bytes(width, "big")
    raise ValueError(f"CBOR has no tag {argument}: it is 2**64 or more")


_EXTS = Carrier("ext_code", "ext", b"\xc4\x10", _ext_head, lambda _size: b"")
_TAGS = Carrier(
    "cbor_tag",
    "tag",
    b"\x50",
    lambda number, _size: _cbor_head(6, number),
    lambda size: _cbor_head(2, size),
)
