"""Which scalars of one type another takes, limits and all."""

from __future__ import annotations

import math
import re
from typing import Any

from msgspec import inspect as described

from codecs_core.spec.graph import family_of, values_of

__all__ = ["is_key", "lengths_of", "takes_scalar", "within_lengths"]

# A date, a UUID or a Decimal is text on the wire by default, and may be something else by
# an encoder's option: each is taken only by its own type.
_KEYS = {"null", "bool", "int", "float", "str", "bytes"}
_ALONE = (
    described.DateType,
    described.TimeDeltaType,
    described.UUIDType,
    described.DecimalType,
    described.ExtType,
)


def takes_scalar(ours: Any, theirs: Any) -> bool:
    """Tell whether *theirs* takes every value of *ours*, neither of them a container."""
    values = values_of(ours)
    if values is not None:
        return all(_takes_value(value, theirs) for value in values)
    if values_of(theirs) is not None:
        return False
    family, wanted = family_of(ours), family_of(theirs)
    if isinstance(theirs, described.EnumType):
        return False
    if family == "null":
        return wanted == "null"
    if family in ("int", "float") and wanted in ("int", "float"):
        return _takes_number(ours, theirs)
    if family == wanted == "str":
        return _takes_text(ours, theirs)
    if family == wanted == "bytes":
        return within_lengths(lengths_of(ours), theirs)
    if isinstance(ours, (described.DateTimeType, described.TimeType)):
        return type(ours) is type(theirs) and theirs.tz in (None, ours.tz)
    return isinstance(ours, _ALONE) and type(ours) is type(theirs)


def is_key(option: Any) -> bool:
    """Tell whether the values of *option* can be keys, or items of a set, on every wire."""
    mutable = (described.ByteArrayType, described.MemoryViewType)
    return family_of(option) in _KEYS and not isinstance(option, mutable)


def within_lengths(lengths: tuple[int, float], theirs: Any) -> bool:
    """Tell whether *theirs* takes every length from the first of *lengths* to the last."""
    least, most = lengths_of(theirs)
    return least <= lengths[0] and lengths[1] <= most


def lengths_of(kind: Any) -> tuple[int, float]:
    """Return the least and the greatest length of *kind*, in characters, bytes or items."""
    least = getattr(kind, "min_length", None) or 0
    most = getattr(kind, "max_length", None)
    return least, math.inf if most is None else most


def _takes_value(value: Any, theirs: Any) -> bool:
    """Tell whether *theirs* takes this one value of a Literal or an enum."""
    listed = values_of(theirs)
    if listed is not None:
        return value in listed
    if isinstance(theirs, described.EnumType):
        return value in [member.value for member in theirs.cls]
    if isinstance(theirs, described.StrType) and type(value) is str:
        exact = (len(value), len(value))
        found = theirs.pattern is None or re.search(theirs.pattern, value)
        return within_lengths(exact, theirs) and bool(found)
    if isinstance(theirs, (described.IntType, described.FloatType)) and type(value) is int:
        return _takes_number(described.IntType(ge=value, le=value), theirs)
    return value is None and isinstance(theirs, described.NoneType)


def _takes_text(ours: Any, theirs: Any) -> bool:
    """Tell whether the limits of *theirs* let every text of *ours* through."""
    pattern = getattr(ours, "pattern", None)
    return within_lengths(lengths_of(ours), theirs) and theirs.pattern in (None, pattern)


def _takes_number(ours: Any, theirs: Any) -> bool:
    """Tell whether the limits of *theirs* let every number of *ours* through."""
    becomes_float = family_of(ours) == "int" and isinstance(theirs, described.FloatType)
    if family_of(ours) == "float" and isinstance(theirs, described.IntType):
        return False
    if becomes_float and (theirs.gt, theirs.lt, theirs.multiple_of) != (None, None, None):
        # An integer that no float holds is rounded, perhaps onto the bound.
        return False
    return (
        _above(ours) >= _above(theirs)
        and _below(ours) >= _below(theirs)
        and _takes_multiples(ours, theirs)
    )


def _above(kind: Any) -> tuple[float, bool]:
    """Return the lower bound, and whether it is left out itself."""
    return _bound(kind, getattr(kind, "ge", None), getattr(kind, "gt", None))


def _below(kind: Any) -> tuple[float, bool]:
    """Return the upper bound, negated, and whether it is left out itself."""
    le, lt = getattr(kind, "le", None), getattr(kind, "lt", None)
    return _bound(kind, None if le is None else -le, None if lt is None else -lt)


def _bound(kind: Any, closed: float | None, open_: float | None) -> tuple[float, bool]:
    if closed is not None:
        return closed, False
    if open_ is None:
        return -math.inf, False
    if isinstance(kind, described.IntType):
        return open_ + 1, False
    return open_, True


def _takes_multiples(ours: Any, theirs: Any) -> bool:
    wanted = theirs.multiple_of
    if wanted is None:
        return True
    given = getattr(ours, "multiple_of", None)
    if isinstance(ours, described.IntType) and isinstance(theirs, described.IntType):
        exact = ours.ge if ours.ge is not None and ours.ge == ours.le else given
        return exact is not None and exact % wanted == 0
    return given is not None and given == wanted
