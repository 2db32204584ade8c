"""Merge an extension decoder's spec into a payload's."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Any, Union

import msgspec

from codecs_core.hookspecs import DecHook
from codecs_core.kinds import kind_of
from codecs_core.shape import OneOf, shape_of
from codecs_core.spec.hazards import refuse_hazards
from codecs_core.spec.naming import spec_str

__all__ = ["Merged", "is_custom", "members_of", "merge_specs", "union_of"]


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

    Raises ``TypeError`` for specs that no union may hold together, and for those that would
    make msgspec corrupt memory.
    """
    kept = [spec for spec in specs if spec is not msgspec.Raw] or [msgspec.Raw]
    spec = union_of(kept)
    refuse_hazards(spec)
    members = members_of(spec)
    customs = [member for member in members if is_custom(member)]
    plain = [member for member in members if not is_custom(member)]
    if not customs or Any in plain or _msgspec_takes(customs, plain):
        return Merged(spec, spec, dec_hook)
    stand_in = _stand_in(spec)
    return Merged(spec, stand_in, _trying(stand_in, spec, customs, plain, dec_hook, strict))


def members_of(spec: Any) -> list[Any]:
    """Return the members of a union, or the spec alone."""
    shape = shape_of(spec)
    return list(shape.options) if isinstance(shape, OneOf) else [spec]


def is_custom(spec: Any) -> bool:
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
