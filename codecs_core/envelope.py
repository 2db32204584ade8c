"""Take the payload out of a message without reading it, in constant time.

``Started``, ``Yield`` and ``Return`` are written in the order of their fields: the tag, the
``cid``, the payload. So the payload is the tail of the frame, and who wants it as ``Raw``
need not know where it ends. A frame of any other form (keys in another order, lengths in
another form, one more field) is left to the general way, which gives the same result.

One difference is the price: whether the tail is exactly one well-formed item is found when
the payload is decoded, and then as the same ``WireError``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from codecs_core.hookspecs import Buffer, DecoderOptions
from codecs_core.msg.types import Return, Started, Yield, mk_msg_spec

__all__ = ["enveloped"]

_RAW_SPEC = mk_msg_spec(msgspec.Raw)
_MOST_BEFORE_PAYLOAD = 300
"""Bytes: the map, the tag and a ``cid`` of 255, with room to spare."""


class _Form(NamedTuple):
    """How one wire writes what stands before a payload, in the shortest form.

    ``head`` is the first byte of a map of three. ``text`` plus a length is the first byte
    of a text of up to ``longest`` bytes, ``text_8`` that of one whose length is in the byte
    behind it.
    """

    head: int
    text: int
    longest: int
    text_8: int

    def write(self, text: str) -> bytes:
        """Return a short ASCII text as the wire has it."""
        return bytes([self.text + len(text)]) + text.encode()


# MessagePack: fixmap, fixstr, str 8. CBOR: RFC 8949 section 3.1, major types 5 and 3.
_FORMS = {
    "msgpack": _Form(head=0x83, text=0xA0, longest=31, text_8=0xD9),
    "cbor": _Form(head=0xA3, text=0x60, longest=23, text_8=0x78),
}


def enveloped(
    decode: Callable[[Buffer], Any],
    wire: str,
    options: DecoderOptions,
    *,
    least_bytes: int = 0,
) -> Callable[[Buffer], Any]:
    """Return *decode* made to read no payload, where *options* ask for messages with ``Raw``.

    *decode* itself takes every frame that is not in the usual form, and those of fewer than
    *least_bytes*, where it is the faster of the two. What it raises goes through.
    """
    usual = wire in _FORMS and options.type == _RAW_SPEC
    if options.lenient or options.check_payload or not usual:
        return decode
    find = _finder(_FORMS[wire])
    raw = msgspec.Raw

    def decode_envelope(data: Buffer, /) -> Any:
        if len(data) < least_bytes:
            return decode(data)
        front = data if type(data) is bytes else bytes(data[:_MOST_BEFORE_PAYLOAD])
        box, cid, tail = find(front)
        if box is None or tail == len(data):
            return decode(data)
        return box(cid, raw(memoryview(data)[tail:]))

    return decode_envelope


_Found = tuple[Callable[[str, Any], Any] | None, str, int]
_NOTHING: _Found = (None, "", 0)


def _finder(form: _Form) -> Callable[[bytes], _Found]:
    """Return ``find(front) -> (message class, cid, where the payload begins)``."""
    tag_at = 1 + len(form.write("msg_type"))
    heads = {form.write(box.__name__)[:1]: _head(form, box) for box in (Started, Yield, Return)}
    text, longest, text_8, last = form.text, form.longest, form.text_8, form.write("pld")

    def find(front: bytes) -> _Found:
        head, box = heads.get(front[tag_at : tag_at + 1], (b"\xc1", None))
        start = len(head) + 1
        if not front.startswith(head) or len(front) <= start:
            return _NOTHING
        size = front[start - 1] - text
        if size == text_8 - text:
            size, start = front[start], start + 1
        elif not 0 <= size <= longest:
            return _NOTHING
        end = start + size
        tail = end + len(last)
        if front[end:tail] != last:
            return _NOTHING
        try:
            return box, front[start:end].decode(), tail
        except UnicodeDecodeError:
            return _NOTHING

    return find


def _head(form: _Form, box: type) -> tuple[bytes, type]:
    """Return what stands before the ``cid`` of *box*, and it."""
    words = ("msg_type", box.__name__, "cid")
    return bytes([form.head]) + b"".join(map(form.write, words)), box
