"""Who owns which bytes: what a decoded value may look at, and what an encoded one writes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core.hookspecs import Buffer
from codecs_core.typed.shape import reaches

__all__ = ["holds_view", "owning", "write_into"]

_STABLE = (bytes, msgspec.Raw)


def holds_view(annotation: Any) -> bool:
    """Tell whether a value of the type may look at the bytes that it was decoded from."""
    return reaches(annotation, lambda leaf: leaf in (msgspec.Raw, memoryview))


def owning(decode: Callable[[Buffer], Any]) -> Callable[[Buffer], Any]:
    """Return *decode* made to copy what may change under a value that looks at it.

    ``bytes`` never change. A bytearray may, and could not be resized as long as the value
    lives: it is copied, once and whole.
    """

    def decode_own(data: Buffer, /) -> Any:
        if type(data) is not bytes:
            view = memoryview(data)
            plain = view.ndim == 1 and view.itemsize == 1 and view.c_contiguous
            if not plain or type(view.obj) not in _STABLE:
                return decode(view.tobytes())
        return decode(data)

    return decode_own


def write_into(data: bytes, buffer: bytearray, offset: int = 0) -> None:
    """Put *data* into *buffer* from *offset* on and cut the buffer behind it.

    An offset of -1 appends, as msgspec has it. Raises ``BufferError``, the buffer as it
    was, where a view of the caller's own forbids resizing it.
    """
    if type(buffer) is not bytearray:
        raise TypeError(f"buffer must be a bytearray, not {type(buffer).__name__}")
    if offset < -1:
        raise ValueError("offset must be >= -1")
    start = len(buffer) if offset == -1 else offset
    if start > len(buffer):
        data = bytes(start - len(buffer)) + data
        start = len(buffer)
    buffer[start:] = data
