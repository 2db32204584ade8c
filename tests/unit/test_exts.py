"""Custom types, declared once: ``TypeCodec`` on every wire."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import threading
import uuid
from typing import Any

import msgspec
import pytest
from ext_models import BLOB, MONEY, PAIR, Blob, Money, Pair

from codecs_core import (
    CodecError,
    MsgTypeError,
    Return,
    Started,
    TypeCodec,
    UnknownExt,
    Yield,
    get_backend,
    mk_codec,
    mk_codec_hooks,
    mk_dec,
)

each_backend = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])


class Order(msgspec.Struct):
    item: str
    price: Money
    when: uuid.UUID | None = None


@dataclasses.dataclass
class Basket:
    ids: list[uuid.UUID]
    owner: str = "x"


UUIDS = TypeCodec(uuid.UUID, lambda u: u.bytes, lambda b: uuid.UUID(bytes=b), bytes, 4, 37)
SETS = TypeCodec(set, lambda s: sorted(s), set, list, 5, 258)
BARE = TypeCodec(Money, lambda m: m.held, Money, int)
ALL = [MONEY, BLOB, PAIR, UUIDS, SETS]
ID = uuid.UUID("12345678-1234-5678-9abc-def012345678")

VALUES: list[Any] = [
    Money(5),
    Blob(b""),
    *(Blob(bytes(size)) for size in (1, 2, 4, 8, 16, 17, 255, 256, 65536)),
    Pair([Money(1), [Blob(b"x"), Pair([None, {"a": Money(2)}])]]),
    ID,
    {1, 2},
    [Money(1), {"k": [Money(2), ID, {3}]}],
    {"a": {"b": (Money(1),)}},
]


@each_backend
@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_comes_back_as_itself_under_any(libname: str, value: Any) -> None:
    """With a code or a tag a value needs no spec to come back, at any depth."""
    codec = mk_codec(Any, libname, ext_types=ALL)
    back = codec.decode(codec.encode(Yield("c", value))).pld
    assert back == ({"a": {"b": [Money(1)]}} if isinstance(value, dict) else value)
    assert codec.decode_any(codec.encode(value)) == back


@each_backend
def test_comes_back_in_typed_fields(libname: str) -> None:
    """Fields, containers and dict values typed by custom types take them, and no others."""
    backend = get_backend(libname)
    encoder = backend.encoder(ext_types=ALL)
    for kind, value in (
        (Order, Order("tea", Money(3), ID)),
        (list[Order], [Order("tea", Money(3))]),
        (dict[str, list[Money]], {"a": [Money(1)]}),
        (tuple[Money, uuid.UUID], (Money(1), ID)),
        (Basket, Basket([ID])),
        (set[int], {1, 2}),
        (Money | None, Money(1)),
    ):
        decoder = backend.decoder(kind, ext_types=ALL)
        assert decoder.decode(encoder.encode(value)) == value
    with pytest.raises(MsgTypeError) as caught:
        backend.decoder(Order, ext_types=ALL).decode(encoder.encode({"item": 1, "price": ID}))
    assert caught.value.path in ("$.item", "$.price")


@each_backend
def test_object_that_is_sent_is_not_changed(libname: str) -> None:
    """Types that msgspec knows by itself are wrapped in a copy, never in place."""
    basket = Basket([ID])
    ids, order = basket.ids, Order("tea", Money(1), ID)
    get_backend(libname).encoder(ext_types=ALL).encode([basket, order, {"a": {1}}])
    assert basket.ids is ids
    assert order.when is ID


@each_backend
def test_without_a_number_it_travels_as_its_wire_type(libname: str) -> None:
    """Without code and tag a typed spec brings it back; under Any it is its wire form."""
    backend = get_backend(libname)
    data = backend.encoder(ext_types=[BARE]).encode([Money(5)])
    assert backend.decoder().decode(data) == [5]
    assert backend.decoder(list[Money], ext_types=[BARE]).decode(data) == [Money(5)]
    with pytest.raises(MsgTypeError) as caught:
        backend.decoder(list[Money], ext_types=[BARE]).decode(backend.encoder().encode(["x"]))
    assert caught.value.path == "$[0]"


@each_backend
def test_several_custom_types_in_one_union(libname: str) -> None:
    """A payload may be any of several custom types, a Struct, a dict or None."""
    spec = Money | Blob | Order | None
    codec = mk_codec(spec, libname, ext_types=ALL)
    for payload in (Money(1), Blob(b"x"), Order("tea", Money(2)), None):
        assert codec.decode(codec.encode(Return("c", payload))) == Return("c", payload)
    with pytest.raises(MsgTypeError) as caught:
        codec.decode(codec.encode(Return("c", 1.5)))
    assert caught.value.path == "$.pld"
    assert caught.value.expected == "Money | Blob | Order | None"
    wider = mk_codec(Money | dict[str, int] | None, libname, ext_types=ALL)
    for payload in (Money(1), {"a": 1}, None):
        assert wider.decode(wider.encode(Return("c", payload))) == Return("c", payload)


@each_backend
def test_payload_decoder_needs_no_hooks(libname: str) -> None:
    """mk_dec takes the same declarations; the spec may be they alone."""
    encoder = get_backend(libname).encoder(ext_types=ALL)
    assert mk_dec(ext_types=[MONEY], libname=libname).decode(encoder.encode(Money(1))) == Money(
        1
    )
    dec = mk_dec(int | Money | Blob | None, ext_types=[MONEY, BLOB], libname=libname)
    for payload in (5, None, Money(1), Blob(b"x")):
        assert dec.decode(encoder.encode(payload)) == payload
    codec = mk_codec(libname=libname, ext_dec=dec)
    assert codec.decode(codec.encode(Started("c", Money(7)))) == Started("c", Money(7))


@each_backend
def test_plain_types_and_declared_ones_go_together(libname: str) -> None:
    """Hooks serve the plain types, declarations themselves."""
    codec = mk_codec(Any, libname, enc_hook=lambda b: b.held.hex(), ext_types=[MONEY, Blob])
    assert codec.decode_any(codec.encode([Money(1), Blob(b"\x01")])) == [Money(1), "01"]
    with pytest.raises(TypeError, match="enc_hook needs ext_types"):
        mk_codec(Any, libname, enc_hook=lambda b: b, ext_types=[MONEY])


@each_backend
def test_broken_content_is_refused_at_its_place(libname: str) -> None:
    """What the wire_type or decode refuses is a MsgTypeError with a path and the reason."""
    backend = get_backend(libname)
    lying = TypeCodec(Money, lambda m: "five", Money, int, 1, 5001)
    debts = TypeCodec(Money, lambda m: -5, Money, int, 1, 5001)
    for liar, reason in ((lying, "Expected `int`, got `str`"), (debts, "no debts here")):
        data = backend.encoder(ext_types=[liar]).encode({"a": [Money(1)]})
        for kind in (Any, dict[str, list[Money]]):
            with pytest.raises(MsgTypeError, match=reason) as caught:
                backend.decoder(kind, ext_types=[MONEY]).decode(data)
            assert caught.value.path == "$[...][0]"
            assert caught.value.expected == "Money"


@each_backend
def test_unknown_extension_is_refused(libname: str) -> None:
    """A code or a tag that nobody declared never comes out as a library's object."""
    backend = get_backend(libname)
    data = backend.encoder(ext_types=[MONEY]).encode([1, Money(1)])
    for kind in (Any, list, list[Any], list[int]):
        with pytest.raises(MsgTypeError) as caught:
            backend.decoder(kind).decode(data)
        assert caught.value.path == "$[1]"
        assert caught.value.expected == "a known extension"


