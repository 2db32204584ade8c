"""CBOR (RFC 8949): find where an item ends without building it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from codecs_core.errors import WireError
from codecs_core.hookspecs import Buffer

__all__ = ["CBOR", "MAX_DEPTH", "WRAPPED_LEVELS"]

MAX_DEPTH = 200
"""Containers nested deeper than this are refused: half of cbor2's own bound for reading.

For writing cbor2 has none, and crashes the process at 300 levels on a stack of 256 KiB.
"""

# Major types, RFC 8949 section 3.1.
_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)

# The argument of a head of indefinite length, and of the break that ends it (section 3.2).
_INDEFINITE = -1

# What an open container still wants: a count, or one of these.
_ANY_ITEM, _KEY, _VALUE, _CLOSE = -1, -2, -3, -4
_AFTER = {_ANY_ITEM: _ANY_ITEM, _KEY: _VALUE, _VALUE: _KEY}

_SIMPLE_IN_TWO = 0xF8
_SHORT_TEXT = range(0x60, 0x78)
_MAP_OF_ONE, _NULL = b"\xa1", b"\xf6"
_SELF_DESCRIBED = b"\xd9\xd9\xf7"  # tag 55799, section 3.4.6

# An array of two: an array of the message alone, then bytes that nobody outside this process
# can know. What trails behind the message is one more item of the inner array or, where it
# ends that, not these bytes. (Without the inner array a trailing tag would go unnoticed: it
# would be one of the seal, and some tags change nothing.)
_OPEN, _CLOSED = b"\x82\x9f", b"\xff\x50"
_SEAL = os.urandom(16)
WRAPPED_LEVELS = 2
"""The containers in which :meth:`CborWire.exact` wraps a message."""


def _head(data: bytes, pos: int) -> tuple[int, int, int]:
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


def _skip_string(data: bytes, pos: int, major: int, length: int) -> int:
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


def _step(first: int) -> int:
    """Return the size of an item that its first byte tells, or 0 where it does not."""
    major, info = first >> 5, first & 0x1F
    if info < 24 and major in (_BYTES, _TEXT):
        return 1 + info
    if major in (_UINT, _NINT, _SIMPLE) and info < 28 and first != _SIMPLE_IN_TWO:
        return 1 if info < 24 else 1 + (1 << (info - 24))
    return 0


_STEPS = tuple(map(_step, range(256)))


def _skip(data: bytes, pos: int, depth: int, ends: dict[int, int]) -> int:
    """Return the position behind the item at *pos*, *depth* containers in. Iterative.

    *ends* is told where each container begins and ends, so that none is walked twice.
    """
    if pos in ends:
        return ends[pos]
    around: list[tuple[int, int]] = []  # where each open container began, what its own wants
    left, last = 1, len(data)
    while left:
        step = _STEPS[data[pos]] if pos < last else 0
        start, pos = pos, pos + step
        if not step:
            wants, pos = _enter(data, pos)
            if wants == _CLOSE:
                if left not in (_ANY_ITEM, _KEY):
                    raise WireError(f"malformed: a break where none may be (byte {start})")
                left = 1  # the break is the last item
            elif wants is not None:
                if len(around) + depth >= MAX_DEPTH:
                    raise WireError(f"too deep: more than {MAX_DEPTH} levels (byte {start})")
                around.append((start, left))
                # An empty container is complete: its head counts as the one item it wants.
                left = wants or 1
                if wants:
                    continue
        left = left - 1 if left > 0 else _AFTER[left]
        while not left and around:
            start, left = around.pop()
            ends[start] = pos
            left = left - 1 if left > 0 else _AFTER[left]
    if pos > last:
        raise WireError("truncated: the last item is incomplete")
    return pos


def _enter(data: bytes, pos: int) -> tuple[int | None, int]:
    """Read the head at *pos*: what a container there wants, ``None`` for any other item.

    With it comes the position behind the head, or behind an item that is no container.
    """
    major, argument, pos = _head(data, pos)
    if major == _SIMPLE and argument == _INDEFINITE:
        return _CLOSE, pos
    if major in (_BYTES, _TEXT):
        return None, _skip_string(data, pos, major, argument)
    if major in (_ARRAY, _MAP, _TAG):
        return _wants(major, argument), pos
    return None, pos


class _Part(NamedTuple):
    """A well-formed item within a message: where it lies, and where all containers end."""

    data: bytes
    start: int
    end: int
    ends: dict[int, int]


def _parts(message: _Part, pos: int, wants: int) -> list[_Part]:
    """Return the children of the container whose head ends at *pos*."""
    data, _, end, ends = message
    children: list[_Part] = []
    while wants and not (wants < 0 and pos == end - 1):
        start, pos = pos, _skip(data, pos, 0, ends)
        children.append(_Part(data, start, pos, ends))
        wants -= wants > 0
    return children


class CborWire:
    """The CBOR format."""

    name = "cbor"

    def exact(self, loads: Callable[[Buffer], Any]) -> Callable[[Buffer], Any]:
        """Return *loads* made to refuse bytes that trail, for one copy of them."""

        def loads_exact(data: Buffer) -> Any:
            message, seal = loads(b"".join((_OPEN, data, _CLOSED, _SEAL)))
            if len(message) != 1 or seal != _SEAL:
                raise WireError("malformed: bytes trail behind the message")
            return message[0]

        return loads_exact

    def start(self, data: Buffer) -> _Part:
        """Return all of *data* as a part. Raises unless it is one well-formed item."""
        data, ends = bytes(data), dict[int, int]()
        # One level more, for the envelope: a payload is as deep by itself as within it.
        end = _skip(data, 0, -1, ends)
        if end != len(data):
            raise WireError(f"malformed: bytes trail behind the message (byte {end})")
        return _Part(data, 0, end, ends)

    def cut(self, part: _Part) -> bytes:
        """Return the bytes of *part*."""
        return part.data[part.start : part.end]

    def open(
        self, part: _Part, loads: Callable[[Buffer], Any], /
    ) -> dict[Any, Any] | list[Any] | None:
        """Split a map or an array into its children."""
        start = part.start
        if part.data[start : start + 3] == _SELF_DESCRIBED:
            start += 3
        major, argument, pos = _head(part.data, start)
        if major not in (_ARRAY, _MAP):
            return None
        children = _parts(part, pos, _wants(major, argument))
        if major == _ARRAY:
            return list(children)
        keys = (_key(self.cut(key), loads) for key in children[::2])
        return dict(zip(keys, children[1::2], strict=True))


def _key(part: bytes, loads: Callable[[Buffer], Any]) -> Any:
    """Decode a map's key; what may be an array, as a key, so that it can be hashed."""
    if part[0] in _SHORT_TEXT:
        return part[1:].decode()
    if part[0] >> 5 in (_ARRAY, _MAP, _TAG):
        return next(iter(loads(b"".join((_MAP_OF_ONE, part, _NULL)))))
    return loads(part)


CBOR = CborWire()
