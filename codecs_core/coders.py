"""Encoders and decoders shaped like msgspec's, with our errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core.boxed.portable import type_name
from codecs_core.buffers import owning, write_into
from codecs_core.capabilities import BackendInfo
from codecs_core.errors import MsgTypeError, Violation, WireError
from codecs_core.explain import Reading, explain_encoding
from codecs_core.hookspecs import (
    Buffer,
    DecHook,
    DecoderOptions,
    EncHook,
    EncoderOptions,
    Order,
)
from codecs_core.refusal import (
    bare_violation,
    decoding_error,
    msg_type_error,
    root_cause,
    wire_error,
)

__all__ = ["BackendDecoder", "BackendEncoder"]


class BackendEncoder:
    """An encoder of one backend: ``msgspec.msgpack.Encoder`` with our errors."""

    __slots__ = ("_info", "_look", "_options", "encode_plainly", "native")

    def __init__(
        self,
        info: BackendInfo,
        native: Any,
        options: EncoderOptions,
        look: Callable[[Any], None],
    ) -> None:
        self.native: Any = native
        """The library's own encoder: untranslated errors, unchecked ``Raw``."""
        self.encode_plainly: Callable[[Any], bytes] = _checked(native.encode, look)
        """Encode with whatever error comes: for who translates them himself."""
        self._info = info
        self._look = look
        self._options = options

    @property
    def enc_hook(self) -> EncHook | None:
        """The hook for types the library does not know."""
        return self._options.enc_hook

    @property
    def order(self) -> Order:
        """How unordered things are ordered."""
        return self._options.order

    @property
    def decimal_format(self) -> Any:
        """How a Decimal is written."""
        return self._options.decimal_format

    @property
    def uuid_format(self) -> str:
        """How a UUID is written."""
        return self._options.uuid_format

    def encode(self, obj: Any, /) -> bytes:
        """Return *obj* as one message. Raises :class:`MsgTypeError`, and nothing else."""
        try:
            return self.encode_plainly(obj)
        except Exception as exc:
            raise self.refusal(obj, exc) from root_cause(exc)

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        """Write *obj* into *buffer* from *offset* on (-1: at its end); cut what is behind.

        Raises :class:`MsgTypeError`, and ``BufferError`` where a view of the caller's own
        forbids resizing; the buffer is then as it was.
        """
        write_into(self.encode(obj), buffer, offset)

    def encode_into_own(self, obj: Any, buffer: bytearray) -> None:
        """Write *obj* into a buffer that nobody else sees; what is in it may be lost."""
        self._look(obj)
        self.native.encode_into(obj, buffer)

    def refusal(self, obj: Any, exc: Exception) -> MsgTypeError:
        """Return the error for *obj*, which the library refused with *exc*."""
        options = self._options
        try:
            violation = explain_encoding(
                obj,
                exc,
                encode=self.encode_plainly,
                enc_hook=options.enc_hook,
                order=options.order,
                max_depth=self._info.capabilities.max_depth,
            )
        except Exception:  # an object may raise from anywhere; its error must come out
            violation = bare_violation(exc, obj)
        return msg_type_error(violation, libname=self._info.name, stage="encode")


def _checked(
    encode: Callable[[Any], bytes], look: Callable[[Any], None]
) -> Callable[[Any], bytes]:
    """Return *encode* made to look over its object first."""

    def encode_checked(obj: Any, /) -> bytes:
        look(obj)
        return encode(obj)

    return encode_checked


class BackendDecoder:
    """A decoder of one backend: ``msgspec.msgpack.Decoder`` with our errors."""

    __slots__ = ("_info", "_options", "_reread", "decode_plainly", "native")

    def __init__(
        self,
        info: BackendInfo,
        native: Any,
        options: DecoderOptions,
        reread: Callable[[Buffer], Any],
        *,
        views: bool,
    ) -> None:
        self.native: Any = native
        """The library's own decoder, untranslated."""
        decode: Callable[[Any], Any] = native.decode
        self.decode_plainly: Callable[[Any], Any] = owning(decode) if views else decode
        """Decode with whatever error comes: for who translates them himself."""
        self._info = info
        self._options = options
        self._reread = reread

    @property
    def type(self) -> Any:
        """The type it decodes to."""
        return self._options.type

    @property
    def strict(self) -> bool:
        """Whether msgspec's lax conversions are off."""
        return self._options.strict

    @property
    def dec_hook(self) -> DecHook | None:
        """The hook that builds custom types."""
        return self._options.dec_hook

    def decode(self, buf: Buffer | msgspec.Raw, /) -> Any:
        """Return the one message in *buf*.

        Raises :class:`MsgTypeError` for a value outside the type, :class:`WireError` for
        bytes that are not one well-formed message, and nothing else.
        """
        try:
            return self.decode_plainly(buf)
        except Exception as exc:
            if type(buf) is msgspec.Raw:
                return self.decode(memoryview(buf))
            raise self.refusal(buf, exc)[0] from root_cause(exc)

    def refusal(self, buf: Any, exc: Exception) -> tuple[MsgTypeError | WireError, Any]:
        """Return the error for *buf*, refused with *exc*, and the tree it holds, if any."""
        libname, options = self._info.name, self._options
        if not issubclass(type(buf), (bytes, bytearray, memoryview)):
            got = type_name(buf)
            text = f"Expected `bytes-like`, got `{got}`"
            violation = Violation("$", "bytes-like", got, buf, text)
            return msg_type_error(violation, libname=libname, stage="decode"), None
        try:
            tree = self._reread(buf)
        except Exception as wire_exc:
            return wire_error(wire_exc, self._info), None
        reading = Reading(options.type, options.strict, options.dec_hook)
        return decoding_error(tree, reading, exc, libname=libname), tree
