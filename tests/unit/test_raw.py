"""``msgspec.Raw`` on every backend: spliced in place, returned as the payload's own bytes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from parity import BACKENDS
from steps import steps

from codecs_core import Error, MsgTypeError, Return, Started, get_backend, mk_msg_spec


class Box(msgspec.Struct):
    a: msgspec.Raw
    b: Any = None


class Tree(msgspec.Struct):
    value: msgspec.Raw
    kids: list[Tree] = []


PAYLOADS: list[Any] = [None, 1, -(2**40), "é", b"\x00" * 300, [1, [2]], {"k": {1: "x"}}, {}, []]


@pytest.mark.parametrize("libname", BACKENDS)
def test_a_raw_is_written_as_if_its_value_had_been(libname: str) -> None:
    """The message is the same, to the byte, as with the payload encoded in place."""
    backend = get_backend(libname)
    encode = backend.encoder().encode
    for payload in PAYLOADS:
        raw = msgspec.Raw(encode(payload))
        for shape in (
            lambda p: p,
            lambda p: [p, {"deep": [p]}],
            lambda p: {"a": p, "b": [p]},
            lambda p: Box(p, {"b": p}),
            lambda p: Started("c", p),
        ):
            assert encode(shape(raw)) == encode(shape(payload))


@pytest.mark.parametrize("libname", BACKENDS)
def test_a_raw_is_read_as_its_own_bytes(libname: str) -> None:
    """Whatever the payload and the place, its Raw holds exactly what encodes it alone."""
    backend = get_backend(libname)
    encode = backend.encoder().encode
    for payload in PAYLOADS:
        alone = encode(payload)
        for data, annotation, find in (
            (alone, msgspec.Raw, lambda v: v),
            (encode([1, payload]), tuple[int, msgspec.Raw], lambda v: v[1]),
            (encode({"b": 1, "a": payload}), Box, lambda v: v.a),
            (encode({"k": [payload]}), dict[str, list[msgspec.Raw]], lambda v: v["k"][0]),
            (encode(Return("c", payload)), mk_msg_spec(msgspec.Raw), lambda v: v.pld),
        ):
            raw = find(backend.decoder(annotation).decode(data))
            assert type(raw) is msgspec.Raw
            assert bytes(raw) == alone
            assert backend.decoder().decode(raw) == payload


@pytest.mark.parametrize("libname", BACKENDS)
def test_an_error_carries_the_raw_payload_within_it(libname: str) -> None:
    """``Error._bad_msg.pld`` goes out as the offending payload's own bytes."""
    backend = get_backend(libname)
    encode = backend.encoder().encode
    raw = msgspec.Raw(encode({"x": [1]}))
    error = Error(("a", "b"), "T", "T", [], _bad_msg=Started("c", raw))
    back = backend.decoder(mk_msg_spec(msgspec.Raw)).decode(encode(error))
    assert back._bad_msg == Started("c", {"x": [1]})


@pytest.mark.parametrize("libname", BACKENDS)
def test_violations_beside_a_raw_are_told_as_ever(libname: str) -> None:
    """Reading around a Raw loses nothing of an error's place and words."""
    backend = get_backend(libname)
    decoder = backend.decoder(list[Box | None])
    data = backend.encoder().encode([None, {"b": [1, 2, 3]}])
    with pytest.raises(MsgTypeError, match="missing required field `a`") as caught:
        decoder.decode(data)
    assert caught.value.path == "$[1]"


@pytest.mark.parametrize("libname", BACKENDS)
def test_reading_around_raws_is_linear_in_the_width(libname: str) -> None:
    """Eight times as many Raws cost about eight times as much, not sixty-four times."""
    backend = get_backend(libname)
    decoder = backend.decoder(list[Box])

    def cost(count: int) -> float:
        data = backend.encoder().encode([{"a": [1, 2, 3], "b": None}] * count)
        return steps(lambda: decoder.decode(data))

    assert cost(4000) < 9 * cost(500)


def test_a_deep_tree_of_raws_is_walked_once() -> None:
    """Where the core walks the bytes, what lies deep is not read again for every level."""
    backend = get_backend("cbor")
    decoder = backend.decoder(Tree)
    load = backend.encoder().encode(list(range(2_000)))

    def cost(levels: int) -> float:
        tree = Tree(msgspec.Raw(load))
        for _ in range(levels):
            tree = Tree(msgspec.Raw(backend.encoder().encode(0)), [tree])
        data = backend.encoder().encode(tree)
        return steps(lambda: decoder.decode(data))

    assert cost(60) < 2 * cost(3)
