"""The ``ormsgpack`` backend: MessagePack, byte for byte as msgspec writes it."""

from __future__ import annotations

import datetime
import threading
from importlib.metadata import version
from typing import Any

import msgspec
import ormsgpack
from msgspec.msgpack import Ext
from ormsgpack import Fragment

from codecs_core.capabilities import BackendInfo, Capabilities
from codecs_core.hookspecs import (
    Buffer,
    Decoder,
    DecoderOptions,
    Encoder,
    EncoderOptions,
    hookimpl,
)
from codecs_core.tree import TreeDecoder, TreeEncoder
from codecs_core.typed.survey import survey
from codecs_core.wires import MSGPACK

__all__ = ["codec_decoder", "codec_encoder", "codec_info"]

_MAX_DEPTH = 250

_INFO = BackendInfo(
    name="ormsgpack",
    wire="msgpack",
    media_types=("application/vnd.msgpack", "application/x-msgpack"),
    lib=ormsgpack,
    lib_version=version("ormsgpack"),
    wire_errors=(ormsgpack.MsgpackDecodeError, msgspec.DecodeError),
    capabilities=Capabilities(
        int_bits=64,
        max_depth=_MAX_DEPTH,
        map_keys=frozenset({type(None), bool, int, float, str, bytes, tuple}),
        float_special=True,
        binary=True,
        ext_codes=range(-128, 128),
        forms={"datetime (aware)": "ext"},
    ),
)

# What to_builtins leaves for packb. All that ormsgpack would write in its own way goes
# through _Packer.default: its timestamps lose microseconds after 1970 and whole centuries
# after 2106, and to_builtins leaves the values of enums as they are.
_NATIVE = (bytes, bytearray, memoryview, datetime.datetime, Ext)
_PACK = (
    ormsgpack.OPT_PASSTHROUGH_DATACLASS
    | ormsgpack.OPT_PASSTHROUGH_DATETIME
    | ormsgpack.OPT_PASSTHROUGH_ENUM
    | ormsgpack.OPT_PASSTHROUGH_SUBCLASS
    | ormsgpack.OPT_PASSTHROUGH_UUID
)
_PACK_ANY_KEY = _PACK | ormsgpack.OPT_NON_STR_KEYS
_UNPACK = ormsgpack.OPT_NON_STR_KEYS | ormsgpack.OPT_DATETIME_AS_TIMESTAMP_EXT


@hookimpl
def codec_info() -> BackendInfo:
    """Say who this backend is."""
    return _INFO


@hookimpl
def codec_encoder(options: EncoderOptions) -> Encoder:
    """Return a typed encoder over ``ormsgpack.packb``."""
    return TreeEncoder(options, _Packer(options).dumps, _NATIVE)


@hookimpl
def codec_decoder(options: DecoderOptions) -> Decoder:
    """Return a typed decoder over ``ormsgpack.unpackb``."""
    ext = options.exts.ext

    def loads(data: Buffer) -> Any:
        return ormsgpack.unpackb(data, ext_hook=ext, option=_UNPACK)

    return TreeDecoder(options, loads, MSGPACK)


class _Packer:
    """Writes trees with ormsgpack, and what it does not know as msgspec's very bytes."""

    def __init__(self, options: EncoderOptions) -> None:
        self._encode = msgspec.msgpack.Encoder(
            enc_hook=options.enc_hook,
            order=options.order,
            decimal_format=options.decimal_format,
            uuid_format=options.uuid_format,
        ).encode
        self._lost = threading.local()

    def dumps(self, tree: Any) -> bytes:
        try:
            return ormsgpack.packb(tree, self._default, _PACK)
        except TypeError:
            self._find()
            # A key that is no text, perhaps. Of those ormsgpack writes datetimes as text,
            # and asks nobody: a tree with any is written by msgspec.
            if datetime.datetime in survey(tree, _MAX_DEPTH):
                return self._encode(tree)
        try:
            return ormsgpack.packb(tree, self._default, _PACK_ANY_KEY)
        except TypeError:
            self._find()
            raise

    def _default(self, obj: Any) -> Fragment:
        try:
            return Fragment(bytes(obj) if type(obj) is msgspec.Raw else self._encode(obj))
        except BaseException as exc:
            self._lost.exc = exc  # ormsgpack throws it away, an interrupt too
            raise

    def _find(self) -> None:
        """Raise what was raised inside ormsgpack, if anything was."""
        exc = self._lost.__dict__.pop("exc", None)
        if exc is not None:
            raise exc
