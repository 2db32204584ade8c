"""What msgspec understands of a spec: its description, in the form that rules need.

``msgspec.inspect`` describes a type as a graph, a recursive type as a cycle. Here unions
are flat, the values of a Literal are split by their kind on the wire, and the fields of
every kind of record have one form, the tag among them.
"""

from __future__ import annotations

import dataclasses
import enum
import typing
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import inspect as described

from codecs_core.spec.merging import members_of
from codecs_core.typed.shape import Fields, OneOf, Row, shape_of

__all__ = [
    "Part",
    "Record",
    "families_of",
    "family_of",
    "graphs_of",
    "inside_of",
    "is_open_enum",
    "options_of",
    "parts_of",
    "same",
    "values_of",
]

Record: TypeAlias = (
    described.StructType
    | described.DataclassType
    | described.TypedDictType
    | described.NamedTupleType
)
"""What has named fields."""

_RECORDS = typing.get_args(Record)

_FAMILIES: dict[str, tuple[type[described.Type], ...]] = {
    "any": (described.AnyType,),
    "raw": (described.RawType,),
    "custom": (described.CustomType,),
    "null": (described.NoneType,),
    "bool": (described.BoolType,),
    "int": (described.IntType,),
    "float": (described.FloatType,),
    "str": (described.StrType,),
    "bytes": (described.BytesType, described.ByteArrayType, described.MemoryViewType),
    "array": (
        described.ListType,
        described.SetType,
        described.FrozenSetType,
        described.VarTupleType,
        described.TupleType,
        described.NamedTupleType,
    ),
    "object": (described.DictType, described.DataclassType, described.TypedDictType),
}
_FAMILY = {cls: family for family, classes in _FAMILIES.items() for cls in classes}
_VALUE_FAMILY = {type(None): "null", bool: "bool", int: "int", str: "str"}


class Part(NamedTuple):
    """A field on the wire.

    ``required``: a reader refuses a message without it; ``sure``: a writer always writes it.
    """

    name: str
    type: described.Type
    required: bool
    sure: bool


def graphs_of(specs: Sequence[Any]) -> list[described.Type]:
    """Return the descriptions of *specs*; one record in several of them is one object.

    Raises what msgspec raises for a type that it refuses.
    """
    members = [members_of(spec) for spec in specs]
    flat = iter(described.multi_type_info([m for group in members for m in group]))
    groups = [tuple(next(flat) for _ in group) for group in members]
    return [group[0] if len(group) == 1 else described.UnionType(group) for group in groups]


def options_of(kind: described.Type) -> list[described.Type]:
    """Return the members of a union, flat; one where there is no union.

    The values of a Literal are one member for each of their kinds; ``Any`` outdoes all.
    """
    values: list[Any] = []
    others: list[described.Type] = []
    pending = [kind]
    while pending:
        kind = pending.pop(0)
        if isinstance(kind, described.Metadata):
            pending.insert(0, kind.type)
        elif isinstance(kind, described.UnionType):
            pending[:0] = kind.types
        elif isinstance(kind, described.LiteralType):
            values += kind.values
        else:
            others.append(kind)
    for kind in others:
        if isinstance(kind, described.AnyType):
            return [kind]
    return [*others, *_split(values)]


def _split(values: list[Any]) -> list[described.Type]:
    """Return the values of Literals by their kinds on the wire."""
    groups: dict[type, list[Any]] = {}
    for value in values:
        groups.setdefault(type(value), []).append(value)
    split: list[described.Type] = []
    for kind, group in sorted(groups.items(), key=lambda item: item[0].__name__):
        if kind is type(None):
            split.append(described.NoneType())
        else:
            split.append(described.LiteralType(tuple(sorted(set(group)))))
    return split


def families_of(kind: described.Type) -> list[str]:
    """Return the families of the members of *kind*."""
    return [family_of(option) for option in options_of(kind)]