@each_backend
def test_unknown_extension_is_kept_on_demand(libname: str) -> None:
    """Who asks for it gets it as a value, and can send it on as it was."""
    codec = mk_codec(Any, libname, unknown_ext="keep")
    data = mk_codec(Any, libname, ext_types=ALL).encode(Yield("c", [Money(1), Blob(b"abc")]))
    msg = codec.decode(data)
    assert [type(item) for item in msg.pld] == [UnknownExt, UnknownExt]
    assert codec.encode(msg) == data
    dec = mk_dec(list[UnknownExt], libname=libname)
    assert len(dec.decode(codec.encode(msg.pld))) == 2
    with pytest.raises(MsgTypeError) as caught:
        mk_codec(list[int], libname, unknown_ext="keep").decode(data)
    assert caught.value.path == "$.pld[0]"


@each_backend
def test_interrupt_while_decoding_passes_through(libname: str) -> None:
    """Ctrl-C inside a declared decode is no bad message, whatever library it crosses."""

    def interrupted(value: Any) -> Any:
        raise KeyboardInterrupt

    codec = dataclasses.replace(MONEY, decode=interrupted)
    backend = get_backend(libname)
    data = backend.encoder(ext_types=[MONEY]).encode([Money(1)])
    with pytest.raises(KeyboardInterrupt):
        backend.decoder(ext_types=[codec]).decode(data)


