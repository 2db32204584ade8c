"""Build the errors of :mod:`codecs_core.errors` from what was found out about a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from codecs_core.boxed.portable import type_name
from codecs_core.capabilities import BackendInfo
from codecs_core.errors import MsgTypeError, Stage, Violation, WireError
from codecs_core.explain import Reading, explain_decoding
from codecs_core.exts.types import text_of

__all__ = [
    "bare_violation",
    "decoding_error",
    "in_context",
    "msg_type_error",
    "root_cause",
    "wire_error",
]

_Refusal = TypeVar("_Refusal", bound=MsgTypeError | WireError)


def msg_type_error(
    first: Violation, others: Sequence[Violation] = (), *, libname: str, stage: Stage
) -> MsgTypeError:
    """Return the error for a value that breaks its spec; its text is msgspec's own."""
    return MsgTypeError(
        str(first),
        libname=libname,
        stage=stage,
        path=first.path,
        expected=first.expected,
        got=first.got,
        value=first.value,
        violations=tuple(others),
    )


def decoding_error(
    tree: Any, reading: Reading, exc: Exception, *, libname: str
) -> MsgTypeError:
    """Return the error for a decoded *tree* that was refused with *exc*."""
    try:
        first, *others = explain_decoding(tree, reading) or [bare_violation(exc, tree)]
    except Exception:  # a hook or a type's own code may raise from anywhere
        first, others = bare_violation(exc, tree), []
    return msg_type_error(first, others, libname=libname, stage="decode")


def bare_violation(exc: Exception, value: Any) -> Violation:
    """Return what can be said where no place and no wish could be found."""
    return Violation("$", "", type_name(value), value, text_of(exc))


def wire_error(exc: Exception, info: BackendInfo) -> WireError:
    """Return the error for bytes that are not one well-formed message."""
    if isinstance(exc, RecursionError):
        text = "nested too deep"
    elif isinstance(exc, (WireError, UnicodeError, ValueError, *info.wire_errors)):
        text = text_of(exc)
    else:
        text = f"{type(exc).__name__}: {text_of(exc)}"
    return WireError(text, libname=info.name)


def root_cause(exc: Exception) -> Exception:
    """Return the exception of a hook where msgspec wrapped one, else *exc* itself."""
    if isinstance(exc, msgspec.ValidationError) and isinstance(exc.__cause__, Exception):
        return exc.__cause__
    return exc


def in_context(error: _Refusal, spec: str) -> _Refusal:
    """Return *error* with a text for a log: what, where, which backend and *spec*."""
    stage = error.stage if isinstance(error, MsgTypeError) else "decode"
    more = error.violations if isinstance(error, MsgTypeError) else ()
    also = f"; {len(more)} more in this message" if more else ""
    error.args = (f"{error.args[0]} ({stage}, {error.libname}; {spec}{also})",)
    return error
