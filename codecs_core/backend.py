"""One loaded backend: encoders and decoders shaped like msgspec's, with our errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from codecs_core.capabilities import BackendInfo
from codecs_core.errors import BackendContractError, MsgTypeError, Violation, WireError
from codecs_core.explain import Reading, explain_encoding
from codecs_core.exts.framing import carrier_of
from codecs_core.exts.hooks import dec_hook_of, enc_hook_of
from codecs_core.exts.reading import ExtReader, Others
from codecs_core.exts.types import TypeCodec, UnknownExt
from codecs_core.exts.writing import ExtWriter
from codecs_core.hookspecs import (
    Buffer,
    DecHook,
    Decoder,
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
from codecs_core.shape import reaches
from codecs_core.tree import write_into

if TYPE_CHECKING:
    from codecs_core.registry import Registry

__all__ = ["Backend", "BackendDecoder", "BackendEncoder"]


class Backend:
    """A backend by itself, for those who need no message set.

    ``encoder`` and ``decoder`` take msgspec's own keywords and return objects that behave
    as ``msgspec.msgpack.Encoder`` and ``Decoder`` do, but for the errors, which are those
    of :mod:`codecs_core.errors`, and for what :attr:`info` declares of the wire.
    """

    def __init__(self, info: BackendInfo, registry: Registry) -> None:
        self.info: BackendInfo = info
        self._registry = registry

    def __repr__(self) -> str:
        return f"<Backend {self.info.name!r}: {self.info.wire} by {self.info.lib.__name__}>"

    def encoder(
        self,
        *,
        enc_hook: EncHook | None = None,
        decimal_format: Literal["string", "number"] | Callable[[Any], Any] = "string",
        uuid_format: Literal["canonical", "hex", "bytes"] = "canonical",
        order: Order = None,
        ext_types: Sequence[TypeCodec[Any]] = (),
        unknown_ext: Literal["refuse", "keep"] = "refuse",
    ) -> BackendEncoder:
        """Return a new encoder.

        Beyond msgspec's keywords, *ext_types* are custom types declared once; with
        *unknown_ext* ``"keep"`` an :class:`UnknownExt` is written as what it was. Raises
        ``TypeError`` or ``ValueError`` for bad options.
        """
        carrier = carrier_of(self.info)
        carried = carrier.carried(ext_types) if carrier else ()
        others = [codec for codec in ext_types if codec not in carried]
        needed = carrier is not None and (carried or unknown_ext == "keep")
        options = EncoderOptions(
            enc_hook=enc_hook_of(others, enc_hook) if others else enc_hook,
            decimal_format=decimal_format,
            uuid_format=uuid_format,
            order=order,
            exts=ExtWriter(carried, carrier) if carrier and needed else None,
        )
        native = self._build("codec_encoder", options, ("encode",))
        return BackendEncoder(self.info, native, options)

    def decoder(
        self,
        type: Any = Any,  # noqa: A002  msgspec's own name for it
        *,
        strict: bool = True,
        dec_hook: DecHook | None = None,
        ext_types: Sequence[TypeCodec[Any]] = (),
        unknown_ext: Literal["refuse", "keep"] = "refuse",
    ) -> BackendDecoder:
        """Return a new decoder to *type*.

        Beyond msgspec's keywords, *ext_types* are custom types declared once; with
        *unknown_ext* ``"keep"`` an extension that none of them declares comes as an
        :class:`UnknownExt`. Raises ``TypeError`` for a type msgspec refuses.
        """
        carrier = carrier_of(self.info)
        carried = carrier.carried(ext_types) if carrier else ()
        options = DecoderOptions(
            type=type,
            strict=strict,
            dec_hook=dec_hook_of(ext_types, dec_hook) if ext_types else dec_hook,
            exts=ExtReader(carried, others=_others(type, unknown_ext)),
        )
        native = self._build("codec_decoder", options, ("decode",))
        return BackendDecoder(self.info, native, options, self._rereader(options))

    def _rereader(self, options: DecoderOptions) -> Callable[[Buffer], Any]:
        """Return what reads a refused message once more; built when first needed."""
        call = self._registry.snapshot(self.info.name)

        @cache
        def lenient() -> Decoder:
            lenient = replace(options, lenient=True, exts=options.exts.leniently())
            built: Decoder = call("codec_decoder", options=lenient)
            return built

        return lambda buf: lenient().decode(buf)

    def _build(self, hook: str, options: Any, members: tuple[str, ...]) -> Any:
        """Ask the backend's hook, and hold what it returns to the contract."""
        built = self._registry.call(hook, self.info.name, options=options)
        lacking = [name for name in members if not callable(getattr(built, name, None))]
        if lacking:
            raise BackendContractError(
                f"{hook} of backend {self.info.name!r} returned"
                f" {type(built).__name__}, which has no {lacking[0]}()",
                libname=self.info.name,
            )
        return built


