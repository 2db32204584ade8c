"""Your own types in messages: declared once, carried by every wire.

Run it: ``python examples/custom_types.py``
"""

from __future__ import annotations

import dataclasses
import uuid

from msgspec import Struct

from codecs_core import MsgTypeError, Return, TypeCodec, mk_codec
from codecs_core.exts.readymade import UUID_CODEC


class Money:
    """An amount of cents, of which there is no negative one."""

    def __init__(self, cents: int) -> None:
        if cents < 0:
            raise ValueError("no debts here")
        self.cents = cents

    def __repr__(self) -> str:
        return f"Money({self.cents})"


class Order(Struct):
    """What somebody wants."""

    number: uuid.UUID
    price: Money


# How Money travels, on any wire: a number as its value, and who it is by a code or a tag.
MONEY = TypeCodec(Money, lambda m: m.cents, Money, int, ext_code=1, cbor_tag=5001)
# A ready-made one has its registered CBOR tag; the MessagePack code is yours to pick.
TYPES = [MONEY, dataclasses.replace(UUID_CODEC, ext_code=2)]

order = Order(uuid.UUID(int=7), Money(250))
for libname in ("msgspec", "ormsgpack", "cbor"):
    codec = mk_codec(Order | Money | None, libname, ext_types=TYPES)
    data = codec.encode(Return("7", order))
    print(f"{libname}: {codec.decode(data).pld.price} in {len(data)} bytes")
    # Without any spec it is Money still: the wire says so.
    print(f"{libname}: {codec.decode_any(codec.encode({'tip': Money(20)}))}")

# What a peer sends is checked: by the wire_type, then by decode.
lying = dataclasses.replace(MONEY, encode=lambda m: -m.cents)
data = mk_codec(list[Money], ext_types=[lying]).encode(Return("7", [Money(5)]))
try:
    mk_codec(list[Money], ext_types=TYPES).decode(data)
except MsgTypeError as exc:
    print(f"{exc.path}: expected {exc.expected}, got {exc.got}")

# Nobody declared this one, so it is refused, and no class is looked for.
try:
    mk_codec(list).decode(data)
except MsgTypeError as exc:
    print(f"{exc.path}: expected {exc.expected}, got {exc.got}")
