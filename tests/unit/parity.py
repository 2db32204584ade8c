"""What the parity tests share: every backend's outcome for one value, made comparable."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import functools
import math
import re
import types
from collections.abc import Iterable
from typing import Any

import msgspec

from codecs_core import (
    BackendDecoder,
    BackendEncoder,
    MsgTypeError,
    WireError,
    get_backend,
)

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
    if type(value).__module__.startswith("test_"):
        return list(vars(value).values())
    return None


def outcome(decoder: BackendDecoder, libname: str, data: Any) -> tuple[Any, ...]:
    """Return what the backend makes of *data*: the exact value, or what its error says."""
    try:
        value = decoder.decode(data)
    except MsgTypeError as exc:
        what = ("MsgTypeError", exc.path, exc.expected, exc.got, str(exc))
        return what if exc.libname == libname else ("another's error", exc.libname)
    except WireError as exc:
        return ("WireError",) if exc.libname == libname else ("another's error", exc.libname)
    return "value", exact(value, libname)


def native_outcome(decoder: Any, data: bytes) -> tuple[Any, ...]:
    """Return what msgspec's own decoder makes of *data*, in the words of ``outcome``.

    An error is its text alone.
    """
    try:
        value = decoder.decode(data)
    except msgspec.ValidationError as exc:
        return "MsgTypeError", _one_wording(str(exc))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ("WireError",)
    except Exception:  # what msgspec lets through of hooks and of types' own code
        return ("MsgTypeError",)
    return "value", exact(value, "msgspec")


_WORDS = {
    "None": "null",
    "NoneType": "null",
    "ext": "datetime",
    "list": "array",
    "tuple": "array",
    "dict": "object",
}


def _one_wording(text: str) -> str:
    """Return msgspec's own text in the words that ``msgspec.convert`` mostly has for it."""
    return re.sub(r"got `(\w+)`", lambda m: f"got `{_WORDS.get(m[1], m[1])}`", text)


@functools.cache
def _encoder(libname: str) -> BackendEncoder:
    return get_backend(libname).encoder()


def disagreements(annotation: Any, trees: Iterable[Any], **options: Any) -> str:
    """Return how the outcomes for *trees* differ between the backends, or nothing."""
    native = msgspec.msgpack.Decoder(annotation, **options)
    decoders = {name: get_backend(name).decoder(annotation, **options) for name in BACKENDS}
    found = []
    for tree in trees:
        seen = {
            name: outcome(decoder, name, _encoder(name).encode(tree))
            for name, decoder in decoders.items()
        }
        seen["native"] = native_outcome(native, msgspec.msgpack.encode(tree))
        if not _agree(*seen.values()):
            lines = [f"{name:>10}: {what}" for name, what in seen.items()]
            found.append("\n".join([f"{annotation!r} <- {tree!r} {options}", *lines]))
    return "\n".join(found)


def _agree(ours: Any, cbor: Any, ormsgpack: Any, native: Any) -> bool:
    """Tell whether all is the same; of msgspec's own errors only a text is known."""
    if not ours == cbor == ormsgpack:
        return False
    if native[0] != "MsgTypeError":
        return bool(ours == native)
    if ours[0] != "MsgTypeError" or not native[1:]:
        return bool(ours[0] == native[0])
    # A ValidationError raised by a hook loses its place in msgspec, and never here.
    text, lost = ours[-1], " - at " not in native[1] and "no good" in native[1]
    return bool(text == native[1] or (lost and text.startswith(f"{native[1]} - at ")))
