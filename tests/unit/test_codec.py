"""``mk_codec`` and ``MsgCodec`` as an application meets them."""

from __future__ import annotations

import threading
import weakref
from typing import Any, Literal

import msgspec
import pytest

from codecs_core import (
    CancelAck,
    MsgTypeError,
    Return,
    Started,
    Stop,
    TypeCodec,
    WireError,
    Yield,
    get_backend,
    mk_codec,
    mk_dec,
)

LIBNAMES = ["msgspec", "cbor", "ormsgpack"]
each_backend = pytest.mark.parametrize("libname", LIBNAMES)


class Point(msgspec.Struct):
    x: int
    y: int


class Money:
    """A type that only hooks know."""

    def __init__(self, cents: int) -> None:
        self.cents = cents

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and other.cents == self.cents

    __hash__ = None  # type: ignore[assignment]


def money_enc(obj: Any) -> Any:
    if isinstance(obj, Money):
        return {"cents": obj.cents}
    raise NotImplementedError


def money_dec(kind: type, obj: Any) -> Any:
    if kind is Money and isinstance(obj, dict):
        return Money(obj["cents"])
    raise NotImplementedError


@each_backend
def test_default_codec_leaves_payloads_undecoded(libname: str) -> None:
    """The channel's codec hands out the payload's own bytes; a dialog decodes them."""
    codec = mk_codec(libname=libname)
    msg = codec.decode(codec.encode(Yield("c", Point(1, 2))))
    assert type(msg) is Yield
    assert type(msg.pld) is msgspec.Raw
    assert mk_dec(Point, libname=libname).decode(msg.pld) == Point(1, 2)
    assert codec.mk_dec(Point).decode(bytes(msg.pld)) == Point(1, 2)


@each_backend
def test_typed_codec_decodes_payloads(libname: str) -> None:
    """With a payload spec the codec gives typed payloads at once."""
    codec = mk_codec(Point | None, libname)
    assert codec.decode(codec.encode(Started("c", Point(1, 2)))) == Started("c", Point(1, 2))
    assert codec.decode(codec.encode(Return("c", None))) == Return("c", None)


@each_backend
def test_error_says_everything_a_handler_needs(libname: str) -> None:
    """A violation carries its place, its words, its message and its dialog."""
    codec = mk_codec(Point, libname)
    data = codec.encode({"msg_type": "Yield", "cid": "c-7", "pld": {"x": 1, "y": "2"}})
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(data)
    error = caught.value
    assert (error.libname, error.stage) == (libname, "decode")
    assert (error.path, error.expected, error.got) == ("$.pld.y", "int", "str")
    assert error.value == "2"
    assert error.violations == ()
    assert error.cid == "c-7"
    assert error.expected_msg_type is Yield
    assert error.bad_msg == Yield("c-7", {"x": 1, "y": "2"})
    assert error.bad_msg_as_dict == {
        "msg_type": "Yield",
        "cid": "c-7",
        "pld": {"x": 1, "y": "2"},
    }
    for word in ("$.pld.y", "int", "str", libname, "Point"):
        assert word in str(error)
    assert isinstance(error.__cause__, msgspec.ValidationError)


@each_backend
def test_error_is_msgspecs_own_kind(libname: str) -> None:
    """Code that catches msgspec's classes keeps working."""
    codec = mk_codec(int, libname)
    with pytest.raises(msgspec.ValidationError):
        codec.decode(codec.encode(Yield("c", "x")))
    with pytest.raises(TypeError):
        codec.decode(codec.encode(Yield("c", "x")))
    with pytest.raises(msgspec.DecodeError):
        codec.decode(b"")


@each_backend
def test_unsendable_message_names_its_dialog(libname: str) -> None:
    """What cannot be sent says where, and of which message."""
    codec = mk_codec(Any, libname)
    with pytest.raises(MsgTypeError) as caught:
        codec.encode(Yield("c-7", {"a": [object()]}))
    error = caught.value
    assert (error.stage, error.path, error.got) == ("encode", "$.pld[...][0]", "object")
    assert (error.cid, error.expected_msg_type) == ("c-7", Yield)
    assert type(error.bad_msg) is Yield


@each_backend
def test_codec_works_after_errors(libname: str) -> None:
    """A refusal leaves nothing behind."""
    codec = mk_codec(int, libname)
    good = codec.encode(Yield("c", 1))
    for bad in (b"", b"\xc1", codec.encode(Yield("c", "x")), good + b"\x00"):
        with pytest.raises((MsgTypeError, WireError)):
            codec.decode(bad)
        with pytest.raises(MsgTypeError):
            codec.encode(Yield("c", object()))
        assert codec.encode(Yield("c", 1)) == good
        assert codec.decode(good) == Yield("c", 1)


@each_backend
@pytest.mark.parametrize("junk", [None, 5, "text", [1], object()])
def test_what_is_no_buffer_is_refused(libname: str, junk: Any) -> None:
    """Even what is no bytes at all comes out as the one error."""
    with pytest.raises(MsgTypeError, match="bytes-like"):
        mk_codec(libname=libname).decode(junk)


