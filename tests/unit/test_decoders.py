"""``mk_dec`` and ``MsgDec``: payload decoders."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from codecs_core import MsgTypeError, WireError, get_backend, mk_dec

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])


class Point(msgspec.Struct):
    x: int


class Celsius:
    def __init__(self, degrees: float) -> None:
        self.degrees = degrees


class Version:
    def __init__(self, text: str) -> None:
        self.text = text


def build(kind: type, obj: Any) -> Any:
    if kind is Celsius and isinstance(obj, float):
        return Celsius(obj)
    if kind is Version and isinstance(obj, str):
        return Version(obj)
    raise ValueError(f"no {kind.__name__} from {obj!r}")


def data_of(libname: str, obj: Any) -> bytes:
    return get_backend(libname).encoder().encode(obj)


@each_backend
def test_payload_is_decoded_to_its_spec(libname: str) -> None:
    """Bytes, a view or a Raw: each gives the value of the spec."""
    dec = mk_dec(dict[str, list[Point]], libname=libname)
    data = data_of(libname, {"a": [{"x": 1}]})
    for buf in (data, bytearray(data), memoryview(data), msgspec.Raw(data)):
        assert dec.decode(buf) == {"a": [Point(1)]}


@each_backend
def test_violation_names_the_spec(libname: str) -> None:
    """The error of a payload tells its place within the payload, and the spec."""
    with pytest.raises(MsgTypeError) as caught:
        mk_dec(list[Point], libname=libname).decode(data_of(libname, [{"x": 1}, {"x": "2"}]))
    error = caught.value
    assert (error.path, error.expected, error.got) == ("$[1].x", "int", "str")
    assert "list[Point]" in str(error)
    assert libname in str(error)


@each_backend
def test_bad_bytes_are_a_wire_error(libname: str) -> None:
    """An empty payload, and one with something behind it, are no payloads."""
    dec = mk_dec(int, libname=libname)
    for bad in (b"", b"\x01\x01", msgspec.Raw(b"")):
        with pytest.raises(WireError):
            dec.decode(bad)
    assert dec.decode(b"\x01") == 1


def test_spec_or_ext_types_are_needed() -> None:
    """Nothing to decode to is a mistake, and the text tells how to ask for None."""
    with pytest.raises(TypeError, match="needs a spec"):
        mk_dec()
    with pytest.raises(TypeError, match=r"type\(None\)"):
        mk_dec(None)
    assert mk_dec(type(None)).decode(b"\xc0") is None


def test_dec_hook_needs_ext_types() -> None:
    """A hook without the types that it builds is a mistake, and says so."""
    with pytest.raises(TypeError, match="dec_hook needs ext_types"):
        mk_dec(int, dec_hook=build)


def test_order_is_checked_though_decoding_has_none() -> None:
    """One set of keywords serves both ends; a wrong one is told."""
    assert mk_dec(int, order="sorted").decode(b"\x05") == 5
    with pytest.raises(ValueError, match="order must be"):
        mk_dec(int, order="up")  # type: ignore[arg-type]  # on purpose


@each_backend
def test_strict_means_what_msgspec_means(libname: str) -> None:
    """Without strict, text stands for a number."""
    assert mk_dec(int, libname=libname, strict=False).decode(data_of(libname, "5")) == 5
    with pytest.raises(MsgTypeError):
        mk_dec(int, libname=libname).decode(data_of(libname, "5"))


@each_backend
def test_ext_types_alone_are_the_spec(libname: str) -> None:
    """Without a spec, a payload is one of the ext types."""
    dec = mk_dec(dec_hook=build, ext_types=[Celsius], libname=libname)
    assert dec.decode(data_of(libname, 21.5)).degrees == 21.5
    assert dec.spec is Celsius


@each_backend
def test_spec_or_any_ext_type(libname: str) -> None:
    """With a hook and a spec, a payload may be the spec or any of the ext types."""
    dec = mk_dec(Point | int | None, build, [Celsius, Version], libname)
    assert dec.decode(data_of(libname, {"x": 1})) == Point(1)
    assert dec.decode(data_of(libname, 3)) == 3
    assert dec.decode(data_of(libname, None)) is None
    assert dec.decode(data_of(libname, 1.5)).degrees == 1.5
    assert dec.decode(data_of(libname, "v1")).text == "v1"
    assert dec.spec_str == "Point | int | None | Celsius | Version"
    with pytest.raises(MsgTypeError) as caught:
        dec.decode(data_of(libname, [1]))
    assert caught.value.expected == dec.spec_str
    assert caught.value.got == "array"


@each_backend
def test_decoder_shows_what_it_is(libname: str) -> None:
    """Attributes and repr tell backend, hook and spec."""
    dec = mk_dec(Point, build, [Celsius], libname)
    assert dec.hook is build
    assert dec.pld_spec is dec.spec
    assert dec.pld_spec_str == dec.spec_str == "Point | Celsius"
    assert dec.libname == libname
    assert dec.dec.strict is True
    for word in (libname, "build", "Point | Celsius"):
        assert word in repr(dec)
