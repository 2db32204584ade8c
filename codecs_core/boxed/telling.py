"""What an exception says, whatever its own code does when it is asked."""

from __future__ import annotations

import traceback
from contextlib import suppress

from codecs_core.boxed.portable import plain, type_name
from codecs_core.boxed.remote import RemoteActorError

__all__ = ["said", "traceback_of"]

_MOST_RELATED = 256


def said(exc: BaseException) -> str:
    """Return the text of *exc*; a group's without the number of its members."""
    kind = type(exc)  # isinstance() would ask a __class__ that is not to be trusted
    try:
        if issubclass(kind, RemoteActorError):
            return plain(RemoteActorError.message.__get__(exc))
        if issubclass(kind, BaseExceptionGroup):
            return plain(BaseExceptionGroup.message.__get__(exc))
        return plain(str(exc))
    except BaseException:  # even SystemExit: the report must go out, as in `traceback`
        return f"<str() of {type_name(exc)} failed>"


def traceback_of(exc: BaseException) -> str:
    """Return the traceback of *exc*, those of its causes with it unless there are many."""
    with suppress(Exception):  # to format is to run the exceptions' own code
        if not _is_tangled(exc):
            return "".join(traceback.format_exception(exc))
    frames = ""
    with suppress(Exception):
        frames = "".join(traceback.format_tb(exc.__traceback__))
    return f"{frames}{type_name(exc)}: {said(exc)}\n"


def _is_tangled(exc: BaseException) -> bool:
    """Tell whether more exceptions hang together here than are worth formatting."""
    seen: set[int] = set()
    found: list[BaseException | None] = [exc]
    while found and len(seen) < _MOST_RELATED:
        one = found.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        found += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            found += one.exceptions[:_MOST_RELATED]
    return len(seen) >= _MOST_RELATED
