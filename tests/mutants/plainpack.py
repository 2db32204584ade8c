"""MessagePack in plain Python, read and written from its specification alone.

The reference backend is built on this, and not on a library, so that the suite is not
proved by the very code that it was written against.
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Callable
from typing import Any

import msgspec

__all__ = ["MAX_DEPTH", "Malformed", "Reader", "Writer"]

MAX_DEPTH = 128
"""Containers in each other. Python's own stack bears a few times as many."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_SECOND = datetime.timedelta(seconds=1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_TIMESTAMP = -1

# Formats of one fixed size behind their first byte: what struct calls them.
_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_UNSIGNED = ((1 << 8, 0xCC), (1 << 16, 0xCD), (1 << 32, 0xCE), (1 << 64, 0xCF))
_SIGNED = ((-(1 << 7), 0xD0), (-(1 << 15), 0xD1), (-(1 << 31), 0xD2), (-(1 << 63), 0xD3))

# Formats with a length: the first byte for lengths of 1, 2 and 4 bytes (0: there is none).
_STR, _BIN, _EXT = (0xD9, 0xDA, 0xDB), (0xC4, 0xC5, 0xC6), (0xC7, 0xC8, 0xC9)
_ARRAY, _MAP = (0, 0xDC, 0xDD), (0, 0xDE, 0xDF)
_FIXEXT = {1: 0xD4, 2: 0xD5, 4: 0xD6, 8: 0xD7, 16: 0xD8}
_WIDTHS = {
    first: (row, width)
    for row in (_STR, _BIN, _EXT, _ARRAY, _MAP)
    for first, width in zip(row, (1, 2, 4), strict=True)
    if first
}


class Malformed(ValueError):  # noqa: N818  the name says it
    """The bytes are not one well-formed message."""


