"""CBOR (RFC 8949): find where an item ends without building it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from codecs_core.errors import WireError
from codecs_core.hookspecs import Buffer

__all__ = ["CBOR", "MAX_DEPTH"]

MAX_DEPTH = 200
"""Containers nested deeper than this are refused: half of cbor2's own bound for reading.

For writing cbor2 has none, and crashes the process at 300 levels on a stack of 256 KiB.
"""

# Major types, RFC 8949 section 3.1.
_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)

# The argument of a head of indefinite length, and of the break that ends it (section 3.2).
_INDEFINITE = -1

# What an open container still wants: a count, or one of these.
_ANY_ITEM, _KEY, _VALUE = -1, -2, -3

_BREAK = 0xFF
_MAP_OF_ONE, _NULL = b"\xa1", b"\xf6"
_SELF_DESCRIBED = b"\xd9\xd9\xf7"  # tag 55799, section 3.4.6

# An array of two: the message, then bytes that nobody outside this process can know. If
# anything trails behind the message, the second item is not these bytes.
_PAIR = b"\x82"
_SEAL = os.urandom(16)
_SEALED = b"\x50" + _SEAL


def _head(data: Buffer, pos: int) -> tuple[int, int, int]:
    """Read the head at *pos*: ``(major type, argument, position behind it)``."""
    if pos >= len(data):
        raise WireError(f"truncated: an item is missing at byte {pos}")
    major, info = data[pos] >> 5, data[pos] & 0x1F
    if info < 24:
        return major, info, pos + 1
    if info == 31 and major not in (_UINT, _NINT, _TAG):
        return major, _INDEFINITE, pos + 1
    if info > 27:
        raise WireError(f"malformed: reserved additional information {info} (byte {pos})")
    end = pos + 1 + (1 << (info - 24))
    if end > len(data):
        raise WireError(f"truncated: the head at byte {pos} is incomplete")
    argument = int.from_bytes(data[pos + 1 : end], "big")
    if major == _SIMPLE and info == 24 and argument < 32:
        raise WireError(f"malformed: simple value {argument} in two bytes (byte {pos})")
    return major, argument, end


def _skip_string(data: Buffer, pos: int, major: int, length: int) -> int:
    """Return the position behind a string's content, which may come in chunks."""
    while length == _INDEFINITE:
        chunk, size, pos = _head(data, pos)
        if chunk == _SIMPLE and size == _INDEFINITE:
            return pos
        if chunk != major or size == _INDEFINITE:
            raise WireError(f"malformed: not a chunk of this string (byte {pos - 1})")
        pos = _skip_string(data, pos, major, size)
    if pos + length > len(data):
        raise WireError(f"truncated: the string at byte {pos} is incomplete")
    return pos + length


def _wants(major: int, argument: int) -> int:
    """Return what a container that just opened wants (0: it is complete)."""
    if argument == _INDEFINITE:
        return _KEY if major == _MAP else _ANY_ITEM
    if major == _TAG:
        return 1
    return argument * 2 if major == _MAP else argument


def _one_less(wanted: list[int]) -> None:
    """Count a finished item against the innermost container, and close what is complete."""
    while wanted:
        top = wanted[-1]
        if top < 0:
            wanted[-1] = {_KEY: _VALUE, _VALUE: _KEY}.get(top, top)
            return
        if top > 1:
            wanted[-1] = top - 1
            return
        wanted.pop()


def _skip(data: Buffer, pos: int, depth: int = 0) -> int:
    """Return the position behind the item at *pos*, *depth* containers in. Iterative."""
    wanted: list[int] = []
    while True:
        major, argument, pos = _head(data, pos)
        if major == _SIMPLE and argument == _INDEFINITE:
            if not wanted or wanted[-1] not in (_ANY_ITEM, _KEY):
                raise WireError(f"malformed: a break where none may be (byte {pos - 1})")
            wanted.pop()
        elif major in (_BYTES, _TEXT):
            pos = _skip_string(data, pos, major, argument)
        elif major in (_ARRAY, _MAP, _TAG):
            if len(wanted) + depth >= MAX_DEPTH:
                raise WireError(f"too deep: more than {MAX_DEPTH} levels (byte {pos - 1})")
            if wants := _wants(major, argument):
                wanted.append(wants)
                continue
        _one_less(wanted)
        if not wanted:
            return pos


def _spans(data: Buffer, pos: int, wants: int) -> tuple[list[tuple[int, int]], int]:
    """Return where the children of the container behind *pos* lie, and where it ends."""
    spans: list[tuple[int, int]] = []
    while wants:
        if wants < 0 and pos < len(data) and data[pos] == _BREAK:
            if wants == _KEY and len(spans) % 2:
                raise WireError(f"malformed: a key without its value (byte {pos})")
            return spans, pos + 1
        end = _skip(data, pos, 1)
        spans.append((pos, end))
        pos = end
        wants -= wants > 0
    return spans, pos


class CborWire:
    """The CBOR format."""

    name = "cbor"

    def exact(self, loads: Callable[[Buffer], Any]) -> Callable[[Buffer], Any]:
        """Return *loads* made to refuse bytes that trail, for one copy of them."""

        def loads_exact(data: Buffer) -> Any:
            # Not left to the library: cbor2 makes what is in a tag a key's immutable kind.
            if data[:3] == _SELF_DESCRIBED:
                data = data[3:]
            pair = loads(b"".join((_PAIR, data, _SEALED)))
            if pair[1] != _SEAL:
                raise WireError("malformed: bytes trail behind the message")
            return pair[0]

        return loads_exact

    def check(self, data: Buffer) -> None:
        """Raise :class:`WireError` unless *data* is one well-formed item (appendix C)."""
        _all_of(data, _skip(data, 0))

    def open(
        self, data: Buffer, loads: Callable[[Buffer], Any], /
    ) -> dict[Any, Any] | list[Any] | None:
        """Split the map or array in *data* into its children's bytes."""
        view = memoryview(data)
        start = len(_SELF_DESCRIBED) if view[:3] == _SELF_DESCRIBED else 0
        major, argument, pos = _head(view, start)
        if major not in (_ARRAY, _MAP):
            self.check(view)
            return None
        spans, end = _spans(view, pos, _wants(major, argument))
        _all_of(view, end)
        parts = [view[a:b] for a, b in spans]
        if major == _ARRAY:
            return parts
        keys = (_key(part, loads) for part in parts[::2])
        return dict(zip(keys, parts[1::2], strict=True))


def _key(part: memoryview, loads: Callable[[Buffer], Any]) -> Any:
    """Decode a map's key; what may be an array, as a key, so that it can be hashed."""
    if part[0] >> 5 in (_ARRAY, _MAP, _TAG):
        return next(iter(loads(b"".join((_MAP_OF_ONE, part, _NULL)))))
    return loads(part)


def _all_of(data: Buffer, end: int) -> None:
    """Raise unless the item ends where *data* does."""
    if end != len(data):
        raise WireError(f"malformed: bytes trail behind the message (byte {end})")


CBOR = CborWire()
