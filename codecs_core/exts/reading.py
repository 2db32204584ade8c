"""Read extensions back: a closed set that the application gave, and nothing else.

No value on a wire ever selects an import or a class: a number is looked up in a table made
when the decoder was built.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from codecs_core.exts.hooks import dec_hook_of
from codecs_core.exts.types import RefusedExtError, TypeCodec, UnknownExt, is_native

__all__ = ["ExtReader"]

Others = Literal["refuse", "keep", "ext"]

_BYTES_LIKE = (bytes, bytearray, memoryview)


class ExtReader:
    """What a decoder does with extensions: the declared ones are built, others refused.

    Parameters
    ----------
    codecs: the types that come as extensions on this wire.
    others: what becomes of a code or a tag that none of them declares: ``"refuse"``, or
        ``"keep"`` as an :class:`UnknownExt`, or ``"ext"`` as a ``msgspec.msgpack.Ext``.
    lenient: refuse nothing: what broke its declaration stays too, with the reason.
    """

    def __init__(
        self,
        codecs: Iterable[TypeCodec[Any]] = (),
        *,
        others: Others = "refuse",
        lenient: bool = False,
    ) -> None:
        self.codecs: tuple[TypeCodec[Any], ...] = tuple(codecs)
        self._others: Others = others
        self._lenient = lenient
        self._codes = _by_number("ext_code", self.codecs)
        self._tags = _by_number("cbor_tag", self.codecs)
        self._dec_hook = dec_hook_of(self.codecs, None)
        self._lost = threading.local()
        self._nested = {code: self._reader(codec) for code, codec in self._codes.items()}

    @property
    def tags(self) -> frozenset[int]:
        """The CBOR tags that are declared."""
        return frozenset(self._tags)

    @property
    def natives(self) -> bool:
        """Whether any of the types is one that msgspec knows by itself."""
        return any(is_native(codec.type) for codec in self.codecs)

    def leniently(self) -> ExtReader:
        """Return the same reader, made to refuse nothing."""
        return ExtReader(self.codecs, others=self._others, lenient=True)

    def ext(self, code: int, data: bytes | memoryview) -> Any:
        """Return what the MessagePack extension *code* stands for."""
        codec = self._codes.get(code)
        if codec is None:
            if self._others == "ext":
                return msgspec.msgpack.Ext(code, bytes(data))
            return self._unknown("ext", code, bytes(data))
        return self._built("ext", code, codec, data, self._nested[code])

    def tag(self, number: int, value: Any) -> Any:
        """Return what the CBOR tag *number* before a decoded *value* stands for."""
        codec = self._tags.get(number)
        if codec is None:
            return self._unknown("tag", number, value)
        return self._built("tag", number, codec, value, self._converter(codec))

    def find_lost(self) -> None:
        """Raise what a library may have swallowed: an interrupt is no bad message."""
        lost = self._lost.__dict__.pop("exc", None)
        if lost is not None:
            raise lost

    def _unknown(self, kind: Literal["ext", "tag"], code: int, value: Any) -> UnknownExt:
        if self._others == "keep":
            return UnknownExt(kind, code, value)
        if self._lenient:
            return UnknownExt(kind, code, value, wanted="a known extension")
        raise RefusedExtError(f"{kind} {code} is not known here")

    def _built(
        self,
        kind: Literal["ext", "tag"],
        code: int,
        codec: TypeCodec[Any],
        data: Any,
        read: Callable[[Any], Any],
    ) -> Any:
        """Return the instance that *data* stands for, or refuse it."""
        try:
            return codec.decode(read(data))
        except Exception as exc:
            if not self._lenient:
                raise RefusedExtError(f"{kind} {code}: {exc}") from exc
            value = bytes(data) if kind == "ext" else data
            wanted = codec.type.__name__
            return UnknownExt(kind, code, value, wanted=wanted, reason=str(exc))
        except BaseException as exc:
            self._lost.exc = exc
            raise

    def _reader(self, codec: TypeCodec[Any]) -> Callable[[Any], Any]:
        """Return what reads the bytes that an extension of MessagePack carries."""
        if codec.wire_type is bytes:
            return bytes
        decoder = msgspec.msgpack.Decoder(
            codec.wire_type, ext_hook=self.ext, dec_hook=self._dec_hook
        )
        return decoder.decode

    def _converter(self, codec: TypeCodec[Any]) -> Callable[[Any], Any]:
        """Return what checks the value behind a tag."""
        return lambda value: msgspec.convert(
            value, codec.wire_type, dec_hook=self._dec_hook, builtin_types=_BYTES_LIKE
        )


def _by_number(name: str, codecs: Iterable[TypeCodec[Any]]) -> dict[int, TypeCodec[Any]]:
    """Return *codecs* by their code or tag. Raises ``ValueError`` for two of one number."""
    found: dict[int, TypeCodec[Any]] = {}
    for codec in codecs:
        number = getattr(codec, name)
        if number is not None and found.setdefault(number, codec) is not codec:
            first = found[number].type.__name__
            raise ValueError(
                f"{name} {number} is declared twice: {first}, {codec.type.__name__}"
            )
    return found
