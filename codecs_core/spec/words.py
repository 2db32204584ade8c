"""The words for types in what is said about a match."""

from __future__ import annotations

from typing import Any

from msgspec import inspect as described

from codecs_core.spec.graph import Record, options_of
from codecs_core.spec.naming import spec_str

__all__ = ["word_for"]


def word_for(kind: described.Type) -> str:
    """Return *kind* as people write it, a record by its name alone."""
    return " | ".join(map(_one, options_of(kind)))


def _one(option: Any) -> str:
    if isinstance(option, (Record, described.EnumType, described.CustomType)):
        return spec_str(option.cls)
    if isinstance(option, described.LiteralType):
        return f"Literal[{', '.join(map(repr, option.values))}]"
    name = type(option).__name__.removesuffix("Type")
    if name not in ("Any", "None", "Raw", "Ext"):
        name = name.removeprefix("Var").lower()
    values = {field: getattr(option, field) for field in option.__struct_fields__}
    limits = ", ".join(
        f"{field}={value!r}"
        for field, value in values.items()
        if value is not None and not isinstance(value, (described.Type, tuple))
    )
    inside = _inside(option)
    text = f"{name}[{inside}]" if inside else name
    return f"{text} ({limits})" if limits else text


def _inside(option: Any) -> str:
    match option:
        case described.TupleType():
            return ", ".join(map(word_for, option.item_types)) or "()"
        case described.VarTupleType():
            return f"{word_for(option.item_type)}, ..."
        case described.DictType():
            return f"{word_for(option.key_type)}, {word_for(option.value_type)}"
        case described.CollectionType():
            return word_for(option.item_type)
    return ""
