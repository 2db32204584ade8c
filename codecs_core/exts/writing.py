"""Write custom types as extensions: MessagePack's ext formats, CBOR's tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from codecs_core.exts.framing import Carrier
from codecs_core.exts.lifting import Lifted, lifter
from codecs_core.exts.types import TypeCodec, TypeTable, UnknownExt, is_native, unsupported

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

    def hook(self, encode: Callable[[Any], bytes], other: EncHook | None) -> EncHook:
        """Return an enc_hook: *encode* writes what is in them, *other* what they are not."""
        table, carrier = self._table, self._carrier

        def enc_hook(obj: Any) -> Any:
            kind = type(obj)
            if kind is Lifted:
                return msgspec.Raw(carrier.write(obj.codec, obj.value, encode))
            if kind is UnknownExt:
                return msgspec.Raw(carrier.write_unknown(obj, encode))
            codec = table.of(kind)
            if codec is not None:
                return msgspec.Raw(carrier.write(codec, obj, encode))
            if other is not None:
                return other(obj)
            raise unsupported(obj)

        return enc_hook

    def lifter(self) -> Callable[[Any], Any] | None:
        """Return what makes msgspec ask the hook for types that it knows by itself."""
        native = [codec for codec in self._table.codecs if is_native(codec.type)]
        return lifter(TypeTable(native)) if native else None


class _ExtEncoder:
    """An encoder whose custom types go out as extensions."""

    def __init__(self, writer: ExtWriter, make: Make, other: EncHook | None) -> None:
        # The hook is this encoder's and encodes by it: it looks it up when it is called.
        self._inner = make(writer.hook(lambda obj: self.encode(obj), other))
        self._lift = writer.lifter()

    def encode(self, obj: Any, /) -> bytes:
        return self._inner.encode(obj if self._lift is None else self._lift(obj))

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        lifted = obj if self._lift is None else self._lift(obj)
        self._inner.encode_into(lifted, buffer, offset)


def with_exts(options: EncoderOptions, make: Make) -> Encoder:
    """Return ``make(enc_hook)``, made to write the extensions that *options* ask for."""
    if options.exts is None:
        return make(options.enc_hook)
    return _ExtEncoder(options.exts, make, options.enc_hook)
