"""Hooks for msgspec, made from type codecs."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from codecs_core.exts.parts import value_of
from codecs_core.exts.types import TypeCodec, TypeTable, UnknownExt, unsupported
from codecs_core.typed.shape import BYTES_LIKE

__all__ = ["dec_hook_of", "enc_hook_of", "mk_codec_hooks"]

EncHook = Callable[[Any], Any]
DecHook = Callable[[type, Any], Any]

Convert = Callable[[Any, Any, DecHook], Any]


def mk_codec_hooks(type_codecs: Iterable[TypeCodec[Any]]) -> tuple[EncHook, DecHook]:
    """Return ``(enc_hook, dec_hook)`` for msgspec alone.

    Each type travels as its ``wire_type``: codes and tags are for codecs. Raises
    ``ValueError`` where two codecs declare one type.
    """
    codecs = tuple(type_codecs)
    return enc_hook_of(codecs, None), dec_hook_of(codecs, None, text=True)


def enc_hook_of(codecs: Iterable[TypeCodec[Any]], other: EncHook | None) -> EncHook:
    """Return the hook that writes the types of *codecs*, and leaves the rest to *other*."""
    table = TypeTable(codecs)

    def enc_hook(obj: Any) -> Any:
        codec = table.of(type(obj))
        if codec is not None:
            return value_of(codec, obj, whole=True)
        if other is not None:
            return other(obj)
        raise unsupported(obj)

    return enc_hook


def dec_hook_of(
    codecs: Iterable[TypeCodec[Any]], other: DecHook | None, *, text: bool = False
) -> DecHook:
    """Return the hook that builds the types of *codecs*, and leaves the rest to *other*.

    *text*: the wire may be text (JSON), where bytes are base64 and all keys are strings.
    """
    table = TypeTable(codecs)
    convert = _from_text if text else _from_binary

    def dec_hook(kind: type, obj: Any) -> Any:
        declared = table.all_of(kind)
        if not declared:
            if kind is UnknownExt and type(obj) is UnknownExt:
                return obj
            if other is not None:
                return other(kind, obj)
            raise NotImplementedError(f"Type {kind.__name__} is unsupported")
        if typing.get_origin(kind) is not None:
            raise TypeError(f"no TypeCodec checks the parameters of {kind}")
        brought = table.all_of(type(obj))
        if not brought:
            return _built(declared, obj, dec_hook, convert)
        if brought[0] is declared[0]:
            return obj  # a code or a tag brought it as itself
        raise msgspec.ValidationError(f"Expected `{kind.__name__}`, got `{type(obj).__name__}`")

    return dec_hook


def _built(
    declared: Sequence[TypeCodec[Any]], obj: Any, dec_hook: DecHook, convert: Convert
) -> Any:
    """Return the instance that *obj*, a value of one of the wire types, stands for."""
    *others, last = declared
    for codec in others:
        try:
            return codec.decode(convert(obj, codec.wire_type, dec_hook))
        except (msgspec.ValidationError, ValueError, TypeError):
            continue
    return last.decode(convert(obj, last.wire_type, dec_hook))


def _from_binary(obj: Any, wire_type: Any, dec_hook: DecHook) -> Any:
    return msgspec.convert(obj, wire_type, dec_hook=dec_hook, builtin_types=BYTES_LIKE)


def _from_text(obj: Any, wire_type: Any, dec_hook: DecHook) -> Any:
    return msgspec.convert(obj, wire_type, dec_hook=dec_hook, str_keys=True)
