"""Hooks for msgspec, made from type codecs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from codecs_core.exts.types import TypeCodec, TypeTable, UnknownExt, unsupported

__all__ = ["dec_hook_of", "enc_hook_of", "mk_codec_hooks"]

EncHook = Callable[[Any], Any]
DecHook = Callable[[type, Any], Any]


def mk_codec_hooks(type_codecs: Iterable[TypeCodec[Any]]) -> tuple[EncHook, DecHook]:
    """Return ``(enc_hook, dec_hook)`` for msgspec alone.

    Each type travels as its ``wire_type``: codes and tags are for codecs. Raises
    ``ValueError`` where two codecs declare one type.
    """
    codecs = tuple(type_codecs)
    return enc_hook_of(codecs, None), dec_hook_of(codecs, None)


def enc_hook_of(codecs: Iterable[TypeCodec[Any]], other: EncHook | None) -> EncHook:
    """Return the hook that writes the types of *codecs*, and leaves the rest to *other*."""
    table = TypeTable(codecs)

    def enc_hook(obj: Any) -> Any:
        codec = table.of(type(obj))
        if codec is not None:
            return codec.encode(obj)
        if other is not None:
            return other(obj)
        raise unsupported(obj)

    return enc_hook


def dec_hook_of(codecs: Iterable[TypeCodec[Any]], other: DecHook | None) -> DecHook:
    """Return the hook that builds the types of *codecs*, and leaves the rest to *other*."""
    table = TypeTable(codecs)

    def dec_hook(kind: type, obj: Any) -> Any:
        codec = table.of(kind)
        if codec is None:
            if kind is UnknownExt and type(obj) is UnknownExt:
                return obj
            if other is not None:
                return other(kind, obj)
            raise NotImplementedError(f"Type {kind.__name__} is unsupported")
        if isinstance(obj, kind):
            return obj  # a code or a tag brought it as itself
        value = msgspec.convert(
            obj,
            codec.wire_type,
            dec_hook=dec_hook,
            builtin_types=(bytes, bytearray, memoryview),
        )
        return codec.decode(value)

    return dec_hook
