"""What crosses to a peer besides payloads: errors, specs, names, Structs that print."""

from __future__ import annotations

from typing import Any

from codecs_core import (
    MsgTypeError,
    NamespacePath,
    RemoteExceptionGroup,
    RemoteMsgTypeError,
    SpecMismatch,
    Start,
    Struct,
    TypeSpec,
    Yield,
    check_spec,
    mk_codec,
    pack_error,
    unpack_error,
)
from codecs_core_conformance.models import Point
from codecs_core_conformance.scenario import Unmet, expect, refuses, scenario

__all__: list[str] = []


class Address(Struct):
    """A Struct that prints itself."""

    city: str
    _door: str = ""


class _Unprintable(Exception):  # noqa: N818  an error that no text can be had of
    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


def _carried(libname: str, msg: Any) -> Any:
    codec = mk_codec(libname=libname)
    return codec.decode(codec.encode(msg))


@scenario("errors/any-exception")
def any_exception(libname: str) -> None:
    """Whatever an exception holds, it can be sent, and its names stay text."""
    strange = [
        KeyError("lost"),
        ValueError("\ud800" * 10),
        ValueError("x" * 1_000_000),
        _Unprintable(object()),
        type("os.system", (Exception,), {})("x"),
    ]
    for exc in strange:
        remote = unpack_error(_carried(libname, pack_error(exc, cid="c", src_uid=("a", "b"))))
        expect(type(exc).__name__, remote.boxed_type_str)
        expect(("a", "b"), remote.src_uid)


@scenario("errors/relay")
def relay(libname: str) -> None:
    """An error that is passed on over several hops keeps its source and its path."""
    msg = _carried(libname, pack_error(KeyError("lost"), src_uid=("a", "1")))
    for hop in (("b", "2"), ("c", "3")):
        msg = _carried(libname, pack_error(unpack_error(msg), relay_path=[hop]))
    remote = unpack_error(msg)
    expect(("a", "1"), remote.src_uid)
    expect([("b", "2"), ("c", "3")], list(remote.relay_path)[-2:])
    expect("KeyError", remote.boxed_type_str)


@scenario("errors/violation")
def violation(libname: str) -> None:
    """A MsgTypeError comes back as one, and names its message and its dialog."""
    codec = mk_codec(int, libname)
    data = codec.encode({"msg_type": "Yield", "cid": "c-7", "pld": {"a": [1]}})
    exc = refuses(MsgTypeError, lambda: codec.decode(data))
    remote = unpack_error(_carried(libname, pack_error(exc)))
    if not isinstance(remote, RemoteMsgTypeError):
        raise Unmet(f"got {remote!r}")
    expect(("c-7", Yield), (remote.cid, remote.expected_msg_type))
    expect({"a": [1]}, remote.bad_msg.pld)


@scenario("errors/group")
def group(libname: str) -> None:
    """The members of an exception group stay its members."""
    exc = ExceptionGroup("two", [ValueError("one"), ExceptionGroup("in", [OSError("two")])])
    remote = unpack_error(_carried(libname, pack_error(exc)))
    if not isinstance(remote, RemoteExceptionGroup):
        raise Unmet(f"got {remote!r}")
    expect(2, len(remote.exceptions))


@scenario("specs/carried")
def specs(libname: str) -> None:
    """Start carries a spec; the other end reads it by its own names, and tells a mismatch."""
    spec = TypeSpec(dict[str, Point] | None)
    start = _carried(libname, Start("c", "m", "f", {}, ("a", "b"), pld_spec=spec.to_wire()))
    check_spec(start, spec, namespace=[Point])
    refuses(SpecMismatch, lambda: check_spec(start, TypeSpec(int), namespace=[Point]))
    other = TypeSpec(dict[str, Point | None])
    refuses(SpecMismatch, lambda: check_spec(start, other, namespace=[Point]))


@scenario("names/carried")
def names(libname: str) -> None:
    """A function's name crosses as text, and is loaded only from modules that are allowed."""
    path = NamespacePath.from_ref(Point)
    codec = mk_codec(str, libname)
    text = codec.decode(codec.encode(Yield("c", str(path)))).pld
    if NamespacePath(text).load_ref(allow=("codecs_core_conformance",)) is not Point:
        raise Unmet("another object was loaded")


@scenario("structs/carried")
def structs(libname: str) -> None:
    """A Struct that prints itself travels as any other, its private fields too."""
    codec = mk_codec(Address, libname)
    sent = Yield("c", Address("Paris", _door="7b"))
    expect(sent, codec.decode(codec.encode(sent)))
    if "_door" in repr(sent.pld):
        raise Unmet("a private field is shown")