@each_backend
def test_failing_encode_is_told_at_its_place(libname: str) -> None:
    """What a declared encode raises comes out as the one error, with the path."""

    def fails(value: Any) -> Any:
        raise KeyError("lost")

    codec = dataclasses.replace(MONEY, encode=fails)
    with pytest.raises(MsgTypeError) as caught:
        mk_codec(Any, libname, ext_types=[codec]).encode(Yield("c", [Money(1)]))
    assert caught.value.path == "$.pld[0]"
    assert isinstance(caught.value.__cause__, KeyError)


def test_two_msgpack_backends_write_the_same_extensions() -> None:
    """One wire has one form, whichever library writes it."""
    first, second = (get_backend(n).encoder(ext_types=ALL) for n in ("msgspec", "ormsgpack"))
    for value in VALUES:
        assert first.encode(value) == second.encode(value)


def test_extensions_are_in_their_registered_form() -> None:
    """The bytes are those of the specifications."""
    msgpack = get_backend("msgspec").encoder(ext_types=ALL)
    assert msgpack.encode(Blob(b"\x09")) == b"\xd4\x02\x09"
    assert msgpack.encode(Money(5)) == b"\xd4\x01\x05"
    assert msgpack.encode(Blob(b"abc")) == b"\xc7\x03\x02abc"
    cbor = get_backend("cbor").encoder(ext_types=ALL)
    assert cbor.encode(ID) == b"\xd8\x25\x50" + ID.bytes
    assert cbor.encode({2, 1}) == b"\xd9\x01\x02\x82\x01\x02"
    assert cbor.encode(Money(5)) == b"\xd9\x13\x89\x05"


@each_backend
def test_threads_may_share_the_declarations(libname: str) -> None:
    """One codec with custom types serves many threads at once."""
    codec = mk_codec(Any, libname, ext_types=ALL)
    wrong: list[Any] = []

    def work(n: int) -> None:
        for size in range(50):
            value = [Money(n), {"a": [ID] * size}]
            if codec.decode(codec.encode(Yield("c", value))).pld != value:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_declarations_are_checked() -> None:
    """A declaration that cannot work is refused when it is made, or when they clash."""
    for kind in (int, str, dict, bytes, type(None)):
        with pytest.raises(TypeError, match="travels by itself"):
            TypeCodec(kind, lambda v: v, lambda v: v)
    with pytest.raises(TypeError, match="must be a class"):
        TypeCodec("Money", lambda v: v, lambda v: v)  # type: ignore[arg-type]  # on purpose
    for code in (-1, 128):
        with pytest.raises(ValueError, match="ext_code"):
            dataclasses.replace(MONEY, ext_code=code)
    for tag in (-1, 2**64, 0, 2, 55799):
        with pytest.raises(ValueError, match="cbor_tag"):
            dataclasses.replace(MONEY, cbor_tag=tag)
    with pytest.raises(ValueError, match="two TypeCodecs declare Money"):
        mk_codec(Any, ext_types=[MONEY, BARE])
    with pytest.raises(ValueError, match="declared twice"):
        mk_codec(Any, ext_types=[MONEY, dataclasses.replace(BLOB, ext_code=1)])


