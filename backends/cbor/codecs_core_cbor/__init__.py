"""The ``cbor`` backend: CBOR (RFC 8949) by cbor2."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import cbor2
import msgspec

from codecs_core.capabilities import BackendInfo, Capabilities
from codecs_core.exts import ExtReader, UnknownExt
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
from codecs_core.wires import CBOR
from codecs_core.wires.cbor import MAX_DEPTH, WRAPPED_LEVELS

__all__ = ["codec_decoder", "codec_encoder", "codec_info"]

_INFO = BackendInfo(
    name="cbor",
    wire="cbor",
    media_types=("application/cbor",),
    lib=cbor2,
    lib_version=version("cbor2"),
    wire_errors=(cbor2.CBORDecodeError, UnicodeDecodeError),
    capabilities=Capabilities(
        int_bits=None,
        max_depth=MAX_DEPTH,
        map_keys=frozenset({type(None), bool, int, float, str, bytes, tuple}),
        float_special=True,
        datetime_offset=True,
        binary=True,
        tags=True,
        forms={"datetime (aware)": "tag"},
    ),
)

_NATIVE = (bytes, bytearray, memoryview, datetime.datetime)

_SETTLED: frozenset[type] = frozenset(
    {type(None), bool, int, float, str, list, tuple, dict, msgspec.Raw, *_NATIVE}
)

# Tags of the portable set: text and epoch datetimes (0, 1), bignums (2, 3), and the mark
# "this is CBOR" (55799). Everything else that cbor2 gives a meaning is refused: regular
# expressions, shared and string references and the like are not data anybody asked for.
_KNOWN_TO_CBOR2 = (
    *(4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54),
    *(100, 256, 258, 260, 261, 1004, 43000),
)

_SELF_DESCRIBED = 55799  # RFC 8949 section 3.4.6

# What else cbor2 may leave in a tree: simple values, "undefined", and a map as a map's key.
_FOREIGN: frozenset[type] = frozenset(
    {cbor2.CBORSimpleValue, type(cbor2.undefined), cbor2.frozendict, cbor2.CBORTag}
)


@hookimpl
def codec_info() -> BackendInfo:
    """Say who this backend is."""
    return _INFO


@hookimpl
def codec_encoder(options: EncoderOptions) -> Encoder:
    """Return a typed encoder over ``cbor2.dumps``."""
    settle = functools.partial(
        msgspec.to_builtins,
        builtin_types=(*_NATIVE, msgspec.Raw),
        enc_hook=options.enc_hook,
        order=options.order,
    )
    return TreeEncoder(options, functools.partial(_dumps, settle=settle), _NATIVE)


@hookimpl
def codec_decoder(options: DecoderOptions) -> Decoder:
    """Return a typed decoder over ``cbor2.loads``."""
    tag_hook, decoders = _tag_hooks(options.exts)

    def loads(data: Buffer) -> Any:
        return cbor2.loads(
            data,
            tag_hook=tag_hook,
            semantic_decoders=decoders,
            max_depth=MAX_DEPTH + WRAPPED_LEVELS,
            str_errors="strict",
            allow_indefinite=True,
            allow_duplicate_keys=True,
            strict_hashable_types=False,
        )

    return TreeDecoder(
        options,
        loads,
        CBOR,
        foreign_types=_FOREIGN,
        foreign=_foreign,
        max_depth=MAX_DEPTH,
    )


def _dumps(tree: Any, settle: Callable[[Any], Any]) -> bytes:
    # cbor2 writes a memoryview as an array of ints and crashes on deep lists, both without
    # a word: look first. A mapping of encoders slows it to a third, so only a tree that
    # needs one is written with it. And to_builtins leaves the values of enums as they are.
    types = survey(tree, MAX_DEPTH)
    while not types <= _SETTLED:
        tree = settle(tree)
        types = survey(tree, MAX_DEPTH)
    if memoryview in types:
        return _write(tree, _ENCODERS)
    try:
        return _write(tree, None)
    except cbor2.CBOREncodeError:
        if datetime.datetime not in types:
            raise
        return _write(tree, _ENCODERS)  # it was a naive datetime that stopped it


def _write(tree: Any, encoders: dict[type, Any] | None) -> bytes:
    """Call ``cbor2.dumps`` with every option named: an unset one is nobody's promise."""
    return cbor2.dumps(
        tree,
        default=_splice,
        encoders=encoders,
        datetime_as_timestamp=False,
        timezone=None,
        value_sharing=False,
        canonical=False,
        date_as_datetime=False,
        string_referencing=False,
        indefinite_containers=False,
    )


def _splice(encoder: cbor2.CBOREncoder, obj: Any) -> None:
    """Write a Raw's own bytes in place. What this returns is ignored: it must write."""
    if type(obj) is not msgspec.Raw:
        raise TypeError(f"cbor2 cannot write {type(obj).__name__}")
    encoder.write(bytes(obj))


def _write_view(encoder: cbor2.CBOREncoder, view: memoryview) -> None:
    if not view.c_contiguous:
        raise BufferError("memoryview: underlying buffer is not C-contiguous")
    encoder.encode_bytes(bytes(view))


def _write_datetime(encoder: cbor2.CBOREncoder, value: datetime.datetime) -> None:
    """Write a naive datetime as msgspec's text, an aware one as tag 0 (section 3.4.1)."""
    if value.tzinfo is None:
        encoder.encode_string(msgspec.to_builtins(value))
    else:
        encoder.encode_datetime(value)


_ENCODERS: dict[type, Any] = {memoryview: _write_view, datetime.datetime: _write_datetime}


def _tag_hooks(exts: ExtReader) -> tuple[Callable[..., Any], dict[int, Callable[..., Any]]]:
    """Return what cbor2 calls for a tag that it does not know, and for each of the others."""

    def tag_hook(tag: cbor2.CBORTag, _immutable: bool) -> Any:
        return exts.tag(tag.tag, tag.value)

    def decoder(number: int) -> Callable[..., Any]:
        return lambda value, _immutable: exts.tag(number, value)

    # By default cbor2 makes what is in a tag a key's immutable kind: not so through these.
    decoders = {number: decoder(number) for number in {*_KNOWN_TO_CBOR2, *exts.tags}}
    return tag_hook, {**decoders, _SELF_DESCRIBED: lambda value, _immutable: value}


def _foreign(item: Any) -> UnknownExt:
    """Translate a type of cbor2's own; a map as a key is no message anywhere."""
    if type(item) is cbor2.CBORSimpleValue:
        return UnknownExt("simple", item.value, wanted="a known value")
    if item is cbor2.undefined:
        return UnknownExt("simple", 23, wanted="a known value")
    raise ValueError("a map is the key of another")