def _others(annotation: Any, unknown_ext: Literal["refuse", "keep"]) -> Others:
    """Return what becomes of unknown extensions: who names the type asks for them."""
    if reaches(annotation, lambda leaf: leaf is msgspec.msgpack.Ext):
        return "ext"
    asked = unknown_ext == "keep" or reaches(annotation, lambda leaf: leaf is UnknownExt)
    return "keep" if asked else "refuse"


class BackendEncoder:
    """An encoder of one backend: ``msgspec.msgpack.Encoder`` with our errors."""

    __slots__ = ("_encode", "_info", "_options", "native")

    def __init__(self, info: BackendInfo, native: Any, options: EncoderOptions) -> None:
        self.native: Any = native
        """The library's own encoder, untranslated."""
        self._encode: Callable[[Any], bytes] = native.encode
        self._info = info
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
            return self._encode(obj)
        except Exception as exc:
            raise self.refusal(obj, exc) from root_cause(exc)

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        """Write *obj* into *buffer* from *offset* on (-1: at its end); cut what is behind.

        Raises :class:`MsgTypeError`, the buffer as it was.
        """
        write_into(self.encode(obj), buffer, offset)

    def refusal(self, obj: Any, exc: Exception) -> MsgTypeError:
        """Return the error for *obj*, which the library refused with *exc*."""
        options = self._options
        try:
            violation = explain_encoding(
                obj,
                exc,
                encode=self._encode,
                enc_hook=options.enc_hook,
                order=options.order,
                max_depth=self._info.capabilities.max_depth,
            )
        except Exception:  # an object may raise from anywhere; its error must come out
            violation = bare_violation(exc, obj)
        return msg_type_error(violation, libname=self._info.name, stage="encode")


class BackendDecoder:
    """A decoder of one backend: ``msgspec.msgpack.Decoder`` with our errors."""

    __slots__ = ("_decode", "_info", "_options", "_reread", "native")

    def __init__(
        self,
        info: BackendInfo,
        native: Any,
        options: DecoderOptions,
        reread: Callable[[Buffer], Any],
    ) -> None:
        self.native: Any = native
        """The library's own decoder, untranslated."""
        self._decode: Callable[[Any], Any] = native.decode
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
            return self._decode(buf)
        except Exception as exc:
            if type(buf) is msgspec.Raw:
                return self.decode(memoryview(buf))
            raise self.refusal(buf, exc)[0] from root_cause(exc)

    def refusal(self, buf: Any, exc: Exception) -> tuple[MsgTypeError | WireError, Any]:
        """Return the error for *buf*, refused with *exc*, and the tree it holds, if any."""
        libname, options = self._info.name, self._options
        if not isinstance(buf, (bytes, bytearray, memoryview)):
            text = f"Expected `bytes-like`, got `{type(buf).__name__}`"
            violation = Violation("$", "bytes-like", type(buf).__name__, buf, text)
            return msg_type_error(violation, libname=libname, stage="decode"), None
        try:
            tree = self._reread(buf)
        except Exception as wire_exc:
            return wire_error(wire_exc, self._info), None
        reading = Reading(options.type, options.strict, options.dec_hook)
        return decoding_error(tree, reading, exc, libname=libname), tree