class Writer:
    """Writes one tree of builtins, each value in its shortest form."""

    def write(self, obj: Any, depth: int = 0) -> bytes:
        """Return *obj* as one item. Raises for what MessagePack has no form for."""
        if depth > MAX_DEPTH:
            raise RecursionError("nested too deep")
        for kind, name in _WRITERS.items():
            if isinstance(obj, kind):
                data: bytes = getattr(self, name)(obj, depth)
                return data
        raise TypeError(f"no form for {type(obj).__name__}")

    def constant(self, obj: bool | None, _depth: int) -> bytes:
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[obj]

    def integer(self, number: int, _depth: int) -> bytes:
        if -32 <= number < 128:
            return struct.pack(">b", number)
        rows = _UNSIGNED if number >= 0 else _SIGNED
        for bound, first in rows:
            if number < bound if number >= 0 else number >= bound:
                return bytes([first]) + struct.pack(_NUMBERS[first], number)
        raise OverflowError("an int of more than 64 bits")

    def real(self, number: float, _depth: int) -> bytes:
        return b"\xcb" + struct.pack(">d", number)

    def text(self, text: str, _depth: int) -> bytes:
        data = text.encode()
        return _head(_STR, len(data), fix=0xA0, most=31) + data

    def binary(self, data: bytes | bytearray | memoryview, _depth: int) -> bytes:
        if isinstance(data, memoryview) and not data.c_contiguous:
            raise BufferError("a view with gaps")
        whole = bytes(data)
        return _head(_BIN, len(whole)) + whole

    def array(self, items: Any, depth: int) -> bytes:
        parts = [self.write(item, depth + 1) for item in items]
        return _head(_ARRAY, len(items), fix=0x90, most=15) + b"".join(parts)

    def map(self, entries: dict[Any, Any], depth: int) -> bytes:
        parts = [self.write(part, depth + 1) for entry in entries.items() for part in entry]
        return _head(_MAP, len(entries), fix=0x80, most=15) + b"".join(parts)

    def raw(self, item: msgspec.Raw, _depth: int) -> bytes:
        return bytes(item)

    def moment(self, moment: datetime.datetime, _depth: int) -> bytes:
        if moment.tzinfo is None:
            return self.text(moment.isoformat(), 0)
        passed = moment - _EPOCH
        seconds, rest = divmod(passed, _SECOND)
        return self.timestamp(seconds, rest // _MICROSECOND * 1000)

    def timestamp(self, seconds: int, nanoseconds: int) -> bytes:
        """Return the shortest of the three forms of the specification."""
        if not 0 <= seconds < 1 << 34:
            return self.extension(_TIMESTAMP, struct.pack(">Iq", nanoseconds, seconds))
        if nanoseconds or seconds >= 1 << 32:
            both = nanoseconds << 34 | seconds
            return self.extension(_TIMESTAMP, struct.pack(">Q", both))
        return self.extension(_TIMESTAMP, struct.pack(">I", seconds))

    def ext(self, ext: msgspec.msgpack.Ext, _depth: int) -> bytes:
        return self.extension(ext.code, bytes(ext.data))

    def extension(self, code: int, data: bytes) -> bytes:
        fixed = _FIXEXT.get(len(data))
        head = bytes([fixed]) if fixed else _head(_EXT, len(data))
        return head + struct.pack(">b", code) + data


# In this order: a bool is an int, too.
_WRITERS: dict[Any, str] = {
    (bool, type(None)): "constant",
    int: "integer",
    float: "real",
    str: "text",
    (bytes, bytearray, memoryview): "binary",
    msgspec.Raw: "raw",
    (list, tuple): "array",
    dict: "map",
    datetime.datetime: "moment",
    msgspec.msgpack.Ext: "ext",
}


def _head(row: tuple[int, int, int], size: int, *, fix: int = 0, most: int = -1) -> bytes:
    """Return what goes before *size* bytes or items, in the shortest form there is."""
    if size <= most:
        return bytes([fix + size])
    for first, width in zip(row, (1, 2, 4), strict=True):
        if first and size < 1 << (8 * width):
            return bytes([first]) + size.to_bytes(width, "big")
    raise ValueError("a length over 32 bits")


class Reader:
    """Reads items out of one buffer; ``at`` is where the next one begins.

    *ext_hook* takes the extensions that are no timestamp, as ``ext_hook(code, data)``.
    """

    def __init__(self, data: Any, ext_hook: Callable[[int, bytes], Any]) -> None:
        self.data = memoryview(data).cast("B")
        self.at = 0
        self.ext_hook = ext_hook

    def take(self, size: int) -> bytes:
        """Return the next *size* bytes. Raises :class:`Malformed` where there are fewer."""
        end = self.at + size
        if end > len(self.data):
            raise Malformed("the message is cut short")
        taken = bytes(self.data[self.at : end])
        self.at = end
        return taken

    def read(self, depth: int = 0) -> Any:
        """Return the next item. Raises :class:`Malformed` for what is none."""
        if depth > MAX_DEPTH:
            raise Malformed("nested too deep")
        first = self.take(1)[0]
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0xC0:
            return self.read_short(first, depth)
        if first in _NUMBERS:
            form = _NUMBERS[first]
            return struct.unpack(form, self.take(struct.calcsize(form)))[0]
        if first in _WIDTHS:
            row, width = _WIDTHS[first]
            return self.read_sized(row, int.from_bytes(self.take(width), "big"), depth)
        if 0xD4 <= first <= 0xD8:
            return self.extension(1 << (first - 0xD4))
        return self.constant(first)

    def read_short(self, first: int, depth: int) -> Any:
        """Return an item whose length is in its first byte."""
        if first >= 0xA0:
            return self.read_sized(_STR, first & 0x1F, depth)
        return self.read_sized(_ARRAY if first >= 0x90 else _MAP, first & 0x0F, depth)

    def read_sized(self, row: tuple[int, ...], size: int, depth: int) -> Any:
        if row is _STR:
            return self.text(self.take(size))
        if row is _BIN:
            return self.take(size)
        if row is _EXT:
            return self.extension(size)
        return self.array(size, depth) if row is _ARRAY else self.map(size, depth)

    def constant(self, first: int) -> Any:
        if first == 0xC1:
            raise Malformed("0xc1 begins nothing")
        return {0xC0: None, 0xC2: False, 0xC3: True}[first]

    def text(self, data: bytes) -> str:
        return data.decode()

    def array(self, size: int, depth: int) -> Any:
        return [self.read(depth + 1) for _ in range(size)]

    def map(self, size: int, depth: int) -> Any:
        entries = {}
        for _ in range(size):
            key = self.key(self.read(depth + 1))
            entries[key] = self.read(depth + 1)
        return entries

    def key(self, key: Any) -> Any:
        """Return *key* as what can be one: an array is a tuple, a map is nothing."""
        if isinstance(key, list):
            return tuple(map(self.key, key))
        if isinstance(key, dict):
            raise Malformed("a map is the key of another")
        return key

    def extension(self, size: int) -> Any:
        code = struct.unpack(">b", self.take(1))[0]
        data = self.take(size)
        return self.timestamp(data) if code == _TIMESTAMP else self.ext_hook(code, data)

    def timestamp(self, data: bytes) -> datetime.datetime:
        """Return one of the three forms of the specification as a datetime."""
        if len(data) == 4:
            seconds, nanoseconds = int.from_bytes(data, "big"), 0
        elif len(data) == 8:
            both = int.from_bytes(data, "big")
            seconds, nanoseconds = both & ((1 << 34) - 1), both >> 34
        elif len(data) == 12:
            nanoseconds, seconds = struct.unpack(">Iq", data)
        else:
            raise Malformed("a timestamp has 4, 8 or 12 bytes")
        if nanoseconds >= 1_000_000_000:
            raise Malformed("a second has fewer nanoseconds")
        try:
            passed = datetime.timedelta(seconds=seconds, microseconds=nanoseconds // 1000)
            return _EPOCH + passed
        except OverflowError:
            raise Malformed("a time outside every calendar") from None
