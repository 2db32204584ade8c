"""What a wire can carry: named facts, with units, that a backend declares about itself.

Where no fact says otherwise a backend must carry a value exactly as msgspec's own
MessagePack codec does. The conformance suite holds each backend to what it declares: it
must carry what it claims, and must refuse, with the right error, what it does not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, Literal

__all__ = ["BackendInfo", "Capabilities", "Form"]

Form = Literal["native", "ext", "tag", "text", "array", "map", "item"]
"""How a Python type travels: as the wire's own kind, as one of its extension types or
tags, as text, as an array or a map of its parts, or as whatever its value is (``item``)."""

# What the typed layer does on every wire (see codecs_core.tree): one table, so a value has
# one shape everywhere, and a backend states only where its wire differs.
_PORTABLE: dict[str, Form] = {
    "None": "native",
    "bool": "native",
    "int": "native",
    "float": "native",
    "str": "native",
    "bytes": "native",
    "bytearray": "native",
    "memoryview": "native",
    "datetime (aware)": "text",
    "datetime (naive)": "text",
    "date": "text",
    "time": "text",
    "timedelta": "text",
    "UUID": "text",
    "Decimal": "text",
    "Enum": "item",
    "Raw": "item",
    "list": "array",
    "tuple": "array",
    "set": "array",
    "frozenset": "array",
    "NamedTuple": "array",
    "dict": "map",
    "TypedDict": "map",
    "dataclass": "map",
    "attrs": "map",
    "Struct": "map",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one wire, written and read by one library, keeps. The defaults are the least.

    Attributes
    ----------
    int_bits: the widest integer, sign included for negative ones: 64 means -2**63 to
        2**64 - 1; ``None`` means no bound.
    max_depth: containers nested this deep survive both ways, on a thread with a stack of
        256 KiB too. Deeper is refused, or carried where the library and the stack allow it.
    map_keys: the key types that survive as they are under ``Any``.
    float_special: NaN, both infinities and -0.0 survive.
    datetime_offset: an aware datetime keeps its UTC offset (else it returns in UTC).
    datetime_year_min: the earliest year, in UTC, of an aware datetime.
    datetime_resolution_seconds: the finest step of time an aware datetime keeps.
    binary: bytes travel as bytes.
    ext_codes: the MessagePack-style extension codes an application may use.
    tags: CBOR-style semantic tags exist.
    text_only: the encoded message is valid text.
    forms: per Python type, how it travels where that differs from the portable table.
    """

    int_bits: int | None = 64
    max_depth: int = 64
    map_keys: frozenset[type] = frozenset({str})
    float_special: bool = False
    datetime_offset: bool = False
    datetime_year_min: int = 1
    datetime_resolution_seconds: float = 1e-6
    binary: bool = False
    ext_codes: range = range(0)
    tags: bool = False
    text_only: bool = False
    forms: Mapping[str, Form] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse names the portable table does not know, and freeze the rest."""
        unknown = self.forms.keys() - _PORTABLE.keys()
        if unknown:
            raise ValueError(f"no such type in the portable table: {sorted(unknown)}")
        merged = MappingProxyType({**_PORTABLE, **self.forms})
        object.__setattr__(self, "forms", merged)

    def __hash__(self) -> int:
        return hash((self.int_bits, self.max_depth, self.map_keys, tuple(self.forms.items())))

    def lacks(self, needs: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of *needs* that this wire does not meet, with what it has instead.

        *needs* gives per attribute the least that will do: ``{"int_bits": 128}``,
        ``{"map_keys": {str, int}}``, ``{"tags": True}``. Raises ``TypeError`` for a name
        that is no capability.
        """
        for name in needs:
            if name not in _MEETS:
                raise TypeError(f"no capability is named {name!r}; known: {', '.join(_MEETS)}")
        has = {name: getattr(self, name) for name in needs}
        return {name: has[name] for name in needs if not _MEETS[name](has[name], needs[name])}


def _unbounded_or_at_least(has: int | None, need: int | None) -> bool:
    return has is None or (need is not None and has >= need)


_MEETS: dict[str, Callable[[Any, Any], bool]] = {
    "int_bits": _unbounded_or_at_least,
    "max_depth": operator.ge,
    "map_keys": lambda has, need: has >= set(need),
    "float_special": operator.ge,
    "datetime_offset": operator.ge,
    "datetime_year_min": operator.le,
    "datetime_resolution_seconds": operator.le,
    "binary": operator.ge,
    "ext_codes": lambda has, need: set(has) >= set(need),
    "tags": operator.ge,
    "text_only": operator.ge,
}
"""How what a wire has meets what is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendInfo:
    """Who a backend is; what ``codec_info()`` returns.

    Attributes
    ----------
    name: the libname; the same as the entry point's name.
    wire: the wire format's name, lower case: ``"msgpack"``, ``"cbor"``. Two backends of
        one wire must read each other's bytes.
    media_types: IANA media types of the encoded bytes, the preferred one first.
    lib: the interchange library's module.
    lib_version: its version.
    wire_errors: the exception classes by which the library says "these bytes are bad".
    capabilities: what the wire keeps.
    """

    name: str
    wire: str
    media_types: tuple[str, ...]
    lib: ModuleType
    lib_version: str
    wire_errors: tuple[type[Exception], ...]
    capabilities: Capabilities = field(default_factory=Capabilities)
