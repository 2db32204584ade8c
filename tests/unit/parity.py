"""What the parity tests share: every backend's outcome for one value, made comparable."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import math
import types
from typing import Any

import msgspec

from codecs_core import MsgTypeError, WireError, get_backend

_NONE = datetime.timedelta()

BACKENDS = ("msgspec", "cbor", "ormsgpack")


def exact(value: Any, libname: str) -> Any:
    """Return *value* as plain data that is equal only for the same value, types included."""
    kind = type(value)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if kind is float:
        return name, "nan" if math.isnan(value) else repr(value)
    if kind is memoryview:
        return name, bytes(value)
    if kind is msgspec.Raw:
        return name, exact(get_backend(libname).decoder().decode(value), libname)
    if kind is datetime.datetime and value.tzinfo is not None:
        # Who keeps the offset says so in Capabilities.datetime_offset; the instant is one.
        naive = value.replace(tzinfo=None)
        return name, naive - datetime.datetime.min - (value.utcoffset() or _NONE)
    if isinstance(value, enum.Enum):
        return name, value.name, value.value
    parts = _parts(value)
    if parts is not None:
        return name, [exact(part, libname) for part in parts]
    if isinstance(value, (set, frozenset)):
        return name, sorted((exact(part, libname) for part in value), key=repr)
    return name, repr(value)


def _parts(value: Any) -> list[Any] | None:
    """Return what *value* holds, its keys among it, or ``None`` for a scalar."""
    if isinstance(value, (list, tuple, collections.deque)):
        return list(value)
    if isinstance(value, (dict, types.MappingProxyType)):
        return [part for pair in value.items() for part in pair]
    if isinstance(value, msgspec.Struct):
        return [getattr(value, name, "<unset>") for name in value.__struct_fields__]
    if dataclasses.is_dataclass(value):
        return [getattr(value, f.name, "<unset>") for f in dataclasses.fields(value)]
    if hasattr(type(value), "__attrs_attrs__"):
        return [getattr(value, a.name, "<unset>") for a in type(value).__attrs_attrs__]
    return None


def outcome(libname: str, annotation: Any, data: Any, **options: Any) -> tuple[Any, ...]:
    """Return what the backend makes of *data*: the exact value, or what its error says."""
    try:
        value = get_backend(libname).decoder(annotation, **options).decode(data)
    except MsgTypeError as exc:
        what = ("MsgTypeError", exc.path, exc.expected, exc.got, str(exc))
        return what if exc.libname == libname else ("another's error", exc.libname)
    except WireError as exc:
        return ("WireError",) if exc.libname == libname else ("another's error", exc.libname)
    return "value", exact(value, libname)


def native_outcome(annotation: Any, data: bytes, **options: Any) -> tuple[Any, ...]:
    """Return what msgspec's own decoder makes of *data*, in the words of ``outcome``.

    An error is its text alone.
    """
    try:
        value = msgspec.msgpack.Decoder(annotation, **options).decode(data)
    except msgspec.ValidationError as exc:
        return "MsgTypeError", _one_wording(str(exc))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ("WireError",)
    except Exception:  # what msgspec lets through of hooks and of types' own code
        return ("MsgTypeError",)
    return "value", exact(value, "msgspec")


def _one_wording(text: str) -> str:
    """Return msgspec's own text in the words that ``msgspec.convert`` has for it."""
    return text.replace("got `None`", "got `null`").replace("got `ext`", "got `datetime`")


def encoded(libname: str, tree: Any, **options: Any) -> bytes:
    """Return *tree* as the backend writes it."""
    return get_backend(libname).encoder(**options).encode(tree)


def disagreements(annotation: Any, tree: Any, **options: Any) -> str:
    """Return how the outcomes for *tree* differ between the backends, or nothing."""
    data = msgspec.msgpack.encode(tree)
    native = native_outcome(annotation, data, **options)
    seen = {"native": native}
    for libname in BACKENDS:
        seen[libname] = outcome(libname, annotation, encoded(libname, tree), **options)
    ours = [seen[libname] for libname in BACKENDS]
    same = all(other == ours[0] for other in ours)
    if native[0] == "MsgTypeError":
        same = same and ours[0][0] == "MsgTypeError" and ours[0][-1] in (native[1:] or ours[0])
    else:
        same = same and ours[0] == native
    if same:
        return ""
    lines = [f"{name:>10}: {what}" for name, what in seen.items()]
    return "\n".join([f"{annotation!r} <- {tree!r} {options}", *lines])
