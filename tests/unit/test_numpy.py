"""numpy arrays: every dtype that is claimed, every layout, copied once, nothing trusted."""

from __future__ import annotations

import struct
import tracemalloc
from typing import Any

import cbor2
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from codecs_core import MsgTypeError, Yield, get_backend, mk_codec
from codecs_core.integrations.numpy import ndarray_codecs

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
each_msgpack = pytest.mark.parametrize("libname", ["msgspec", "ormsgpack"])
TYPES = ndarray_codecs(ext_code=7)

KINDS = ["u2", "u4", "u8", "i2", "i4", "i8", "f2", "f4", "f8"]
DTYPES = ["u1", "i1", *(f"{order}{kind}" for order in "<>" for kind in KINDS)]


def same(one: Any, other: Any) -> bool:
    """Tell whether two arrays are the same: dtype with its byte order, shape and bits."""
    return (
        type(one) is type(other) is np.ndarray
        and one.dtype.str == other.dtype.str
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )


def there_and_back(libname: str, array: Any) -> Any:
    """Return an array as it arrives in a message."""
    codec = mk_codec(dict[str, list[np.ndarray]], libname, ext_types=TYPES)
    return codec.decode(codec.encode(Yield("c", {"a": [array]}))).pld["a"][0]


@each_backend
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_in_either_byte_order(libname: str, dtype: str) -> None:
    """Integers and floats of every claimed size come back bit for bit, extremes and NaN too."""
    kind = np.dtype(dtype)
    info = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    special = [np.nan, np.inf, -np.inf, -0.0] if kind.kind == "f" else []
    array = np.array([info.min, info.max, 0, 1, *special], kind)
    for one in (array, array.reshape(2, -1), array[:1], array[:0], array[:1].reshape(())):
        assert same(one, there_and_back(libname, one))


BASE = np.arange(24, dtype="<i4").reshape(2, 3, 4)
LAYOUTS: dict[str, Any] = {
    "one dimension": BASE.reshape(-1),
    "three": BASE,
    "none": np.array(5.0),
    "empty": np.empty((0,)),
    "empty in the middle": np.empty((2, 0, 3), ">f4"),
    "Fortran": np.asfortranarray(BASE),
    "transposed": BASE.T,
    "every other": BASE.reshape(-1)[::2],
    "backwards": BASE.reshape(-1)[::-1],
    "a column": BASE[:, 1],
    "broadcast": np.broadcast_to(np.arange(3), (4, 3)),
    "unaligned": np.frombuffer(b"x" + bytes(range(32)), "<f8", offset=1),
    "sixty-four dimensions": np.ones((1,) * 32),
    "many": np.arange(70_000, dtype="u2").reshape(7, 100, 100),
}


