"""Ready-made type codecs: on every backend, in cbor2's own bytes, within bounds."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import fractions
import ipaddress
import math
import pathlib
import statistics
import uuid
from typing import Any

import cbor2
import pytest
from steps import steps

from codecs_core import MsgTypeError, TypeCodec, Yield, get_backend, mk_codec
from codecs_core.exact import difference
from codecs_core.exts.readymade import (
    COMPLEX_CODEC,
    DATE_CODEC,
    DECIMAL_CODEC,
    FRACTION_CODEC,
    FROZENSET_CODEC,
    IPV4_CODECS,
    IPV6_CODECS,
    NSPATH_CODEC,
    PATH_CODEC,
    SET_CODEC,
    UUID_CODEC,
    decimal_codec,
    fraction_codec,
)
from codecs_core.msg.nspath import NamespacePath

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
D, F = decimal.Decimal, fractions.Fraction
ip = ipaddress

TAGGED = [UUID_CODEC, DECIMAL_CODEC, DATE_CODEC, SET_CODEC, COMPLEX_CODEC, FRACTION_CODEC]


def numbered(*codecs: TypeCodec[Any]) -> list[TypeCodec[Any]]:
    """Return the codecs with extension codes of our own: one for each tag, or type."""
    tags = list(dict.fromkeys(codec.cbor_tag or codec.type for codec in codecs))
    return [
        dataclasses.replace(codec, ext_code=1 + tags.index(codec.cbor_tag or codec.type))
        for codec in codecs
    ]


TEXTS = [
    dataclasses.replace(PATH_CODEC, cbor_tag=60_001),
    dataclasses.replace(NSPATH_CODEC, cbor_tag=60_002),
]
ALL = numbered(*TAGGED, *IPV4_CODECS, *IPV6_CODECS, *TEXTS)

SMALL: list[Any] = [
    uuid.UUID(int=0),
    uuid.UUID("12345678-1234-5678-9abc-def012345678"),
    *map(
        D, ("0", "1.10", "-1.10", "1E+5", "0.000", "1E-6176", "9" * 18, "-123456789.123456789")
    ),
    dt.date(1, 1, 1),
    dt.date(9999, 12, 31),
    set(),
    {3, 1, 2},
    {"b", "a"},
    {1, "a", None, (1, (2, "x"))},
    1 + 2j,
    complex(-0.0, math.inf),
    *map(F, (0, -7, "1/3", "-22/7")),
    *map(ip.ip_address, ("127.0.0.1", "10.1.2.3", "::", "fe80::1", "fe80::1%eth0")),
    *map(ip.ip_network, ("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/32", "::/0", "2001:db8::/32")),
    *map(ip.ip_interface, ("10.1.2.3/8", "2001:db8::5/32", "fe80::5%eth0/64")),
]
WIDE: list[Any] = [D(2**4096 - 1), D(-(2**70)).scaleb(-3), F(2**70, 3), F(-1, 2**4095)]
TEXT: list[Any] = [
    pathlib.PurePath("a/b.txt"),
    pathlib.PurePath("/"),
    NamespacePath("statistics:median"),
]


def kind_of(value: Any) -> Any:
    """Return the declared type of a value: an interface is an address, too, by its base."""
    return next(one.type for one in reversed(ALL) if isinstance(value, one.type))


@each_backend
@pytest.mark.parametrize("value", SMALL + TEXT, ids=repr)
def test_it_comes_back_as_itself(libname: str, value: Any) -> None:
    """With a number each value comes back under Any and typed, alone and at depth."""
    codec = mk_codec(Any, libname, ext_types=ALL)
    for sent in (value, [value], {"k": [{"v": value}]}):
        back = codec.decode(codec.encode(Yield("c", sent))).pld
        assert difference(sent, back) is None
    kind = kind_of(value)
    typed = mk_codec(dict[str, kind], libname, ext_types=ALL)  # type: ignore[valid-type]
    back = typed.decode(typed.encode(Yield("c", {"k": value}))).pld["k"]
    assert difference(value, back) is None


@each_backend
@pytest.mark.parametrize("value", SMALL + TEXT, ids=repr)
def test_without_numbers_a_typed_field_takes_it(libname: str, value: Any) -> None:
    """Without a number the wire has a plain form of it, which a typed spec takes back."""
    bare = [dataclasses.replace(one, ext_code=None, cbor_tag=None) for one in ALL]
    kind = kind_of(value)
    codec = mk_codec(list[kind], libname, ext_types=bare)  # type: ignore[valid-type]
    back = codec.decode(codec.encode(Yield("c", [value]))).pld
    assert (type(back[0]), back) == (type(value), [value])


@pytest.mark.parametrize("value", SMALL + WIDE, ids=lambda value: repr(value)[:40])
def test_its_bytes_are_those_of_cbor2(value: Any) -> None:
    """cbor2 reads what we write, to the same value, and we read what it writes."""
    backend = get_backend("cbor")
    encoder, decoder = backend.encoder(ext_types=ALL), backend.decoder(ext_types=ALL)
    assert difference([value], decoder.decode(cbor2.dumps([value]))) is None
    if "%" in str(value):
        return  # cbor2 reads no zone in the form of RFC 9164
    assert difference([value], cbor2.loads(encoder.encode([value]))) is None
    if not isinstance(value, set) and value != complex(-0.0, math.inf):
        assert encoder.encode(value) == cbor2.dumps(value)


@pytest.mark.parametrize("value", WIDE, ids=lambda value: repr(value)[:40])
@pytest.mark.parametrize("libname", ["msgspec", "ormsgpack"])
def test_messagepack_has_integers_of_64_bits(libname: str, value: Any) -> None:
    """What needs wider ones is refused there when it is sent, at its place."""
    with pytest.raises(MsgTypeError) as caught:
        mk_codec(Any, libname, ext_types=ALL).encode(Yield("c", [value]))
    assert (caught.value.stage, caught.value.path) == ("encode", "$.pld[0]")


@each_backend
def test_frozensets_share_the_tag_of_sets(libname: str) -> None:
    """Under Any the first that was given comes back, in a typed field what it says."""
    both = numbered(SET_CODEC, FROZENSET_CODEC)
    backend = get_backend(libname)
    data = backend.encoder(ext_types=both).encode([frozenset({1, 2}), {1, 2}])
    assert list(map(type, backend.decoder(ext_types=both).decode(data))) == [set, set]
    frozen = backend.decoder(ext_types=both[1:]).decode(data)
    assert list(map(type, frozen)) == [frozenset, frozenset]
    typed = backend.decoder(tuple[frozenset[int], set[int]], ext_types=both).decode(data)
    assert list(map(type, typed)) == [frozenset, set]
    nested = frozenset({frozenset({1}), (1, 2)})
    encoder = backend.encoder(ext_types=both)
    assert backend.decoder(ext_types=both).decode(encoder.encode(nested)) == nested


@each_backend
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (D("NaN"), "NaN"),
        (D("sNaN"), "sNaN"),
        (D("-Infinity"), "-Infinity"),
        (D("-0.00"), "-0.00"),
        (D("1E+6177"), "exponent beyond 6176"),
        (D("9" * 2000), "2000 digits"),
        (D(2**4096), "4097 bits"),
        (F(2**4096, 3), "4097 bits"),
        (F(1, 2**4096), "4097 bits"),
    ],
    ids=lambda part: str(part)[:20],
)
def test_what_the_tag_cannot_carry_is_not_sent(libname: str, value: Any, reason: str) -> None:
    """A value comes back as it was or is refused when it is sent, with the reason."""
    with pytest.raises(MsgTypeError, match=reason) as caught:
        mk_codec(Any, libname, ext_types=ALL).encode(Yield("c", {"a": [value]}))
    assert (caught.value.stage, caught.value.path) == ("encode", "$.pld[...][0]")


@each_backend
def test_an_interface_is_no_address(libname: str) -> None:
    """Where only addresses are declared, an interface would lose its prefix: refused."""
    address = numbered(IPV4_CODECS[0])
    codec = mk_codec(Any, libname, ext_types=address)
    with pytest.raises(MsgTypeError, match="declare its type too"):
        codec.encode([ip.ip_interface("10.1.2.3/8")])
    both = mk_codec(list[ip.IPv4Address], libname, ext_types=numbered(*IPV4_CODECS))
    with pytest.raises(MsgTypeError, match="Expected `IPv4Address`, got `IPv4Interface`"):
        both.decode(both.encode(Yield("c", [ip.ip_interface("10.1.2.3/8")])))


TAG4, TAG30, TAG52 = b"\xc4\x82", b"\xd8\x1e\x82", b"\xd8\x34"
MIB = b"\xc2\x5a\x00\x10\x00\x00" + b"\xff" * (1 << 20)
BROKEN: dict[str, bytes] = {
    "mantissa of a megabyte": TAG4 + b"\x00" + MIB,
    "negative one": TAG4 + b"\x00\xc3" + MIB[1:],
    "exponent": TAG4 + b"\x1a\x00\x0f\x42\x3f\x01",
    "negative exponent": TAG4 + b"\x3a\x00\x0f\x42\x3f\x01",
    "exponent of a megabyte": TAG4 + MIB + b"\x01",
    "decimal of floats": TAG4 + b"\xf9\x3c\x00\x01",
    "decimal of one": b"\xc4\x81\x01",
    "decimal of a text": b"\xc4\x61\x31",
    "numerator of a megabyte": TAG30 + MIB + b"\x01",
    "denominator of a megabyte": TAG30 + b"\x01" + MIB,
    "denominator 0": TAG30 + b"\x01\x00",
    "denominator -1": TAG30 + b"\x01\x20",
    "uuid of 15 bytes": b"\xd8\x25\x4f" + bytes(15),
    "uuid of text": b"\xd8\x25\x78\x24" + b"12345678-1234-5678-9abc-def012345678",
    "date without dashes": b"\xd9\x03\xec\x6820261124",
    "week date": b"\xd9\x03\xec\x6a2026-W48-2",
    "thirtieth of February": b"\xd9\x03\xec\x6a2026-02-30",
    "set of maps": b"\xd9\x01\x02\x81\xa0",
    "set of a map": b"\xd9\x01\x02\xa0",
    "complex of one": b"\xd9\xa7\xf8\x81\x01",
    "complex of texts": b"\xd9\xa7\xf8\x82\x61\x31\x61\x32",
    "address of 3 bytes": TAG52 + b"\x43\x01\x02\x03",
    "IPv6 of 4 bytes": b"\xd8\x36\x44\x01\x02\x03\x04",
    "prefix of 33": TAG52 + b"\x82\x18\x21\x41\x0a",
    "bits behind the prefix": TAG52 + b"\x82\x08\x42\x0a\x01",
    "network of 5 bytes": TAG52 + b"\x82\x08\x45" + b"\x0a" * 5,
    "true as a length": TAG52 + b"\x82\xf5\x41\x0a",
    "zone of IPv4": TAG52 + b"\x83\x44\x01\x02\x03\x04\xf6\x61x",
    "zone with a slash": b"\xd8\x36\x83\x50" + bytes(16) + b"\x18\x40\x63a/1",
    "zone that is a list": b"\xd8\x36\x83\x50" + bytes(16) + b"\xf6\x80",
    "address of four parts": b"\xd8\x36\x84\x50" + bytes(16) + b"\x01\x61a\x01",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_a_stranger_sends_is_checked(data: bytes) -> None:
    """Broken and boundless contents are refused at their place, after little work."""
    decoder = get_backend("cbor").decoder(ext_types=ALL)
    with pytest.raises(MsgTypeError) as caught:
        decoder.decode(b"\x82\x01" + data)
    assert caught.value.path == "$[1]"
    assert steps(lambda: decoder.decode(b"\x82\x01" + data)) < 2000
    assert len(str(caught.value)) < 500


def test_bounds_are_the_applications_to_choose() -> None:
    """Wider and narrower bounds are a parameter, and hold on both ends."""
    narrow = [decimal_codec(max_mantissa_bits=8, max_exponent=2), fraction_codec(max_bits=8)]
    backend = get_backend("cbor")
    for good, bad in ((D("2.55"), D("2.56")), (D("1E2"), D("1E3")), (F(255), F(256))):
        data = backend.encoder(ext_types=ALL).encode(good)
        assert backend.decoder(ext_types=narrow).decode(data) == good
        with pytest.raises(MsgTypeError):
            backend.encoder(ext_types=narrow).encode(bad)
        with pytest.raises(MsgTypeError):
            backend.decoder(ext_types=narrow).decode(backend.encoder(ext_types=ALL).encode(bad))


@each_backend
def test_a_name_from_a_peer_imports_nothing(libname: str) -> None:
    """A NamespacePath comes back as a name; what it names is loaded under an allow-list."""
    codec = mk_codec(NamespacePath, libname, ext_types=[NSPATH_CODEC])
    name = codec.decode(codec.encode(Yield("c", NamespacePath("statistics:median")))).pld
    assert name.load_ref(allow=["statistics"]) is statistics.median
    for text in ("no colon", "a:b c", ""):
        with pytest.raises(MsgTypeError) as caught:
            codec.decode(get_backend(libname).encoder().encode(Yield("c", text)))
        assert caught.value.path == "$.pld"
