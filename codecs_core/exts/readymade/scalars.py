"""UUIDs, dates, and what travels as a text: paths and names."""

from __future__ import annotations

import datetime
import pathlib
import uuid

from codecs_core.exts.types import TypeCodec
from codecs_core.msg.nspath import NamespacePath

__all__ = ["DATE_CODEC", "NSPATH_CODEC", "PATH_CODEC", "UUID_CODEC"]

_DATE_CHARS = 10


def _uuid(data: bytes) -> uuid.UUID:
    return uuid.UUID(bytes=data)


def _date(text: str) -> datetime.date:
    # fromisoformat() takes 20261124 and 2026-W48-2 too, which RFC 3339 has not.
    if len(text) != _DATE_CHARS or text[4] != "-" or text[7] != "-":
        raise ValueError("a date is written YYYY-MM-DD")
    return datetime.date.fromisoformat(text)


UUID_CODEC: TypeCodec[uuid.UUID] = TypeCodec(
    uuid.UUID, lambda value: value.bytes, _uuid, bytes, cbor_tag=37
)
"""``uuid.UUID``: its 16 bytes. Tag 37 (RFC 9562 defines UUIDs; the registry, the tag).

Refuses other lengths. Without a number: msgspec's text.
"""

DATE_CODEC: TypeCodec[datetime.date] = TypeCodec(
    datetime.date, lambda value: value.isoformat(), _date, str, cbor_tag=1004
)
"""``datetime.date``: the text ``YYYY-MM-DD``. Tag 1004 (RFC 8943 section 1.1).

A ``datetime`` is left alone, though it is a subclass. Without a number: the same text.
"""

PATH_CODEC: TypeCodec[pathlib.PurePath] = TypeCodec(
    pathlib.PurePath, lambda value: value.as_posix(), pathlib.PurePath, str
)
"""``pathlib.PurePath`` and its subclasses: the text with ``/``, which comes back pure.

No tag is registered for it. What a peer sends may be absolute or hold ``..``: check it
before you open it. For fields of another path class give ``dataclasses.replace`` its *type*
and *decode*.
"""

NSPATH_CODEC: TypeCodec[NamespacePath] = TypeCodec(NamespacePath, str, NamespacePath, str)
"""``NamespacePath``: its text. Only ``load_ref(allow=...)`` ever imports what it names.

No tag is registered for it.
"""
