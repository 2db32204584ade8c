"""Messages from decoded dicts: whole ones, and what can be had of bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from codecs_core.errors import MsgTypeError
from codecs_core.explain import Reading
from codecs_core.msg.types import MsgType, __msg_types__
from codecs_core.refusal import decoding_error
from codecs_core.typed.shape import BYTES_LIKE

__all__ = ["TAG_FIELD", "from_dict_msg", "known_msg_types", "msg_type_of", "with_message"]

TAG_FIELD = "msg_type"

_BY_TAG: dict[Any, type[msgspec.Struct]] = {cls.__name__: cls for cls in __msg_types__}


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
    tree = dict(dict_msg) if isinstance(dict_msg, Mapping) else dict_msg
    reading = Reading(MsgType, strict=True, dec_hook=None)
    try:
        return reading.convert(tree, MsgType)
    except msgspec.ValidationError as exc:
        raise with_message(decoding_error(tree, reading, exc, libname=""), tree) from exc


def with_message(error: MsgTypeError, tree: Any) -> MsgTypeError:
    """Return *error* with the message that it is about, as far as *tree* shows one."""
    error.bad_msg_as_dict = tree if isinstance(tree, dict) else None
    error.expected_msg_type = msg_type_of(tree)
    error.bad_msg = _salvage(tree)
    cid = tree.get("cid") if isinstance(tree, dict) else None
    error.cid = cid if isinstance(cid, str) else None
    if error.expected_msg_type is None:
        error.args = (f"{error.args[0]}; known messages are {known_msg_types()}",)
    return error


def _salvage(dict_msg: Any) -> Any:
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
        return msgspec.convert(value, annotation, builtin_types=BYTES_LIKE)
    except Exception:
        return value
