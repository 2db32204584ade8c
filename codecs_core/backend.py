"""One loaded backend: encoders and decoders shaped like msgspec's, with our errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from codecs_core.buffers import holds_view
from codecs_core.capabilities import BackendInfo
from codecs_core.coders import BackendDecoder, BackendEncoder
from codecs_core.errors import BackendContractError
from codecs_core.exts.framing import carrier_of
from codecs_core.exts.hooks import dec_hook_of, enc_hook_of
from codecs_core.exts.reading import ExtReader, Others
from codecs_core.exts.types import Tagged, TypeCodec, UnknownExt
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
from codecs_core.rawguard import check_not_empty, raw_checker
from codecs_core.typed.shape import reaches
from codecs_core.wires import MSGPACK

if TYPE_CHECKING:
    from codecs_core.registry import Registry

__all__ = ["Backend"]


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
        trust_raw: bool = False,
    ) -> BackendEncoder:
        """Return a new encoder.

        Beyond msgspec's keywords, *ext_types* are custom types declared once; with
        *unknown_ext* ``"keep"`` an :class:`UnknownExt` is written as what it was; with
        *trust_raw* nobody checks that a ``Raw`` is one well-formed item, but for one that
        is empty. Raises
        ``TypeError`` or ``ValueError`` for bad options.
        """
        look = raw_checker(check_not_empty if trust_raw else self._raw_check())
        hook = None if enc_hook is None else _looking(enc_hook, look)
        ext_types = [
            replace(codec, encode=_looking(codec.encode, look)) if codec.encode else codec
            for codec in ext_types
        ]
        carrier = carrier_of(self.info)
        carried = carrier.carried(ext_types) if carrier else ()
        others = [codec for codec in ext_types if codec not in carried]
        needed = carrier is not None and (carried or unknown_ext == "keep")
        options = EncoderOptions(
            enc_hook=enc_hook_of(others, hook) if others else hook,
            decimal_format=decimal_format,
            uuid_format=uuid_format,
            order=order,
            exts=ExtWriter(carried, carrier) if carrier and needed else None,
        )
        native = self._build("codec_encoder", options, ("encode",))
        return BackendEncoder(self.info, native, replace(options, enc_hook=enc_hook), look)

    def decoder(
        self,
        type: Any = Any,  # noqa: A002  msgspec's own name for it
        *,
        strict: bool = True,
        dec_hook: DecHook | None = None,
        ext_types: Sequence[TypeCodec[Any]] = (),
        unknown_ext: Literal["refuse", "keep"] = "refuse",
        check_payload: bool = False,
        payload: bool = False,
    ) -> BackendDecoder:
        """Return a new decoder to *type*.

        Beyond msgspec's keywords, *ext_types* are custom types declared once; with
        *unknown_ext* ``"keep"`` an extension that none of them declares comes as an
        :class:`UnknownExt`; with *check_payload* a payload that stays undecoded is looked
        over with its message; *payload* says that it is payloads that are decoded. Raises
        ``TypeError`` for a type msgspec refuses.
        """
        carrier = carrier_of(self.info)
        carried = carrier.carried(ext_types) if carrier else ()
        options = DecoderOptions(
            type=type,
            strict=strict,
            dec_hook=self._hook(ext_types, dec_hook),
            exts=ExtReader(carried, others=_others(type, unknown_ext)),
            check_payload=check_payload,
            payload=payload,
        )
        native = self._build("codec_decoder", options, ("decode",))
        views = any(holds_view(one) for one in (type, *(c.wire_type for c in ext_types)))
        reread = self._rereader(options)
        return BackendDecoder(self.info, native, options, reread, views=views)

    def _hook(
        self, ext_types: Sequence[TypeCodec[Any]], dec_hook: DecHook | None
    ) -> DecHook | None:
        """Return the hook that builds *ext_types* on this wire, and what *dec_hook* does."""
        text = self.info.capabilities.text_only
        return dec_hook_of(ext_types, dec_hook, text=text) if ext_types else dec_hook

    def _rereader(self, options: DecoderOptions) -> Callable[[Buffer], Any]:
        """Return what reads a refused message once more; built when first needed."""
        call = self._registry.snapshot(self.info.name)

        @cache
        def lenient() -> Decoder:
            lenient = replace(options, lenient=True, exts=options.exts.leniently())
            built: Decoder = call("codec_decoder", options=lenient)
            return built

        return lambda buf: lenient().decode(buf)

    def _raw_check(self) -> Callable[[Any], Any]:
        """Return what raises for bytes that are not one well-formed item of the wire."""
        if self.info.wire == MSGPACK.name:
            return MSGPACK.start
        # The backend's own: an add-on that encrypts, say, sees messages and not their parts.
        options = DecoderOptions(exts=ExtReader(others="keep", lenient=True), lenient=True)
        decoder = self._registry.call_alone("codec_decoder", self.info.name, options=options)
        return lambda raw: decoder.decode(memoryview(raw))

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


def _looking(enc_hook: EncHook, look: Callable[[Any], None]) -> EncHook:
    """Return *enc_hook* made to look over what it returns, as the rest of an object is."""

    def looking(obj: Any) -> Any:
        made = enc_hook(obj)
        look(made.value if type(made) is Tagged else made)
        return made

    return looking