@each_backend
def test_decode_any_shows_what_is_there(libname: str) -> None:
    """A message can be looked at without any spec."""
    codec = mk_codec(int, libname)
    tree = codec.decode_any(codec.encode(Stop("c")))
    assert tree == {"msg_type": "Stop", "cid": "c"}
    with pytest.raises(WireError):
        codec.decode_any(b"")


@each_backend
def test_use_buf_writes_the_same_bytes(libname: str) -> None:
    """The codec's own buffer changes nothing but where the bytes grow."""
    codec = mk_codec(Any, libname)
    for payload in ("x" * 100_000, "y", None):
        msg = Yield("c", payload)
        data = codec.encode(msg, use_buf=True)
        assert type(data) is bytes
        assert data == codec.encode(msg)


@each_backend
def test_use_buf_survives_a_failure(libname: str) -> None:
    """An object that cannot be sent leaves no half message in the buffer."""
    codec = mk_codec(Any, libname)
    codec.encode(Yield("c", "x" * 1000), use_buf=True)
    with pytest.raises(MsgTypeError):
        codec.encode(Yield("c", ["y" * 10, object()]), use_buf=True)
    assert codec.encode(Stop("c"), use_buf=True) == codec.encode(Stop("c"))


@each_backend
def test_threads_may_share_a_codec(libname: str) -> None:
    """One codec serves many threads at once, buffers and errors included."""
    codec = mk_codec(list[int], libname)
    wrong: list[Any] = []

    def work(n: int) -> None:
        for size in range(200):
            msg = Yield(f"c{n}", [n] * size)
            if codec.decode(codec.encode(msg, use_buf=True)) != msg:
                wrong.append(msg)
            try:
                codec.decode(codec.encode(Yield(f"c{n}", ["x"])))
            except MsgTypeError as exc:
                if exc.cid != f"c{n}":
                    wrong.append(exc)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_enc_hook_needs_ext_types() -> None:
    """A hook without the types that it takes is a mistake, and says so."""
    with pytest.raises(TypeError, match="enc_hook needs ext_types"):
        mk_codec(enc_hook=money_enc)


@each_backend
def test_custom_types_travel_by_hooks(libname: str) -> None:
    """A custom type goes out by enc_hook and comes back by the merged decoder's dec_hook."""
    dec = mk_dec(dec_hook=money_dec, ext_types=[Money], libname=libname)
    codec = mk_codec(int | None, libname, enc_hook=money_enc, ext_types=[Money], ext_dec=dec)
    for payload in (5, None, Money(199)):
        assert codec.decode(codec.encode(Yield("c", payload))).pld == payload
    assert codec.pld_spec_str == "int | None | Money"
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode(Yield("c", "x")))
    assert (caught.value.path, caught.value.expected) == ("$.pld", "int | None | Money")


@each_backend
def test_raw_gives_way_to_a_merged_type(libname: str) -> None:
    """Raw merged with a type is that type, and merging keeps the caller's own spec."""
    dec = mk_dec(Point, libname=libname)
    assert mk_codec(libname=libname, ext_dec=dec).pld_spec is Point
    assert mk_codec(int, libname, ext_dec=dec).pld_spec == int | Point


@each_backend
def test_hook_takes_declared_types_only(libname: str) -> None:
    """enc_hook is never asked for a type that nobody declared."""
    asked: list[Any] = []

    def hook(obj: Any) -> Any:
        asked.append(obj)
        return money_enc(obj)

    codec = mk_codec(Any, libname, enc_hook=hook, ext_types=[Money])
    with pytest.raises(MsgTypeError, match="unsupported"):
        codec.encode(Yield("c", object()))
    assert asked == []


@each_backend
def test_as_ext_type_insists_on_the_hook(libname: str) -> None:
    """With as_ext_type the object must be one of the ext_types, and the hook writes it."""
    codec = mk_codec(Any, libname, enc_hook=money_enc, ext_types=[Money])
    assert codec.decode_any(codec.encode(Money(5), as_ext_type=True)) == {"cents": 5}
    with pytest.raises(MsgTypeError, match="ext_types"):
        codec.encode(5, as_ext_type=True)
    with pytest.raises(MsgTypeError, match="none"):
        mk_codec(Any, libname).encode(Money(5), as_ext_type=True)


@each_backend
def test_order_and_strict_mean_what_msgspec_means(libname: str) -> None:
    """The keywords of msgspec reach the encoder and the decoder."""
    ordered = mk_codec(Any, libname, order="deterministic")
    assert list(ordered.decode_any(ordered.encode({"b": 1, "a": 2}))) == ["a", "b"]
    assert ordered.enc.order == "deterministic"
    lax = mk_codec(int, libname, strict=False)
    assert lax.decode(lax.encode(Yield("c", "5"))) == Yield("c", 5)
    with pytest.raises((TypeError, ValueError)):
        mk_codec(Any, libname, order="backwards")  # type: ignore[arg-type]  # on purpose


