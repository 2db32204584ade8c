"""Specs: name them, and merge an extension decoder's into a payload's."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from typing import Any, Literal, Union

import msgspec

from codecs_core.hookspecs import DecHook
from codecs_core.kinds import kind_of
from codecs_core.shape import OneOf, shape_of

__all__ = ["Merged", "merge_specs", "spec_str", "union_of"]


def spec_str(spec: Any) -> str:
    """Return *spec* as it would be written: ``dict[str, int]``, ``Point | None``.

    Names carry no module: the text is for people. It is right for every annotation that
    msgspec takes.
    """
    if spec is None or spec is type(None):
        return "None"
    if spec is Ellipsis:
        return "..."
    if isinstance(spec, str):
        return spec
    origin, args = typing.get_origin(spec), typing.get_args(spec)
    if origin in (Union, types.UnionType):
        return " | ".join(map(spec_str, args))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, args))}]"
    if origin is typing.Annotated:
        return f"Annotated[{', '.join([spec_str(args[0]), *map(repr, args[1:])])}]"
    if origin is not None:
        inside = ", ".join(map(spec_str, args))
        return f"{_name(spec, origin)}[{inside or '()'}]"
    return _name(spec, spec)


def _name(spec: Any, named: Any) -> str:
    """Return the name of a class, an alias or a special form, without where it lives."""
    text = getattr(named, "__qualname__", None) or getattr(named, "__name__", None)
    if text is None:
        text = getattr(spec, "_name", None) or str(spec).removeprefix("typing.")
    return str(text).rpartition("<locals>.")[2]


def union_of(specs: Sequence[Any]) -> Any:
    """Return the union of *specs*, which is that spec itself where there is one."""
    return Union[tuple(specs)]  # noqa: UP007  (a union of a list has no | form)


class Merged(typing.NamedTuple):
    """A payload spec ready to build decoders from.

    ``spec`` is what people see; ``wire_type`` and ``dec_hook`` are what msgspec is given.
    They differ where msgspec itself refuses the union.
    """

    spec: Any
    wire_type: Any
    dec_hook: DecHook | None


def merge_specs(specs: Sequence[Any], dec_hook: DecHook | None, strict: bool = True) -> Merged:
    """Return the union of *specs*, where ``Raw`` gives way to any other.

    msgspec allows no union of a custom type with anything but ``None``: such a union is
    decoded through a stand-in, whose hook tries the types that msgspec knows first, then
    each custom type in the order given.

    Raises ``TypeError`` for specs that no union may hold together.
    """
    kept = [spec for spec in specs if spec is not msgspec.Raw] or [msgspec.Raw]
    spec = union_of(kept)
    members = _members(spec)
    customs = [member for member in members if _is_custom(member)]
    plain = [member for member in members if not _is_custom(member)]
    if not customs or Any in plain or _msgspec_takes(customs, plain):
        return Merged(spec, spec, dec_hook)
    stand_in = _stand_in(spec)
    return Merged(spec, stand_in, _trying(stand_in, spec, customs, plain, dec_hook, strict))


def _members(spec: Any) -> list[Any]:
    shape = shape_of(spec)
    return list(shape.options) if isinstance(shape, OneOf) else [spec]


def _is_custom(spec: Any) -> bool:
    """Tell whether msgspec needs hooks for *spec*."""
    return isinstance(msgspec.inspect.type_info(spec), msgspec.inspect.CustomType)


def _msgspec_takes(customs: list[Any], plain: list[Any]) -> bool:
    return len(customs) == 1 and set(plain) <= {type(None)}


class _Either(type):
    """The type of stand-ins: anything that their hook returned is an instance."""

    def __instancecheck__(cls, instance: object) -> bool:
        return True


def _stand_in(spec: Any) -> type:
    """Return a new class that msgspec takes for a custom type named like *spec*."""
    return _Either(spec_str(spec), (), {"__doc__": "Stands for a union msgspec refuses."})


def _trying(
    stand_in: type,
    spec: Any,
    customs: list[Any],
    plain: list[Any],
    dec_hook: DecHook | None,
    strict: bool,
) -> DecHook:
    """Return the hook that decodes *stand_in* by trying each way in turn."""
    ways = [union_of(plain)] if plain else []
    ways += customs
    bytes_like = (bytes, bytearray, memoryview)
    # Refuse at once what msgspec would refuse at the first message.
    for way in ways:
        msgspec.msgpack.Decoder(way)

    def hook(kind: type, obj: Any) -> Any:
        if kind is not stand_in:
            if dec_hook is None:
                raise NotImplementedError(f"no hook decodes {spec_str(kind)}")
            return dec_hook(kind, obj)
        for way in ways:
            try:
                return msgspec.convert(
                    obj, way, strict=strict, dec_hook=dec_hook, builtin_types=bytes_like
                )
            except (msgspec.ValidationError, ValueError, TypeError):
                continue
        raise msgspec.ValidationError(f"Expected `{spec_str(spec)}`, got `{kind_of(obj)}`")

    return hook
