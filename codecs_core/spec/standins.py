"""Stand-ins for unions that msgspec refuses, wherever they lie in a spec's containers.

msgspec takes no union of a custom type with anything but ``None``. A stand-in is a class of
its own in the union's place, which it takes for one custom type; the hook of the stand-ins
tries each way that the union leaves open.
"""

from __future__ import annotations

import collections.abc as abc
import types
import typing
from collections.abc import Sequence
from typing import Annotated, Any, Union

import msgspec

from codecs_core.exts.types import is_native
from codecs_core.hookspecs import DecHook
from codecs_core.spec.naming import spec_str
from codecs_core.typed.kinds import kind_of
from codecs_core.typed.shape import BYTES_LIKE, Mapped, OneOf, shape_of

__all__ = ["StandIns", "is_custom", "members_of", "union_of"]

_CONTAINERS = (list, tuple, dict, set, frozenset, abc.Collection)


def union_of(specs: Sequence[Any]) -> Any:
    """Return the union of *specs*, which is that spec itself where there is one."""
    return Union[tuple(specs)]  # noqa: UP007  (a union of a list has no | form)


def members_of(spec: Any) -> list[Any]:
    """Return the members of a union, or the spec alone."""
    shape = shape_of(spec)
    return list(shape.options) if isinstance(shape, OneOf) else [spec]


def is_custom(spec: Any) -> bool:
    """Tell whether msgspec needs hooks for *spec*."""
    return not is_native(spec)


class _Either(type):
    """The type of stand-ins: anything that their hook returned is an instance."""

    def __instancecheck__(cls, instance: object) -> bool:
        return True


class StandIns:
    """The stand-ins of one spec, and the hook that decodes them."""

    def __init__(
        self, dec_hook: DecHook | None, strict: bool, declared: Sequence[Any] = ()
    ) -> None:
        self._declared = tuple(declared)
        self._dec_hook = dec_hook
        self._strict = strict
        self._ways: dict[Any, tuple[Any, list[Any]]] = {}

    @property
    def hook(self) -> DecHook | None:
        """The hook of the spec: that of its stand-ins, where it has any."""
        return self._decoded if self._ways else self._dec_hook

    def put_in(self, spec: Any) -> Any:
        """Return *spec* with stand-ins in place of the unions that msgspec refuses.

        The fields of Structs are left alone: what classes say is theirs.
        """
        origin, args = typing.get_origin(spec), typing.get_args(spec)
        if origin in (Union, types.UnionType):
            return self._union(spec, args)
        if origin is Annotated:
            inside = self.put_in(args[0])
            return spec if inside is args[0] else Annotated[(inside, *spec.__metadata__)]
        if not args or not _is_container(origin):
            return spec
        put = tuple(map(self.put_in, args))
        same = all(new is old for new, old in zip(put, args, strict=True))
        # Any: mypy knows no class by its origin.
        return spec if same else typing.cast(Any, origin)[put]

    def _union(self, spec: Any, args: tuple[Any, ...]) -> Any:
        members = [self.put_in(arg) for arg in args]
        customs = [member for member in members if self._is_built(member)]
        plain = [member for member in members if not self._is_built(member)]
        if customs and Any not in plain and not _is_taken(members):
            return self._stand_in(spec, [*_in_groups(plain), *customs])
        same = all(new is old for new, old in zip(members, args, strict=True))
        return spec if same else union_of(members)

    def _is_built(self, member: Any) -> bool:
        """Tell whether a hook, or a code or a tag, brings instances of a member."""
        return member in self._declared or is_custom(member)

    def _stand_in(self, spec: Any, ways: list[Any]) -> type:
        """Return a new class that msgspec takes for a custom type named like *spec*."""
        # Refuse at once what msgspec would refuse at the first message.
        for way in ways:
            msgspec.msgpack.Decoder(way)
        name = spec_str(spec)
        stand_in = _Either(name, (), {"__doc__": "Stands for a union msgspec refuses."})
        self._ways[stand_in] = (name, ways)
        return stand_in

    def _is_instance(self, obj: Any, way: Any) -> bool:
        return isinstance(way, type) and isinstance(obj, way) and self._is_built(way)

    def _decoded(self, kind: type, obj: Any) -> Any:
        """Decode a stand-in by trying each way in turn, any other type as before."""
        if kind not in self._ways:
            if self._dec_hook is None:
                raise NotImplementedError(f"no hook decodes {spec_str(kind)}")
            return self._dec_hook(kind, obj)
        name, ways = self._ways[kind]
        # An instance that a code or a tag brought: convert() may take it for a map.
        brought = [way for way in ways if self._is_instance(obj, way)]
        for way in brought or ways:
            try:
                return msgspec.convert(
                    obj,
                    way,
                    strict=self._strict,
                    dec_hook=self._decoded,
                    builtin_types=BYTES_LIKE,
                )
            except (msgspec.ValidationError, ValueError, TypeError):
                continue
        raise msgspec.ValidationError(f"Expected `{name}`, got `{kind_of(obj)}`")


def _is_container(origin: Any) -> bool:
    """Tell whether parameters say what is inside: of a builtin container or a Struct."""
    return isinstance(origin, type) and issubclass(origin, (*_CONTAINERS, msgspec.Struct))


def _in_groups(plain: list[Any]) -> list[Any]:
    """Return the fewest unions of *plain* that msgspec takes, in order, mappings last.

    It takes a Struct and a dict apart only: what no Struct of the union is, is a dict.
    """
    groups: list[list[Any]] = []
    for member in sorted(plain, key=lambda one: isinstance(shape_of(one), Mapped)):
        for group in groups:
            if _is_taken([*group, member]):
                group.append(member)
                break
        else:
            groups.append([member])
    return [union_of(group) for group in groups]


def _is_taken(specs: list[Any]) -> bool:
    try:
        msgspec.msgpack.Decoder(union_of(specs))
    except TypeError:
        return False
    return True