def family_of(option: described.Type) -> str:
    """Return the kind of value on the wire by which msgspec finds a union's member."""
    if isinstance(option, described.LiteralType):
        return _VALUE_FAMILY[type(option.values[0])]
    if isinstance(option, described.EnumType):
        return _VALUE_FAMILY[next((type(m.value) for m in option.cls), str)]
    if isinstance(option, described.StructType):
        return "array" if option.array_like else "object"
    # What is written like nothing else (a date, a UUID) is a family of its own.
    return _FAMILY.get(type(option), type(option).__name__)


def values_of(option: described.Type) -> tuple[Any, ...] | None:
    """Return every value that *option* allows, or ``None`` where they are not listed."""
    if isinstance(option, described.LiteralType):
        return option.values
    if isinstance(option, described.BoolType):
        return (False, True)
    if isinstance(option, described.EnumType) and not is_open_enum(option.cls):
        return tuple(member.value for member in option.cls)
    return None


def is_open_enum(cls: type[enum.Enum]) -> bool:
    """Tell whether an enum makes members of values that it does not list."""
    # Flag is one of those that have a _missing_ of their own.
    return any("_missing_" in vars(base) for base in cls.__mro__ if base is not enum.Enum)


def parts_of(record: Record) -> list[Part]:
    """Return the fields of *record* as they are on the wire, in order."""
    tag = getattr(record, "tag", None)
    parts = []
    if tag is not None:
        name = getattr(record, "tag_field", None) or ""
        parts.append(Part(name, described.LiteralType((tag,)), True, True))
    unsure = _unsure_of(record)
    for field, hint in zip(record.fields, _hints_of(record), strict=True):
        sure = field.name not in unsure and not _may_be_unset(hint)
        parts.append(Part(field.encode_name, field.type, field.required, sure))
    return parts


def inside_of(option: described.Type) -> list[described.Type]:
    """Return the types directly inside *option*, for a record those of its fields."""
    if isinstance(option, _RECORDS):
        return [part.type for part in parts_of(option)]
    inside: list[described.Type] = []
    for name in option.__struct_fields__:
        value = getattr(option, name)
        if isinstance(value, described.Type):
            inside.append(value)
        elif isinstance(value, tuple):
            inside += [part for part in value if isinstance(part, described.Type)]
    return inside


def _hints_of(record: Record) -> list[Any]:
    """Return the annotations of the fields of *record*, in order."""
    if isinstance(record, described.StructType):
        return [field.type for field in msgspec.structs.fields(record.cls)]
    shape = shape_of(record.cls)
    if isinstance(shape, Fields):
        return [shape.by_name[field.name] for field in record.fields]
    return list(shape.items) if isinstance(shape, Row) else []


def _unsure_of(record: Record) -> set[str]:
    """Return the fields of *record* that writing its values may leave out."""
    optional = {field.name for field in record.fields if not field.required}
    cls: Any = typing.get_origin(record.cls) or record.cls
    if isinstance(record, described.TypedDictType):
        return optional
    if isinstance(record, described.StructType):
        return (
            optional if cls.__struct_config__.omit_defaults and not record.array_like else set()
        )
    if isinstance(record, described.DataclassType) and dataclasses.is_dataclass(cls):
        # msgspec writes what is in the instance's __dict__, and when it decodes it leaves
        # plain defaults to the class; what __init__ does not set may never be there.
        return optional | {field.name for field in dataclasses.fields(cls) if not field.init}
    return set()


def _may_be_unset(hint: Any) -> bool:
    shape = shape_of(hint)
    if isinstance(shape, OneOf):
        return any(map(_may_be_unset, shape.options))
    return hint is msgspec.UnsetType


def same(one: Any, other: Any) -> bool:
    """Tell whether two descriptions are of one type: of one class, where it is a record."""
    if one is other:
        return True
    if type(one) is not type(other) or isinstance(one, _RECORDS):
        return False
    if isinstance(one, described.CustomType):
        # msgspec's description drops the parameters of a custom type.
        return one.cls is other.cls and not getattr(one.cls, "__parameters__", ())
    if isinstance(one, described.Type):
        names = one.__struct_fields__
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)
