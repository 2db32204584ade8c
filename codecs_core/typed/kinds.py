"""Words for the kinds of decoded values."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from codecs_core.exts import UnknownExt

__all__ = ["kind_of"]

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    bytearray: "bytes",
    memoryview: "bytes",
    list: "array",
    tuple: "array",
    dict: "object",
    datetime.datetime: "datetime",
    msgspec.Raw: "raw",
    msgspec.msgpack.Ext: "ext",
}


def kind_of(value: Any) -> str:
    """Return msgspec's word for the kind of a decoded value."""
    if isinstance(value, UnknownExt):
        return str(value)
    return _KINDS.get(type(value), type(value).__name__)
