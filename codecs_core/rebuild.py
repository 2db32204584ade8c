"""Messages from decoded dicts: whole ones, and what can be had of bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from codecs_core.errors import MsgTypeError
from codecs_core.msg.types import __msg_types__

__all__ = ["TAG_FIELD", "from_dict_msg", "known_msg_types", "msg_type_of", "salvage_msg"]

TAG_FIELD = "msg_type"

_BY_TAG: dict[Any, type[msgspec.Struct]] = {cls.__name__: cls for cls in __msg_types__}
_BYTES_LIKE = (bytes, bytearray, memoryview)


def known_msg_types() -> str:
    """Return the tags of the message set, for a text."""
    return ", ".join(sorted(_BY_TAG))


def msg_type_of(dict_msg: Any) -> type[msgspec.Struct] | None:
    """Return the message class that a decoded dict's tag names, or ``None``."""
    if not isinstance(dict_msg, Mapping):
        return None
    tag = dict_msg.get(TAG_FIELD)
    return _BY_TAG.get(tag) if isinstance(tag, str) else None


def from_dict_msg(dict_msg: Mapping[str, Any]) -> Any:
    """Build the message that a decoded dict describes; the dict stays as it is.

    The payload stays what it is too: its spec is the dialog's affair.

    Raises :class:`MsgTypeError` where the tag is missing or unknown (the text names the
    known ones), or where a field breaks the message's type.
    """
    msg_type = msg_type_of(dict_msg)
    if msg_type is None:
        text = f"Expected `a message`, got `{type(dict_msg).__name__}`"
        if isinstance(dict_msg, Mapping):
            tag = dict_msg.get(TAG_FIELD, msgspec.UNSET)
            text = f"Object missing required field `{TAG_FIELD}`"
            if tag is not msgspec.UNSET:
                text = f"Invalid value {tag!r} - at `$.{TAG_FIELD}`"
        raise MsgTypeError(
            f"{text}; known are {known_msg_types()}",
            path=f"$.{TAG_FIELD}" if "Invalid" in text else "$",
            bad_msg_as_dict=dict(dict_msg) if isinstance(dict_msg, Mapping) else None,
        )
    try:
        return msgspec.convert(dict_msg, msg_type, builtin_types=_BYTES_LIKE)
    except msgspec.ValidationError as exc:
        raise MsgTypeError(
            f"{msg_type.__name__}: {exc}",
            bad_msg=salvage_msg(dict_msg),
            bad_msg_as_dict=dict(dict_msg),
            expected_msg_type=msg_type,
        ) from exc


def salvage_msg(dict_msg: Any) -> Any:
    """Return the message of a bad dict with its fields as good as they are, or ``None``.

    A field that breaks its type keeps the value that breaks it; ``None`` where the tag
    names no message or a required field is missing.
    """
    msg_type = msg_type_of(dict_msg)
    if msg_type is None:
        return None
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(msg_type):
        if field.encode_name in dict_msg:
            fields[field.name] = _as_good_as(dict_msg[field.encode_name], field.type)
    try:
        return msg_type(**fields)
    except TypeError:
        return None


def _as_good_as(value: Any, annotation: Any) -> Any:
    """Return *value* converted, or itself where it breaks *annotation*."""
    try:
        return msgspec.convert(value, annotation, builtin_types=_BYTES_LIKE)
    except Exception:
        return value
