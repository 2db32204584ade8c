"""The ``msgspec`` backend: MessagePack by msgspec's own codec. The default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import msgpack

from codecs_core.capabilities import BackendInfo, Capabilities
from codecs_core.envelope import enveloped
from codecs_core.exts import with_exts
from codecs_core.hookspecs import (
    Buffer,
    DecHook,
    Decoder,
    DecoderOptions,
    Encoder,
    EncoderOptions,
    hookimpl,
)
from codecs_core.tree import TreeDecoder
from codecs_core.wires import MSGPACK

__all__ = ["codec_decoder", "codec_encoder", "codec_info"]

# Below this msgspec skips a payload sooner than Python finds where it begins.
_LEAST_BYTES = 1024

_INFO = BackendInfo(
    name="msgspec",
    wire="msgpack",
    media_types=("application/vnd.msgpack", "application/x-msgpack"),
    lib=msgspec,
    lib_version=msgspec.__version__,
    wire_errors=(msgspec.DecodeError, UnicodeDecodeError),
    capabilities=Capabilities(
        int_bits=64,
        max_depth=512,
        map_keys=frozenset({type(None), bool, int, float, str, bytes, tuple}),
        float_special=True,
        binary=True,
        ext_codes=range(-128, 128),
        forms={"datetime (aware)": "ext"},
    ),
)


@hookimpl
def codec_info() -> BackendInfo:
    """Say who this backend is."""
    return _INFO


@hookimpl
def codec_encoder(options: EncoderOptions) -> Encoder:
    """Return msgspec's own encoder."""
    return with_exts(
        options,
        lambda enc_hook: msgpack.Encoder(
            enc_hook=enc_hook,
            order=options.order,
            decimal_format=options.decimal_format,
            uuid_format=options.uuid_format,
        ),
    )


@hookimpl
def codec_decoder(options: DecoderOptions) -> Decoder:
    """Return msgspec's own decoder."""
    ext = options.exts.ext
    # What msgspec knows by itself it takes in its own form only, so an extension of such a
    # type is read first and converted then.
    if options.lenient or options.exts.natives:
        return TreeDecoder(options, msgpack.Decoder(ext_hook=ext).decode, MSGPACK)
    decoder = msgpack.Decoder(
        options.type, strict=options.strict, dec_hook=options.dec_hook, ext_hook=ext
    )
    decode = enveloped(decoder.decode, "msgpack", options, least_bytes=_LEAST_BYTES)
    return decoder if decode == decoder.decode else _Enveloped(options, decode)


class _Enveloped:
    """msgspec's decoder, but for messages whose payload stays undecoded."""

    def __init__(self, options: DecoderOptions, decode: Callable[[Buffer], Any]) -> None:
        self.type: Any = options.type
        self.strict: bool = options.strict
        self.dec_hook: DecHook | None = options.dec_hook
        self.decode: Callable[[Buffer], Any] = decode
