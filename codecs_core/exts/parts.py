"""Big contents: left out while a message is written, and put in when it is joined.

A library copies what it is given, the core copies what it frames, and both copy what they
return: an array would be copied five times. So a big content goes through all of them as a
placeholder, a byte string that nobody can know, and is copied once, into the message.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from codecs_core.exts.types import TypeCodec

__all__ = ["Chunks", "Parts", "chunks_of", "size_of", "value_of"]

Chunks = list[Any]
"""Buffers that are written one behind the other."""

_LEAST_BYTES = 4096
"""Below this a copy costs less than a placeholder."""

_MARK_BYTES = 12
_INDEX_BYTES = 4


def chunks_of(value: Any) -> Chunks:
    """Return the buffers of a content of bytes. Raises ``BufferError`` for one with gaps."""
    chunks = value if isinstance(value, list) else [value]
    if not all(memoryview(chunk).c_contiguous for chunk in chunks):
        raise BufferError("memoryview: underlying buffer is not C-contiguous")
    return chunks


def size_of(chunks: Chunks) -> int:
    """Return how many bytes *chunks* are."""
    return sum(memoryview(chunk).nbytes for chunk in chunks)


def value_of(codec: TypeCodec[Any], obj: Any, *, whole: bool = False) -> Any:
    """Return what *codec* makes of *obj*.

    With *whole*, for a wire that has no number for it, bytes in several pieces are one.
    """
    if codec.encode is None:
        raise TypeError(f"{codec.type.__name__} is only read")
    value = codec.encode(obj)
    if codec.wire_type is bytes and isinstance(value, list) and (whole or codec.shared):
        return b"".join(chunks_of(value))
    return value


class Parts:
    """The big contents of one message.

    *hole* is what begins, on the message's wire, a byte string of 16 bytes.
    """

    def __init__(self, hole: bytes) -> None:
        self._hole = hole
        self._mark = b""
        self._held: list[Chunks] = []

    def __bool__(self) -> bool:
        return bool(self._held)

    def put(self, chunks: Chunks) -> bytes:
        """Return *chunks* in one piece, or an item that stands for them."""
        if size_of(chunks) < _LEAST_BYTES:
            return b"".join(chunks)
        self._mark = self._mark or self._hole + os.urandom(_MARK_BYTES)
        self._held.append(chunks)
        return self._mark + (len(self._held) - 1).to_bytes(_INDEX_BYTES, "big")

    def split(self, data: bytes) -> Chunks:
        """Return *data* with the contents in place of what stands for them."""
        return list(self._split(data)) if self._held else [data]

    def _split(self, data: bytes) -> Iterable[Any]:
        view, start = memoryview(data), 0
        while (found := data.find(self._mark, start)) >= 0:
            index = found + len(self._mark)
            end = index + _INDEX_BYTES
            yield view[start:found]
            yield from self._held[int.from_bytes(view[index:end], "big")]
            start = end
        yield view[start:]
