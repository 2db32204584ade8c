"""What msgspec's encoder can do to a tree and ``to_builtins`` cannot: formats and orders."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from codecs_core.hookspecs import EncoderOptions

__all__ = ["DATES", "finisher"]

DATES = (datetime.date, datetime.time, datetime.timedelta)
"""What ``to_builtins`` writes as text, so that as keys they would pass for text."""


def finisher(options: EncoderOptions, native_types: tuple[type, ...]) -> Callable[[Any], Any]:
    """Return what writes a tree's UUIDs and Decimals as *options* ask.

    With an order set it also refuses keys that are not text, as msgspec's encoder does: the
    order of others is no format's to say.
    """
    forms: dict[type, Callable[[Any], Any]] = {
        uuid.UUID: _uuid_form(options),
        decimal.Decimal: _decimal_form(options, native_types),
    }
    any_key = options.order is None
    if not any_key:
        forms.update(dict.fromkeys(DATES, msgspec.to_builtins))

    def finish(node: Any) -> Any:
        if type(node) is dict:
            if not (any_key or all(type(key) is str for key in node)):
                raise TypeError(
                    "Only dicts with str keys are supported when `order` is not `None`"
                )
            return {finish(key): finish(value) for key, value in node.items()}
        if type(node) in (list, tuple):
            return type(node)(map(finish, node))
        form = forms.get(type(node))
        return node if form is None else form(node)

    return finish


def _uuid_form(options: EncoderOptions) -> Callable[[uuid.UUID], Any]:
    """Return what writes a UUID."""
    forms: dict[str, Callable[[uuid.UUID], Any]] = {
        "canonical": str,
        "hex": lambda value: value.hex,
        "bytes": lambda value: value.bytes,
    }
    return forms[options.uuid_format]


def _decimal_form(
    options: EncoderOptions, native_types: tuple[type, ...]
) -> Callable[[decimal.Decimal], Any]:
    """Return what writes a Decimal."""
    if options.decimal_format == "string":
        return str
    if options.decimal_format == "number":
        return float
    form, let_through = options.decimal_format, (*native_types, decimal.Decimal)

    def called(value: decimal.Decimal) -> Any:
        tree = msgspec.to_builtins(form(value), builtin_types=let_through)
        if _holds_decimal(tree):
            raise TypeError("`decimal_format` callable returned a value containing a Decimal")
        return tree

    return called


def _holds_decimal(node: Any) -> bool:
    if isinstance(node, dict):
        return any(map(_holds_decimal, (*node, *node.values())))
    if isinstance(node, (list, tuple)):
        return any(map(_holds_decimal, node))
    return type(node) is decimal.Decimal
