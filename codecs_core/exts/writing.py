"""Write custom types as extensions: MessagePack's ext formats, CBOR's tags."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from codecs_core.exts.framing import Carrier
from codecs_core.exts.lifting import Lifted, lifter
from codecs_core.exts.parts import Parts
from codecs_core.exts.types import (
    MAX_NESTED,
    Tagged,
    TypeCodec,
    TypeTable,
    UnknownExt,
    unsupported,
    writes_itself,
)

if TYPE_CHECKING:
    from codecs_core.hookspecs import EncHook, Encoder, EncoderOptions

    Make = Callable[[EncHook | None], Encoder]

__all__ = ["ExtWriter", "with_exts"]


class ExtWriter:
    """Writes instances of the types of *codecs* as extensions of one wire.

    They go through msgspec and the library as ``Raw``: bytes that are written in place.
    """

    def __init__(self, codecs: Iterable[TypeCodec[Any]], carrier: Carrier) -> None:
        self._table = TypeTable(codecs)
        self._carrier = carrier

    def parts(self) -> Parts:
        """Return what holds the big contents of one message."""
        return Parts(self._carrier.hole)

    def hook(
        self,
        encode: Callable[[Any], bytes],
        parts: Callable[[], Parts],
        other: EncHook | None,
    ) -> EncHook:
        """Return an enc_hook.

        *encode* writes what is in an instance, *parts* holds what is big in it, *other*
        encodes what is none.
        """
        table, carrier = self._table, self._carrier

        def written(kind: type, obj: Any) -> bytes | None:
            if kind is Lifted:
                return carrier.write(obj.codec, obj.value, encode, parts())
            if kind is UnknownExt:
                return carrier.write_unknown(obj, encode, parts())
            if kind is Tagged:
                return carrier.write_tagged(obj, encode, parts())
            codec = table.of(kind)
            return None if codec is None else carrier.write(codec, obj, encode, parts())

        def enc_hook(obj: Any) -> Any:
            data = written(type(obj), obj)
            if data is not None:
                return msgspec.Raw(data)
            if other is not None:
                return other(obj)
            raise unsupported(obj)

        return enc_hook

    def lifter(self) -> Callable[[Any], Any] | None:
        """Return what makes msgspec ask the hook for types that it knows by itself."""
        native = [codec for codec in self._table.codecs if writes_itself(codec.type)]
        return lifter(TypeTable(native)) if native else None


class _Writing(threading.local):
    """The message that a thread is writing: how deep in extensions, and its big contents."""

    depth = 0
    parts = Parts(b"")


class _ExtEncoder:
    """An encoder whose custom types go out as extensions."""

    def __init__(self, writer: ExtWriter, make: Make, other: EncHook | None) -> None:
        self._writing = _Writing()
        # The hook is this encoder's and encodes by it: it looks it up when it is called.
        self._inner = make(writer.hook(self._content, lambda: self._writing.parts, other))
        self._lift = writer.lifter()
        self._new_parts = writer.parts

    def encode(self, obj: Any, /) -> bytes:
        data, parts = self._written(lambda: self._inner.encode(self._lifted(obj)))
        return b"".join(parts.split(data)) if parts else data

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        start = len(buffer) if offset == -1 else offset
        _, parts = self._written(
            lambda: self._inner.encode_into(self._lifted(obj), buffer, offset)
        )
        if parts:
            pieces = parts.split(bytes(buffer[start:]))
            del buffer[start:]
            for piece in pieces:
                buffer += piece

    def _written(self, write: Callable[[], Any]) -> tuple[Any, Parts]:
        """Write a message; one within another, from a user's own hook, is by itself."""
        writing = self._writing
        around = writing.depth, writing.parts
        writing.depth, writing.parts = 0, self._new_parts()
        try:
            return write(), writing.parts
        finally:
            writing.depth, writing.parts = around

    def _content(self, obj: Any) -> bytes:
        """Return what an extension holds: big contents stay out of it until the end."""
        writing = self._writing
        if writing.depth >= MAX_NESTED:
            raise RecursionError(f"extensions are nested deeper than {MAX_NESTED}")
        writing.depth += 1
        try:
            return self._inner.encode(self._lifted(obj))
        finally:
            writing.depth -= 1

    def _lifted(self, obj: Any) -> Any:
        return obj if self._lift is None else self._lift(obj)


def with_exts(options: EncoderOptions, make: Make) -> Encoder:
    """Return ``make(enc_hook)``, made to write the extensions that *options* ask for."""
    if options.exts is None:
        return make(options.enc_hook)
    return _ExtEncoder(options.exts, make, options.enc_hook)