@each_backend
@pytest.mark.parametrize("array", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout(libname: str, array: Any) -> None:
    """However an array lies in memory, its elements come back in their order."""
    locked = array.copy()
    locked.flags.writeable = False
    for one in (array, locked):
        back = there_and_back(libname, one)
        assert same(np.ascontiguousarray(array).reshape(array.shape), back)
        assert back.flags.c_contiguous
        assert not back.flags.writeable
        assert back.flags.aligned


@each_backend
def test_it_needs_no_type(libname: str) -> None:
    """Under Any an array is an array, among other values and inside one message."""
    codec = mk_codec(Any, libname, ext_types=TYPES)
    back = codec.decode_any(codec.encode({"n": 1, "a": [BASE, {"b": BASE[0]}]}))
    assert back["n"] == 1
    assert same(back["a"][0], BASE)
    assert same(back["a"][1]["b"], BASE[0])


@each_backend
def test_it_may_be_one_of_several(libname: str) -> None:
    """A payload may be an array, or anything else that the spec says."""
    codec = mk_codec(np.ndarray | dict[str, np.ndarray] | None, libname, ext_types=TYPES)
    for payload in (BASE, None):
        back = codec.decode(codec.encode(Yield("c", payload))).pld
        assert back is None if payload is None else same(back, payload)
    assert same(codec.decode(codec.encode(Yield("c", {"a": BASE}))).pld["a"], BASE)
    with pytest.raises(MsgTypeError, match="ndarray"):
        codec.decode(codec.encode(Yield("c", 5)))


REFUSED: list[tuple[str, Any, str]] = [
    ("bool", np.array([True]), r"view\(np.uint8\)"),
    ("complex", np.array([1j]), r"view\(its float dtype\)"),
    ("longdouble", np.array([1], np.longdouble), "another dtype"),
    ("object", np.array([{}], object), "another dtype"),
    ("text", np.array(["a"]), "another dtype"),
    ("bytes", np.array([b"a"]), "another dtype"),
    ("datetime", np.array(["2026-11-24"], "M8[D]"), r"view\(np.int64\)"),
    ("timedelta", np.array([1], "m8[s]"), r"view\(np.int64\)"),
    ("structured", np.zeros(2, [("a", "i4"), ("b", "f8")]), "fields one by one"),
    ("void", np.zeros(2, "V4"), "fields one by one"),
    ("masked", np.ma.masked_array([1, 2], [True, False]), "MaskedArray may hold more"),
    ("record", np.zeros(2, [("a", "i4")]).view(np.recarray), "recarray may hold more"),
]


@each_backend
@pytest.mark.parametrize(("name", "array", "mend"), REFUSED, ids=lambda part: str(part)[:9])
def test_what_is_not_carried_is_refused(libname: str, name: str, array: Any, mend: str) -> None:
    """Another dtype, or an array that is more than its elements, is refused with a mend."""
    with pytest.raises(MsgTypeError, match=mend) as caught:
        mk_codec(Any, libname, ext_types=TYPES).encode(Yield("c", [array]))
    assert (caught.value.stage, caught.value.path) == ("encode", "$.pld[0]")


@each_backend
def test_parameters_of_the_annotation_are_not_passed_over(libname: str) -> None:
    """A field typed NDArray[np.float64] is refused: nobody would check the dtype."""
    codec = mk_codec(NDArray[np.float64], libname, ext_types=TYPES)
    with pytest.raises(MsgTypeError, match="no TypeCodec checks the parameters"):
        codec.decode(codec.encode(Yield("c", BASE)))


def test_without_a_code_arrays_are_for_cbor() -> None:
    """On MessagePack an array needs the application's code; the refusal says so."""
    types = ndarray_codecs()
    assert same(mk_codec(Any, "cbor", ext_types=types).decode_any(b"\xd8\x40\x41\x05"), U5)
    for libname in ("msgspec", "ormsgpack"):
        with pytest.raises(MsgTypeError, match="give an ext_code too"):
            mk_codec(Any, libname, ext_types=types).encode([BASE.astype("<f8")])
    with pytest.raises(ValueError, match="ext_code"):
        ndarray_codecs(128)


U5 = np.array([5], np.uint8)
A23 = np.array([[2, 4, 8], [4, 16, 256]], ">u2")


def test_cbor_is_as_the_rfc_has_it() -> None:
    """The bytes are those of RFC 8746, its own example (figure 1) among them."""
    encode = get_backend("cbor").encoder(ext_types=TYPES).encode
    assert encode(A23).hex() == "d82882820203d8414c000200040008000400100100"
    assert encode(U5).hex() == "d8404105"
    assert encode(np.array([1.5], "<f4")).hex() == "d855440000c03f"
    assert encode(np.array(1, "i1")).hex() == "d8288280d8484101"
    big = np.arange(9000, dtype="<f8")
    tag = cbor2.loads(encode(big))
    assert (tag.tag, tag.value) == (86, big.tobytes())
    tag = cbor2.loads(encode(big.reshape(90, 100)))
    assert (tag.tag, tag.value[0]) == (40, (90, 100))
    assert (tag.value[1].tag, tag.value[1].value) == (86, big.tobytes())


@each_msgpack
def test_messagepack_is_as_documented(libname: str) -> None:
    """The extension is a head of eight bytes, the dimensions, and the elements."""
    encode = get_backend(libname).encoder(ext_types=TYPES).encode
    for array in (A23, np.arange(9000, dtype=">u2").reshape(90, 100)):
        ext = msgspec.msgpack.decode(encode(array))
        shape = struct.pack(">2Q", *array.shape)
        assert ext.code == 7
        assert ext.data == b"\x41\x02" + bytes(6) + shape + array.tobytes()


def head(tag: int, *shape: int) -> bytes:
    """Return the head of an extension's content."""
    return bytes([tag, len(shape)]) + bytes(6) + struct.pack(f">{len(shape)}Q", *shape)


BAD_EXT: dict[str, bytes] = {
    "nothing": b"",
    "half a head": b"\x40\x01\x00",
    "no dimensions": b"\x40\x01" + bytes(6),
    "reserved": b"\x40\x00\x01" + bytes(5) + b"\x05",
    "unknown dtype": head(83, 1) + bytes(16),
    "dtype 0": head(0, 1) + b"\x05",
    "one too few": head(65, 3) + bytes(4),
    "one too many": head(65, 1) + bytes(4),
    "half an element": head(65, 1) + bytes(3),
    "huge": head(64, 2**63, 2**63) + b"\x05",
    "overflow": head(64, 2**32, 2**32) + b"",
    "wraps around": head(64, 2**63, 2) + b"",
    "negative": head(64, 2**64 - 1) + b"\x05",
    "255 dimensions": b"\x40\xff" + bytes(6) + struct.pack(">255Q", *[1] * 255) + b"\x05",
}
BAD_TAG: dict[str, str] = {
    "text": "d8406161",
    "half an element": "d84143000000",
    "float128": "d853" + "50" + "00" * 16,
    "clamped": "d8444105",
    "no typed array": "d82882810181 05",
    "one thing": "d82881d8404105",
    "three": "d828838101d840410500",
    "shape is a number": "d8288201d8404105",
    "shape of floats": "d8288281f93c00d8404105",
    "shape of true": "d8288281f5d8404105",
    "negative": "d828828120d8404105",
    "two negatives": "d82882822020d8404105",
    "one too few": "d828828102d8404105",
    "one too many": "d828828101d840420505",
    "huge": "d82882821b80000000000000001b8000000000000000d8404105",
    "wraps around": "d82882821b800000000000000002d84040",
    "bignum": "d8288281c24a" + "ff" * 10 + "d8404105",
    "65 dimensions": "d828829841" + "01" * 65 + "d8404105",
}


@each_msgpack
@pytest.mark.parametrize("data", BAD_EXT.values(), ids=BAD_EXT)
def test_a_broken_extension_makes_nothing(libname: str, data: bytes) -> None:
    """A shape that its bytes do not fill is refused at its place, and takes no memory."""
    decoder = get_backend(libname).decoder(ext_types=TYPES)
    check_refusal(decoder, b"\x91" + msgspec.msgpack.encode(msgspec.msgpack.Ext(7, data)))


@pytest.mark.parametrize("data", BAD_TAG.values(), ids=BAD_TAG)
def test_a_broken_tag_makes_nothing(data: str) -> None:
    """A shape, a dtype or a content that is none is refused at its place."""
    check_refusal(get_backend("cbor").decoder(ext_types=TYPES), b"\x81" + bytes.fromhex(data))


def check_refusal(decoder: Any, data: bytes) -> None:
    """Check that bytes are refused as a value, cheaply."""
    with pytest.raises(MsgTypeError):
        decoder.decode(data)
    tracemalloc.start()
    try:
        with pytest.raises(MsgTypeError) as caught:
            decoder.decode(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.path == "$[0]"
    assert peak < 500_000


BIG = np.arange(1_000_000, dtype="<f8").reshape(1000, 1000)


def peak_of(work: Any) -> float:
    """Return the most memory that *work* took at once, in sizes of the big array."""
    work()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / BIG.nbytes
    finally:
        tracemalloc.stop()


@each_backend
@pytest.mark.parametrize("shape", [(1000, 1000), (1_000_000,)])
def test_writing_copies_once(libname: str, shape: tuple[int, ...]) -> None:
    """The message is the only copy of an array that lies in one piece."""
    codec = mk_codec(Any, libname, ext_types=TYPES)
    array = BIG.reshape(shape)
    message = Yield("c", {"a": [1, {"b": array}]})
    assert 1 <= peak_of(lambda: codec.encode(message)) < 1.01
    scattered = np.repeat(array, 2, axis=0)[::2]
    assert peak_of(lambda: codec.encode(Yield("c", scattered))) < 2.01


@each_backend
def test_reading_copies_once(libname: str) -> None:
    """An array takes its own memory; on CBOR the message itself is copied once beside it."""
    codec = mk_codec(np.ndarray, libname, ext_types=TYPES)
    data = codec.encode(Yield("c", BIG))
    assert 1 <= peak_of(lambda: codec.decode(data)) < (2.5 if libname == "cbor" else 1.01)


@each_backend
def test_an_array_keeps_no_message_alive(libname: str) -> None:
    """The buffer that a message came in may be used again at once."""
    codec = mk_codec(np.ndarray, libname, ext_types=TYPES)
    buffer = bytearray(codec.encode(Yield("c", BIG[0])))
    back = codec.decode(buffer).pld
    buffer[:] = bytes(len(buffer))
    buffer.clear()
    assert same(back, BIG[0])
