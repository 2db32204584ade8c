"""The typed layer: strict types for libraries that only know builtins.

A backend gives ``dumps`` and ``loads``; msgspec's ``to_builtins`` and ``convert`` do the
rest, so that with a type given every backend returns the same value or the same error. The
tree handed to ``dumps`` is the same on every wire: UUID, Decimal, date, time and timedelta
as msgspec's text, sets as lists, and only the backend's ``native_types`` beside the
builtins that every format has.
"""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import msgspec

from codecs_core.buffers import write_into
from codecs_core.envelope import enveloped
from codecs_core.exts.writing import with_exts
from codecs_core.hookspecs import (
    Buffer,
    DecHook,
    DecoderOptions,
    EncHook,
    EncoderOptions,
    Order,
)
from codecs_core.typed.amend import amender
from codecs_core.typed.finish import DATES, finisher
from codecs_core.typed.rawread import has_raw, raw_reader
from codecs_core.typed.shape import BYTES_LIKE, is_open, reaches
from codecs_core.typed.survey import without
from codecs_core.wires import Loads, Wire

__all__ = ["TreeDecoder", "TreeEncoder"]


class TreeEncoder:
    """An encoder over ``dumps(tree) -> bytes``.

    Parameters
    ----------
    options: what ``codecs_core.hookspecs.codec_encoder`` was asked for.
    dumps: writes a tree of builtins; it must write a ``msgspec.Raw`` as its own bytes.
    native_types: what else ``dumps`` writes as it is: ``bytes``, ``datetime`` ...
    """

    def __init__(
        self,
        options: EncoderOptions,
        dumps: Callable[[Any], bytes],
        native_types: Iterable[type] = (),
    ) -> None:
        self.enc_hook: EncHook | None = options.enc_hook
        self.order: Order = options.order
        self.decimal_format: Any = options.decimal_format
        self.uuid_format: str = options.uuid_format
        # An encoder of msgspec's own refuses bad options in msgspec's own words.
        msgspec.msgpack.Encoder(
            enc_hook=options.enc_hook,
            order=options.order,
            decimal_format=options.decimal_format,
            uuid_format=options.uuid_format,
        )
        native = (msgspec.Raw, *native_types)

        def make(enc_hook: EncHook | None) -> _Builtins:
            return _Builtins(replace(options, enc_hook=enc_hook), dumps, native)

        self.encode: Callable[[Any], bytes] = with_exts(options, make).encode

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        """Write *obj* into *buffer*; see :func:`write_into`."""
        write_into(self.encode(obj), buffer, offset)


class _Builtins:
    """The encoder itself, for types that need no extension."""

    def __init__(
        self, options: EncoderOptions, dumps: Callable[[Any], bytes], native: tuple[type, ...]
    ) -> None:
        self.encode = _encode(options, dumps, native)

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        write_into(self.encode(obj), buffer, offset)


def _encode(
    options: EncoderOptions, dumps: Callable[[Any], bytes], native: tuple[type, ...]
) -> Callable[[Any], bytes]:
    """Return the ``encode`` of a :class:`TreeEncoder`, decided once."""
    to_builtins, enc_hook, order = msgspec.to_builtins, options.enc_hook, options.order

    def encode(obj: Any, /) -> bytes:
        return dumps(to_builtins(obj, builtin_types=native, enc_hook=enc_hook, order=order))

    if (
        order is None
        and options.decimal_format == "string"
        and options.uuid_format == "canonical"
    ):
        return encode

    # What msgspec's encoder does and to_builtins cannot: done here, in Python.
    let_through = (*native, uuid.UUID, decimal.Decimal, *(DATES if order else ()))
    finish = finisher(options, native)

    def encode_finished(obj: Any, /) -> bytes:
        tree = to_builtins(obj, builtin_types=let_through, enc_hook=enc_hook, order=order)
        return dumps(finish(tree))

    return encode_finished


class TreeDecoder:
    """A decoder over ``loads(buffer) -> tree``.

    Parameters
    ----------
    options: what ``codecs_core.hookspecs.codec_decoder`` was asked for.
    loads: reads one item into builtins; bytes behind it may be ignored.
    wire: the format: who refuses those bytes, and who finds a ``Raw``.
    foreign_types: the library's own types that ``loads`` may leave in a tree. They are
        refused, or with ``options.lenient`` translated by *foreign*.
    foreign: turns one instance of ``foreign_types`` into an ``UnknownExt``.
    max_depth: the depth to which ``loads`` reads.
    str_keys: whether the format has no keys but text (JSON).
    """

    def __init__(
        self,
        options: DecoderOptions,
        loads: Callable[[Buffer], Any],
        wire: Wire | None,
        *,
        foreign_types: frozenset[type] = frozenset(),
        foreign: Callable[[Any], Any] | None = None,
        max_depth: int = 1024,
        str_keys: bool = False,
    ) -> None:
        self.type: Any = options.type
        self.strict: bool = options.strict
        self.dec_hook: DecHook | None = options.dec_hook
        # A decoder of msgspec's own refuses a bad type in msgspec's own words.
        msgspec.msgpack.Decoder(options.type, strict=options.strict, dec_hook=options.dec_hook)
        read = _losing_nothing(loads, options) if options.exts.codecs else loads
        if foreign_types and reaches(options.type, is_open):
            keep = foreign if options.lenient else None
            read = without(foreign_types, read, max_depth, keep)
        read = _exact(options.type, wire, read)
        decode = read if options.lenient else _decode(options, read, str_keys)
        self.decode: Loads = enveloped(decode, wire.name if wire else "", options)


def _losing_nothing(loads: Loads, options: DecoderOptions) -> Loads:
    """Return *loads* made to raise an interrupt that a library swallows in its hook."""
    find_lost = options.exts.find_lost

    def loads_whole(data: Buffer) -> Any:
        try:
            return loads(data)
        except BaseException:
            find_lost()  # raises what was lost, also where the library lost nothing
            raise

    return loads_whole


def _exact(target: Any, wire: Wire | None, loads: Loads) -> Loads:
    """Return *loads* made to read exactly one message, a ``Raw`` where *target* has one."""
    if has_raw(target):
        if wire is None:
            raise TypeError("this backend's wire carries no Raw")
        return raw_reader(target, wire, loads)
    return loads if wire is None else wire.exact(loads)


def _decode(
    options: DecoderOptions, read: Callable[[Buffer], Any], str_keys: bool
) -> Callable[[Buffer], Any]:
    """Return the ``decode`` of a :class:`TreeDecoder`, decided once."""
    convert, target = msgspec.convert, options.type
    strict = options.strict
    amend, dec_hook = amender(target, strict=strict, dec_hook=options.dec_hook)

    def typed(tree: Any) -> Any:
        return convert(
            tree,
            target,
            strict=strict,
            dec_hook=dec_hook,
            builtin_types=BYTES_LIKE,
            str_keys=str_keys,
        )

    def decode(buf: Buffer, /) -> Any:
        return typed(read(buf))

    if amend is None:
        return decode

    def decode_amended(buf: Buffer, /) -> Any:
        tree = read(buf)
        amend(tree)
        return typed(tree)

    return decode_amended
