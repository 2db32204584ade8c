"""CBOR (RFC 8949): find where an item ends without building it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

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


def _one_less(wanted: list[int], starts: list[int], ends: dict[int, int], end: int) -> None:
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
        ends[starts.pop()] = end


def _skip(data: Buffer, pos: int, depth: int, ends: dict[int, int]) -> int:
    """Return the position behind the item at *pos*, *depth* containers in. Iterative.

    *ends* is told where each container begins and ends, so that none is walked twice.
    """
    if pos in ends:
        return ends[pos]
    wanted: list[int] = []
    starts: list[int] = []
    while True:
        start = pos
        major, argument, pos = _head(data, pos)
        if major == _SIMPLE and argument == _INDEFINITE:
            if not wanted or wanted[-1] not in (_ANY_ITEM, _KEY):
                raise WireError(f"malformed: a break where none may be (byte {start})")
            wanted.pop()
            ends[starts.pop()] = pos
        elif major in (_BYTES, _TEXT):
            pos = _skip_string(data, pos, major, argument)
        elif major in (_ARRAY, _MAP, _TAG):
            if len(wanted) + depth >= MAX_DEPTH:
                raise WireError(f"too deep: more than {MAX_DEPTH} levels (byte {start})")
            if wants := _wants(major, argument):
                wanted.append(wants)
                starts.append(start)
                continue
        _one_less(wanted, starts, ends, pos)
        if not wanted:
            return pos


class _Part(NamedTuple):
    """A well-formed item within a message: where it lies, and where all containers end."""

    view: memoryview
    start: int
    end: int
    ends: dict[int, int]


def _parts(message: _Part, pos: int, wants: int) -> list[_Part]:
    """Return the children of the container whose head ends at *pos*."""
    view, _, end, ends = message
    children: list[_Part] = []
    while wants and not (wants < 0 and pos == end - 1):
        start, pos = pos, _skip(view, pos, 0, ends)
        children.append(_Part(view, start, pos, ends))
        wants -= wants > 0
    return children


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

    def start(self, data: Buffer) -> _Part:
        """Return all of *data* as a part. Raises unless it is one well-formed item."""
        view, ends = memoryview(data), dict[int, int]()
        end = _skip(view, 0, 0, ends)
        if end != len(view):
            raise WireError(f"malformed: bytes trail behind the message (byte {end})")
        return _Part(view, 0, end, ends)

    def cut(self, part: _Part) -> memoryview:
        """Return the bytes of *part*."""
        return part.view[part.start : part.end]

    def open(
        self, part: _Part, loads: Callable[[Buffer], Any], /
    ) -> dict[Any, Any] | list[Any] | None:
        """Split a map or an array into its children."""
        start = part.start
        if part.view[start : start + 3] == _SELF_DESCRIBED:
            start += 3
        major, argument, pos = _head(part.view, start)
        if major not in (_ARRAY, _MAP):
            return None
        children = _parts(part, pos, _wants(major, argument))
        if major == _ARRAY:
            return list(children)
        keys = (_key(self.cut(key), loads) for key in children[::2])
        return dict(zip(keys, children[1::2], strict=True))


def _key(part: memoryview, loads: Callable[[Buffer], Any]) -> Any:
    """Decode a map's key; what may be an array, as a key, so that it can be hashed."""
    if part[0] >> 5 in (_ARRAY, _MAP, _TAG):
        return next(iter(loads(b"".join((_MAP_OF_ONE, part, _NULL)))))
    return loads(part)


CBOR = CborWire()
