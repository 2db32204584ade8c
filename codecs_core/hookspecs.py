"""The backend contract: four pluggy hooks and the two objects they return.

This page is the law; ``docs/backends.md`` is the tutorial. A plugin is a module (or any
object) with functions marked :data:`hookimpl`, named by an entry point in the group
``codecs_core``::

    [project.entry-points.codecs_core]
    mine = "my_package"

The entry point's name is the libname. A plugin that implements ``codec_info`` is a
*backend* and must implement ``codec_encoder`` and ``codec_decoder`` too. Any other plugin
is an *add-on*: it may wrap the two (``@hookimpl(wrapper=True)``) and sees the codecs of
every backend. Hooks run when a codec is built, never when a message is encoded.

Unless a sentence says otherwise, everything here must be safe to use from several threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import pluggy

from codecs_core.exts.reading import ExtReader
from codecs_core.exts.writing import ExtWriter

if TYPE_CHECKING:
    from codecs_core.capabilities import BackendInfo

__all__ = [
    "PROJECT",
    "Buffer",
    "DecHook",
    "Decoder",
    "DecoderOptions",
    "EncHook",
    "Encoder",
    "EncoderOptions",
    "Order",
    "hookimpl",
    "hookspec",
]

PROJECT = "codecs_core"
"""The name of the markers and of the entry-point group."""

hookspec: pluggy.HookspecMarker = pluggy.HookspecMarker(PROJECT)
hookimpl: pluggy.HookimplMarker = pluggy.HookimplMarker(PROJECT)

Buffer: TypeAlias = bytes | bytearray | memoryview
Order: TypeAlias = Literal["deterministic", "sorted"] | None
EncHook: TypeAlias = Callable[[Any], Any]
"""``enc_hook(obj) -> encodable``, as msgspec defines it."""
DecHook: TypeAlias = Callable[[type, Any], Any]
"""``dec_hook(type, obj) -> an instance of type``, as msgspec defines it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderOptions:
    """What an encoder is asked to be.

    Attributes
    ----------
    enc_hook: called for an object of a type the library does not know, or ``None``.
    order: ``None``, ``"deterministic"`` (dicts and sets sorted) or ``"sorted"`` (object
        fields too), as msgspec defines them.
    decimal_format: ``"string"``, ``"number"`` or a callable, as msgspec defines it.
    uuid_format: ``"canonical"``, ``"hex"`` or ``"bytes"``, as msgspec defines it.
    exts: what writes the custom types that this wire has a code or a tag for, or ``None``:
        give it to :func:`codecs_core.exts.with_exts`, as ``TreeEncoder`` does by itself.
    """

    enc_hook: EncHook | None = None
    order: Order = None
    decimal_format: Literal["string", "number"] | Callable[[Any], Any] = "string"
    uuid_format: Literal["canonical", "hex", "bytes"] = "canonical"
    exts: ExtWriter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecoderOptions:
    """What a decoder is asked to be.

    Attributes
    ----------
    type: the type to decode to; any annotation that msgspec takes.
    strict: as msgspec defines it.
    dec_hook: called to build a custom type, or ``None``.
    exts: who knows what an extension code or a tag stands for. The library's hook must hand
        each to ``exts.ext(code, data)`` or ``exts.tag(number, value)``, and take what that
        returns, or let through what it raises.
    payload: what is decoded is not a message but the payload of one, as a dialog does by
        itself. An add-on that changes whole messages (encryption) leaves it alone.
    check_payload: look at once whether an undecoded payload is one well-formed item, too.
    lenient: ``False``: decode to ``type``. ``True``: return the message as the tree of
        builtins that it is, unchecked, with a ``msgspec.Raw`` where ``type`` says so; *exts*
        then refuses nothing. This is how a refused message is read once more when its
        error is explained.
    """

    type: Any = Any
    strict: bool = True
    dec_hook: DecHook | None = None
    exts: ExtReader = field(default_factory=ExtReader)
    payload: bool = False
    check_payload: bool = False
    lenient: bool = False


class Encoder(Protocol):
    """Turns Python objects into bytes: the shape of ``msgspec.msgpack.Encoder``."""

    def encode(self, obj: Any, /) -> bytes:
        """Return *obj* as exactly one message.

        Must accept everything msgspec's encoder accepts, and must write a ``msgspec.Raw``
        at any depth as its own bytes, in place. May raise anything: the core translates.
        """

    def encode_into(self, obj: Any, buffer: bytearray, offset: int = 0, /) -> None:
        """Write *obj* into *buffer* from *offset* on, and cut the buffer behind it.

        An offset of -1 must append.
        """


class Decoder(Protocol):
    """Turns bytes into Python objects: the shape of ``msgspec.msgpack.Decoder``."""

    type: Any
    strict: bool
    dec_hook: DecHook | None

    def decode(self, buf: Buffer, /) -> Any:
        """Return the one message in *buf*, as ``type``.

        Must refuse trailing bytes, must leave *buf* alone, and must yield a value typed
        ``msgspec.Raw`` as its own bytes. May raise anything: the core translates.
        """


class CodecSpecs:
    """The hooks, as pluggy reads them."""

    @hookspec(firstresult=True)
    def codec_info(self) -> BackendInfo:
        """Say who the backend is and what its wire keeps. Must be cheap and constant."""
        raise NotImplementedError

    @hookspec(firstresult=True)
    def codec_encoder(self, options: EncoderOptions) -> Encoder:
        """Return a new encoder. Must raise ``TypeError`` for options it cannot honour."""
        raise NotImplementedError

    @hookspec(firstresult=True)
    def codec_decoder(self, options: DecoderOptions) -> Decoder:
        """Return a new decoder. Must raise ``TypeError`` for a type it cannot honour."""
        raise NotImplementedError

    @hookspec
    def codec_ext_types(self) -> list[Any]:
        """Return custom types for every wire; any plugin may. See codecs_core.exts."""
        raise NotImplementedError
