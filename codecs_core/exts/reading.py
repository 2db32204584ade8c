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
from codecs_core.exts.types import (
    MAX_NESTED,
    RefusedExtError,
    TypeCodec,
    UnknownExt,
    is_native,
    text_of,
)
from codecs_core.typed.shape import BYTES_LIKE

__all__ = ["ExtReader"]

Others = Literal["refuse", "keep", "ext"]


_Read = Callable[[Any], Any]
_Declared = tuple[TypeCodec[Any], _Read]


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
        self._dec_hook = dec_hook_of(self.codecs, None)
        self._reading = _Reading()
        # What an extension holds is refused as a whole: its type could not be built of it.
        inside = ExtReader(self.codecs, others=others).ext if lenient else self.ext
        self._codes = {
            code: [(codec, self._reader(codec, inside)) for codec in group]
            for code, group in _by_number("ext_code", self.codecs).items()
        }
        self._tags = {
            tag: [(codec, self._converter(codec)) for codec in group]
            for tag, group in _by_number("cbor_tag", self.codecs).items()
        }

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
        declared = self._codes.get(code)
        if declared is None:
            if self._others == "ext":
                return msgspec.msgpack.Ext(code, bytes(data))
            return self._unknown("ext", code, bytes(data))
        return self._built("ext", code, declared, data)

    def tag(self, number: int, value: Any) -> Any:
        """Return what the CBOR tag *number* before a decoded *value* stands for."""
        declared = self._tags.get(number)
        if declared is None:
            return self._unknown("tag", number, value)
        refused = _refused_in(value) if self._lenient else None
        if refused is not None:
            why = f"{refused}: {refused.reason}"
            reason = why if refused.reason else f"{refused} is not known here"
            return UnknownExt("tag", number, value, wanted=_names(declared), reason=reason)
        return self._built("tag", number, declared, value)

    def find_lost(self) -> None:
        """Raise what a library may have swallowed: an interrupt is no bad message."""
        lost, self._reading.lost = self._reading.lost, None
        if lost is not None:
            raise lost

    def _unknown(self, kind: Literal["ext", "tag"], code: int, value: Any) -> UnknownExt:
        if self._others == "keep":
            return UnknownExt(kind, code, value)
        if self._lenient:
            return UnknownExt(kind, code, value, wanted="a known extension")
        raise RefusedExtError(f"{kind} {code} is not known here")

    def _built(
        self, kind: Literal["ext", "tag"], code: int, declared: list[_Declared], data: Any
    ) -> Any:
        """Return the instance that *data* stands for, or refuse it."""
        refusals: list[Exception] = []
        for codec, read in declared:
            try:
                return codec.decode(read(data))
            except Exception as exc:
                refusals.append(exc)
            except BaseException as exc:
                self._reading.lost = exc
                raise
        reason = "; ".join(map(text_of, refusals))
        if self._lenient:
            value, wanted = bytes(data) if kind == "ext" else data, _names(declared)
            return UnknownExt(kind, code, value, wanted=wanted, reason=reason)
        first = refusals[0]
        if not isinstance(first, RefusedExtError):  # one says already which it was
            refused = RefusedExtError(f"{kind} {code}: {reason}")
            refused.__cause__, first = first, refused
        # A library may lose it, and what it was caused by.
        self._reading.lost = first
        raise first

    def _reader(self, codec: TypeCodec[Any], inside: Callable[..., Any]) -> _Read:
        """Return what reads the bytes that an extension of MessagePack carries."""
        if codec.is_bytes:
            return bytes
        reading = self._reading
        decode = msgspec.msgpack.Decoder(
            codec.wire_type, ext_hook=inside, dec_hook=self._dec_hook
        ).decode

        def read(data: Any) -> Any:
            if reading.depth >= MAX_NESTED:
                raise RefusedExtError(f"extensions are nested deeper than {MAX_NESTED}")
            reading.depth += 1
            try:
                return decode(data)
            finally:
                reading.depth -= 1

        return read

    def _converter(self, codec: TypeCodec[Any]) -> _Read:
        """Return what checks the value behind a tag."""
        return lambda value: msgspec.convert(
            value, codec.wire_type, dec_hook=self._dec_hook, builtin_types=BYTES_LIKE
        )


class _Reading(threading.local):
    """What a thread is reading: how deep in extensions, and what a hook raised last."""

    depth = 0
    lost: BaseException | None = None


def _names(declared: list[_Declared]) -> str:
    return " | ".join(codec.type.__name__ for codec, _ in declared)


def _refused_in(value: Any) -> UnknownExt | None:
    """Return the innermost refused extension that *value* holds, or ``None``."""
    found, pending = None, [value]
    while pending:
        item = pending.pop()
        if isinstance(item, UnknownExt):
            if item.wanted:
                found, pending = item, []
            pending.append(item.value)
        elif isinstance(item, dict):
            pending.extend((*item, *item.values()))
        elif isinstance(item, (list, tuple)):
            pending.extend(item)
    return found


def _by_number(name: str, codecs: Iterable[TypeCodec[Any]]) -> dict[int, list[TypeCodec[Any]]]:
    """Return *codecs* by their code or tag.

    Raises ``ValueError`` for two of one number that do not say they share it.
    """
    found: dict[int, list[TypeCodec[Any]]] = {}
    for codec in codecs:
        number = getattr(codec, name)
        if number is None:
            continue
        group = found.setdefault(number, [])
        if codec in group:
            continue
        group.append(codec)
        if len(group) > 1 and not all(one.shared for one in group):
            names = ", ".join(one.type.__name__ for one in group)
            raise ValueError(f"{name} {number} is declared twice: {names}")
    return found
