"""Bytes that are not exactly one well-formed message, and odd forms that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Raw

from codecs_core import Stop, Yield
from codecs_core_conformance.case import Case, Expectation, Malformed, Value

__all__ = ["CASES"]

# Stop(cid="c"), then the same with one thing wrong with it.
_STOP = {
    "msgpack": bytes.fromhex("82a86d73675f74797065a453746f70a3636964a163"),
    "cbor": bytes.fromhex("a2686d73675f747970656453746f70636369646163"),
}

# Name, why, bytes by wire: not a message of any kind.
_BAD: list[tuple[str, str, dict[str, bytes]]] = [
    ("empty", "no bytes are no message", {"msgpack": b"", "cbor": b""}),
    (
        "trailing",
        "what follows a message is another message, or an attack",
        {wire: data + b"\x00" for wire, data in _STOP.items()},
    ),
    (
        "twice",
        "two messages are not one",
        {wire: data * 2 for wire, data in _STOP.items()},
    ),
    (
        "trailing-scalar",
        "bytes behind a scalar are as wrong as behind a map",
        {"msgpack": b"\x01\x02", "cbor": b"\x01\x02"},
    ),
    (
        "reserved",
        "the code that the format keeps for nobody (MessagePack 0xc1; RFC 8949 section 3)",
        {"msgpack": b"\xc1", "cbor": b"\x1c"},
    ),
    (
        "reserved-inside",
        "the same, in the place of a value",
        {
            "msgpack": _STOP["msgpack"][:-2] + b"\xc1",
            "cbor": _STOP["cbor"][:-2] + b"\x1d",
        },
    ),
    (
        "bad-utf8",
        "text must be UTF-8",
        {wire: data[:-1] + b"\xff" for wire, data in _STOP.items()},
    ),
    (
        "bad-utf8-key",
        "a key is text too",
        {wire: data.replace(b"cid", b"c\xff\xfe") for wire, data in _STOP.items()},
    ),
    (
        "surrogate",
        "UTF-8 has no surrogates (RFC 3629 section 3)",
        {
            "msgpack": _STOP["msgpack"][:-2] + b"\xa3\xed\xa0\x80",
            "cbor": _STOP["cbor"][:-2] + b"\x63\xed\xa0\x80",
        },
    ),
    (
        "overlong",
        "UTF-8 has one form per character (RFC 3629 section 3)",
        {
            "msgpack": _STOP["msgpack"][:-2] + b"\xa2\xc0\xaf",
            "cbor": _STOP["cbor"][:-2] + b"\x62\xc0\xaf",
        },
    ),
    (
        "huge-array",
        "a length that the bytes do not hold must cost nothing",
        {"msgpack": b"\xdd\xff\xff\xff\xff", "cbor": b"\x9a\xff\xff\xff\xff"},
    ),
    (
        "huge-map",
        "as huge-array",
        {"msgpack": b"\xdf\xff\xff\xff\xff", "cbor": b"\xbb\x7f" + b"\xff" * 7},
    ),
    (
        "huge-text",
        "as huge-array",
        {"msgpack": b"\xdb\xff\xff\xff\xff", "cbor": b"\x7b\x7f" + b"\xff" * 7},
    ),
    (
        "huge-bytes",
        "as huge-array",
        {"msgpack": b"\xc6\xff\xff\xff\xff", "cbor": b"\x5b\xff" + b"\xff" * 7},
    ),
    (
        "deep-array",
        "nesting without end must not end the process",
        {"msgpack": b"\x91" * 100_000 + b"\x01", "cbor": b"\x81" * 100_000 + b"\x01"},
    ),
    (
        "deep-map",
        "as deep-array",
        {"msgpack": b"\x81\x01" * 100_000 + b"\x01", "cbor": b"\xa1\x01" * 100_000 + b"\x01"},
    ),
    (
        "map-as-key",
        "a map is no key",
        {"msgpack": b"\x81\x80\x01", "cbor": b"\xa1\xa0\x01"},
    ),
    ("deep-tag", "a chain of tags is nesting too", {"cbor": b"\xc6" * 100_000 + b"\x01"}),
    ("bare-break", "a break ends nothing here (RFC 8949 section 3.2.1)", {"cbor": b"\xff"}),
    ("break-in-array", "as bare-break, in an array of one", {"cbor": b"\x81\xff"}),
    ("break-in-map", "a key without its value", {"cbor": b"\xbf\x01\xff"}),
    ("no-break", "an indefinite array without its end", {"cbor": b"\x9f\x01"}),
    ("chunk-type", "a chunk of another type", {"cbor": b"\x5f\x61a\xff"}),
    ("chunk-nested", "a chunk that is itself indefinite", {"cbor": b"\x7f\x7f\x61a\xff\xff"}),
    (
        "simple-in-two-bytes",
        "a simple value under 32 takes one byte (RFC 8949 section 3.3)",
        {"cbor": b"\xf8\x18"},
    ),
    ("indefinite-int", "an integer has no indefinite form", {"cbor": b"\x1f"}),
]


def _bad() -> Iterator[Case]:
    for name, why, wires in _BAD:
        for spec, kind in (("any", Any), ("raw", Raw)):
            yield _case(f"malformed/{name}/{spec}", why, wires, Malformed(), kind)
    for wire, data in _STOP.items():
        for cut in range(1, len(data)):
            name = f"malformed/truncated/{wire}-{cut}"
            yield _case(name, "a message cut short", {wire: data[:cut]}, Malformed())


def _case(
    name: str, why: str, wires: Mapping[str, bytes], expect: Expectation, spec: Any = Any
) -> Case:
    return Case(
        id=name, why=why, wires=wires, type=spec, message=True, expect=expect, after=Stop("c")
    )


_YIELD = Yield("c", {"a": [1, 2]})

# Its payload with every length longer than need be.
_LONG = {
    "msgpack": b"\xdf\x00\x00\x00\x01\xa1a\xdc\x00\x02\xcf" + bytes(7) + b"\x01\xd0\x02",
    "cbor": b"\xbb" + bytes(7) + b"\x01\x61a\x98\x02\x18\x01\x19\x00\x02",
}

# Name, why, bytes by wire: well-formed, and the same message as _YIELD.
_ODD: list[tuple[str, str, dict[str, bytes]]] = [
    (
        "other-order",
        "a map has no order: the tag may come last",
        {
            "msgpack": b"\x83\xa3pld\x81\xa1a\x92\x01\x02\xa3cid\xa1c\xa8msg_type\xa5Yield",
            "cbor": b"\xa3\x63pld\xa1\x61a\x82\x01\x02\x63cid\x61c\x68msg_type\x65Yield",
        },
    ),
    (
        "long-lengths",
        "a length need not be in its shortest form",
        {
            "msgpack": b"\xde\x00\x03\xd9\x08msg_type\xda\x00\x05Yield\xdb\x00\x00\x00\x03cid"
            b"\xa1c\xa3pld\xdf\x00\x00\x00\x01\xa1a\xdc\x00\x02\xcf"
            + bytes(7)
            + b"\x01\xd0\x02",
            "cbor": b"\xb8\x03\x78\x08msg_type\x79\x00\x05Yield\x7a\x00\x00\x00\x03cid\x61c"
            b"\x63pld" + _LONG["cbor"],
        },
    ),
    (
        "extra-field",
        "a field of a later version may stand anywhere",
        {
            "msgpack": b"\x84\xa1x\x91\x80\xa8msg_type\xa5Yield\xa3cid\xa1c\xa3pld"
            b"\x81\xa1a\x92\x01\x02",
            "cbor": b"\xa4\x61x\x81\xa0\x68msg_type\x65Yield\x63cid\x61c\x63pld"
            b"\xa1\x61a\x82\x01\x02",
        },
    ),
    (
        "duplicate-keys",
        "of two equal keys the last one holds, on every wire",
        {
            "msgpack": b"\x83\xa8msg_type\xa5Yield\xa3cid\xa1c\xa3pld"
            b"\x82\xa1a\x91\x09\xa1a\x92\x01\x02",
            "cbor": b"\xa3\x68msg_type\x65Yield\x63cid\x61c\x63pld"
            b"\xa2\x61a\x81\x09\x61a\x82\x01\x02",
        },
    ),
    (
        "indefinite",
        "containers and text may come without a length (RFC 8949 section 3.2)",
        {
            "cbor": b"\xbf\x68msg_type\x7f\x62Yi\x63eld\xff\x63cid\x61c\x63pld"
            b"\xbf\x61a\x9f\x01\x02\xff\xff\xff"
        },
    ),
    (
        "self-described",
        "the mark that says this is CBOR (RFC 8949 section 3.4.6)",
        {
            "cbor": b"\xd9\xd9\xf7\xa3\x68msg_type\x65Yield\x63cid\x61c\x63pld\xa1\x61a"
            b"\x82\x01\x02"
        },
    ),
    (
        "self-described-inside",
        "the same mark before a value within the message changes nothing either",
        {
            "cbor": b"\xa3\x68msg_type\x65Yield\x63cid\x61c\x63pld\xd9\xd9\xf7\xa1\x61a"
            b"\x82\x01\x02"
        },
    ),
]

# What each of _ODD carries as its payload, byte for byte.
_PAYLOADS: dict[str, dict[str, bytes]] = {
    "other-order": {"msgpack": b"\x81\xa1a\x92\x01\x02", "cbor": b"\xa1\x61a\x82\x01\x02"},
    "long-lengths": _LONG,
    "extra-field": {"msgpack": b"\x81\xa1a\x92\x01\x02", "cbor": b"\xa1\x61a\x82\x01\x02"},
    "duplicate-keys": {
        "msgpack": b"\x82\xa1a\x91\x09\xa1a\x92\x01\x02",
        "cbor": b"\xa2\x61a\x81\x09\x61a\x82\x01\x02",
    },
    "indefinite": {"cbor": b"\xbf\x61a\x9f\x01\x02\xff\xff"},
    "self-described-inside": {"cbor": b"\xd9\xd9\xf7\xa1\x61a\x82\x01\x02"},
    "self-described": {"cbor": b"\xa1\x61a\x82\x01\x02"},
}


def _odd() -> Iterator[Case]:
    for name, why, wires in _ODD:
        spec = dict[str, list[int]]
        yield _case(f"foreign/{name}/typed", why, wires, Value(_YIELD), spec)
        yield _case(f"foreign/{name}/any", why, wires, Value(_YIELD))
        for wire, payload in _PAYLOADS[name].items():
            whole = Value(Yield("c", Raw(payload)))
            yield _case(f"foreign/{name}/raw-{wire}", why, {wire: wires[wire]}, whole, Raw)


CASES: list[Case] = [*_bad(), *_odd()]
