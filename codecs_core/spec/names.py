"""The names that types have in a spec's wire form."""

from __future__ import annotations

import collections.abc as abc
import datetime
import decimal
import re
import types
import uuid
from collections.abc import Mapping
from typing import Any, Final

import msgspec

__all__ = ["KNOWN", "NAME", "is_name", "name_of"]

_WORD = r"[^\W\d]\w*"
# <locals> and <lambda> are how Python itself names what is defined inside a function.
_INNER = rf"(?:{_WORD}|<locals>|<lambda>)"
NAME: Final = rf"{_WORD}(?:\.{_WORD})*(?::{_INNER}(?:\.{_INNER})*)?"
"""The form of a name: ``int``, ``typing.Any``, ``package.module:Outer.Inner``."""

_IS_NAME = re.compile(NAME)

_LIBRARY: tuple[type, ...] = (
    datetime.date,
    datetime.datetime,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
    uuid.UUID,
    msgspec.Raw,
    msgspec.UnsetType,
    msgspec.msgpack.Ext,
    abc.Collection,
    abc.Mapping,
    abc.MutableMapping,
    abc.MutableSequence,
    abc.MutableSet,
    abc.Sequence,
    abc.Set,
)

_BUILTINS: tuple[type, ...] = (
    bool,
    bytearray,
    bytes,
    dict,
    float,
    frozenset,
    int,
    list,
    memoryview,
    set,
    str,
    tuple,
)


def is_name(text: str) -> bool:
    """Tell whether *text* has the form of a name."""
    return _IS_NAME.fullmatch(text) is not None


def name_of(named: Any) -> str:
    """Return the name of a class, a NewType or an alias; ``""`` where it has none.

    Python's own types are bare; all others are ``module:qualified.name``.
    """
    if named in _BUILTINS:
        return str(named.__name__)
    module = getattr(named, "__module__", None)
    name = getattr(named, "__qualname__", None) or getattr(named, "__name__", None)
    return f"{module}:{name}" if module and name else ""


KNOWN: Final[Mapping[str, Any]] = types.MappingProxyType(
    {
        "None": type(None),
        # The protocol's own default for Start.pld_spec is str(typing.Any).
        "typing.Any": Any,
        "Any": Any,
        "Raw": msgspec.Raw,
        **{name_of(cls): cls for cls in _BUILTINS + _LIBRARY},
    }
)
"""The names that every reader knows; no namespace can give them another meaning."""