@each_backend
def test_native_types_keep_their_text_without_a_number(libname: str) -> None:
    """A type that msgspec knows, and the wire has no number for, keeps msgspec's form."""
    bare = dataclasses.replace(UUIDS, ext_code=None, cbor_tag=None)
    codec = mk_codec(Any, libname, ext_types=[bare])
    assert codec.decode(codec.encode(Yield("c", ID))).pld == str(ID)
    now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    value = [now, decimal.Decimal("1.5")]
    assert codec.decode(codec.encode(Yield("c", value))).pld == [now, "1.5"]


@each_backend
def test_payload_decoder_keeps_to_its_spec(libname: str) -> None:
    """A declaration says how a type travels, not that any payload may be one."""
    data = get_backend(libname).encoder(ext_types=ALL).encode(Money(1))
    for kind in (int, list[Money]):
        with pytest.raises(MsgTypeError):
            mk_dec(kind, ext_types=ALL, libname=libname).decode(data)


@each_backend
def test_codecs_own_payload_decoder_knows_its_types(libname: str) -> None:
    """What a codec can send its own payload decoder can read."""
    codec = mk_codec(libname=libname, ext_types=ALL)
    msg = codec.decode(codec.encode(Started("c", [Money(1), ID])))
    assert codec.mk_dec(Any).decode(msg.pld) == [Money(1), ID]
    assert codec.mk_dec(list[Money | uuid.UUID]).decode(msg.pld) == [Money(1), ID]


@each_backend
def test_declared_types_of_msgspecs_own_in_a_union(libname: str) -> None:
    """A Struct, a dataclass or a UUID with a number goes beside what msgspec refuses."""
    orders = TypeCodec(Order, lambda o: [o.item, o.price], lambda v: Order(*v), list, 21, 5021)
    types = [MONEY, UUIDS, orders]
    for spec, payloads in (
        (Order | dict[str, int] | None, [Order("tea", Money(1)), {"a": 1}, None]),
        (uuid.UUID | str, [ID, "text"]),
    ):
        codec = mk_codec(spec, libname, ext_types=types)
        for payload in payloads:
            assert codec.decode(codec.encode(Yield("c", payload))) == Yield("c", payload)


class Held:
    def __init__(self, value: Any) -> None:
        self.value = value


def test_hooks_for_json_take_bytes_and_keys_from_text() -> None:
    """In JSON bytes are base64 and keys are strings: the hooks read them as what they were."""
    for kind, value in ((bytes, b"abc"), (dict[int, str], {1: "a"}), (list[bytes], [b"x"])):
        enc_hook, dec_hook = mk_codec_hooks([TypeCodec(Held, lambda h: h.value, Held, kind)])
        for wire in (msgspec.json, msgspec.msgpack):
            data = wire.encode(Held(value), enc_hook=enc_hook)
            assert wire.decode(data, type=Held, dec_hook=dec_hook).value == value


@each_backend
@pytest.mark.parametrize("others", [[], [UUIDS]], ids=["alone", "with native types"])
def test_interrupt_is_raised_once(libname: str, others: list[Any]) -> None:
    """An interrupt in a declared decode is gone with the message that it stopped."""
    interrupts = [KeyboardInterrupt()]

    def decode(value: Any) -> Any:
        if interrupts:
            raise interrupts.pop()
        return Money(value)

    backend = get_backend(libname)
    decoder = backend.decoder(ext_types=[dataclasses.replace(MONEY, decode=decode), *others])
    data = backend.encoder(ext_types=[MONEY]).encode([Money(1)])
    with pytest.raises(KeyboardInterrupt):
        decoder.decode(data)
    with pytest.raises(CodecError):
        decoder.decode(data[:-1])
    assert decoder.decode(data) == [Money(1)]