@each_backend
def test_cancel_ack_ignores_the_payload_spec(libname: str) -> None:
    """An answer to a cancel decodes on a codec of any spec."""
    codec = mk_codec(Point, libname)
    assert codec.decode(codec.encode(CancelAck("c", pld=True))) == CancelAck("c", pld=True)


@each_backend
def test_codec_shows_what_it_is(libname: str) -> None:
    """Its repr and its attributes tell backend, hooks and both specs, over several lines."""
    codec = mk_codec(Point | None, libname, enc_hook=money_enc, ext_types=[Money])
    lines = repr(codec).splitlines()
    assert len(lines) > 5
    for word in (libname, "money_enc", "Point | None", "Yield[Point | None]", "Aid"):
        assert any(word in line for line in lines), word
    assert codec.libname == libname
    assert codec.lib is get_backend(libname).info.lib
    assert codec.lib.__name__ == {"cbor": "cbor2"}.get(libname, libname)
    assert codec.pld_spec == Point | None
    assert codec.pld_spec_str == "Point | None"
    assert codec.msg_spec_str.endswith("Return[Point | None]")
    assert codec.enc.enc_hook is not None
    assert codec.dec.type == codec.msg_spec


def test_bad_spec_is_refused_when_the_codec_is_built() -> None:
    """A spec that msgspec refuses is refused by mk_codec, on every backend alike."""
    for libname in LIBNAMES:
        with pytest.raises(TypeError, match="str-like"):
            mk_codec(str | bytes | Literal["a"], libname)


@each_backend
def test_interrupt_in_a_hook_passes_through(libname: str) -> None:
    """Ctrl-C inside a hook is no bad message."""

    def interrupted(obj: Any) -> Any:
        raise KeyboardInterrupt

    codec = mk_codec(Any, libname, enc_hook=interrupted, ext_types=[Money])
    with pytest.raises(KeyboardInterrupt):
        codec.encode(Yield("c", Money(1)))


@each_backend
def test_hostile_objects_come_out_as_the_one_error(libname: str) -> None:
    """Objects that lie about their class, or raise when looked at, are refused as any."""

    class Gone:
        pass

    class Liar:
        @property
        def __class__(self) -> type:  # type: ignore[override]  # that is the point
            raise RuntimeError("no class")

    class Late(msgspec.Struct):
        a: Any

        @property
        def cid(self) -> str:
            raise ValueError("no cid")

    referent = Gone()
    dead = weakref.proxy(referent)
    del referent
    codec = mk_codec(Any, libname)
    for hostile in (dead, Liar(), Late(object()), [dead], {"a": Liar()}):
        with pytest.raises(MsgTypeError):
            codec.encode(hostile)
        with pytest.raises(MsgTypeError):
            codec.encode(hostile, as_ext_type=True)
        with pytest.raises(MsgTypeError):
            codec.decode(hostile)  # type: ignore[arg-type]  # on purpose


@each_backend
def test_cause_of_a_declared_decode_is_kept(libname: str) -> None:
    """Whatever library a declared decode runs in, what it raised is chained."""

    class Silent(Exception):  # noqa: N818  its text is what is missing
        def __str__(self) -> str:
            raise RuntimeError("no text")

    for raised in (KeyError("lost"), Silent()):

        def decode(value: Any, raised: Exception = raised) -> Any:
            raise raised

        bad = TypeCodec(Money, lambda m: m.cents, decode, int, ext_code=1, cbor_tag=5001)
        codec = mk_codec(Any, libname, ext_types=[bad])
        with pytest.raises(MsgTypeError) as caught:
            codec.decode(codec.encode(Yield("c", [Money(1)])))
        assert caught.value.path == "$.pld[0]"
        chain: list[BaseException | None] = [caught.value]
        while chain[-1] is not None:
            chain.append(chain[-1].__cause__)
        assert raised in chain


@each_backend
def test_as_ext_type_takes_declared_types(libname: str) -> None:
    """A declared type is an ext type as well as one with a hook."""
    money = TypeCodec(Money, lambda m: m.cents, Money, int, ext_code=1, cbor_tag=5001)
    codec = mk_codec(Any, libname, ext_types=[money])
    assert codec.decode_any(codec.encode(Money(5), as_ext_type=True)) == Money(5)


@each_backend
def test_own_buffer_is_given_back_only_when_it_was_copied(libname: str) -> None:
    """A thread that takes the codec's buffer at the first moment spoils nobody's message."""

    class TakenAtOnce(list[bytearray]):
        def append(self, buffer: bytearray) -> None:
            buffer[:] = b"?" * len(buffer)
            super().append(buffer)

    codec = mk_codec(Any, libname)
    codec._buffers = TakenAtOnce()
    for payload in (1, "x" * 1000):
        assert codec.encode(Yield("c", payload), use_buf=True) == codec.encode(
            Yield("c", payload)
        )
