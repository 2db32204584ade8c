"""Specs as people write them."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal, Union

__all__ = ["spec_str"]


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
    if origin is not None and (args or not _is_bare(spec)):
        inside = ", ".join(map(spec_str, args))
        return f"{_name(spec, origin)}[{inside or '()'}]"
    return _name(spec, origin or spec)


def _name(spec: Any, named: Any) -> str:
    """Return the name of a class, an alias or a special form, without where it lives."""
    text = getattr(named, "__qualname__", None) or getattr(named, "__name__", None)
    if text is None:
        text = getattr(spec, "_name", None) or str(spec).removeprefix("typing.")
    return str(text).rpartition("<locals>.")[2]


def _is_bare(spec: Any) -> bool:
    """Tell whether *spec* is one of typing's old names without parameters: ``List``."""
    return getattr(typing, getattr(spec, "_name", None) or "", None) is spec
