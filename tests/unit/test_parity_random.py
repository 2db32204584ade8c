"""Random trees and mutated messages: still one outcome on every backend."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import parity_raw as raws
import parity_records as records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parity import BACKENDS, disagreements, exact

from codecs_core import CodecError, MsgTypeError, WireError, get_backend, mk_msg_spec

QUICK = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | TEXTS
    | st.binary(max_size=6)
    | st.datetimes(timezones=st.just(datetime.UTC))
)
KEYS = TEXTS | st.sampled_from(["a", "b", "x", "y", "type", "value", "next", "items"])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
ANY_KEYS = st.dictionaries(SCALARS.filter(lambda key: key == key), SCALARS, max_size=4)
TYPES: list[Any] = [
    Any,
    records.Plain,
    records.Nested,
    records.P1 | records.P2 | int | None,
    records.Tree,
    raws.RawTree,
    raws.RawP1 | raws.RawP2,
    records.Items[records.Box[msgspec.Raw]],
    dict[str, list[int] | dict[str, msgspec.Raw]],
    list[dict[str, Any]],
]


@QUICK
@given(TREES | ANY_KEYS)
def test_random_trees_come_back_the_same(tree: Any) -> None:
    """Any portable data survives every backend, and both MessagePacks write one form."""
    written = {name: get_backend(name).encoder().encode(tree) for name in BACKENDS}
    assert written["msgspec"] == written["ormsgpack"] == msgspec.msgpack.encode(tree)
    read = [exact(get_backend(n).decoder().decode(d), n) for n, d in written.items()]
    assert read[0] == read[1] == read[2]


@QUICK
@given(TREES, st.sampled_from(TYPES))
def test_random_trees_decode_alike(tree: Any, annotation: Any) -> None:
    """Random data against a type gives one value or one error everywhere."""
    assert not disagreements(annotation, [tree])


@QUICK
@given(
    st.sampled_from(BACKENDS),
    st.sampled_from([*TYPES, mk_msg_spec(msgspec.Raw)]),
    TREES,
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_mutated_messages_never_raise_anything_else(
    libname: str, annotation: Any, tree: Any, edits: list[tuple[int, int]]
) -> None:
    """Whatever bytes come in, out comes a value, a MsgTypeError or a WireError."""
    backend = get_backend(libname)
    decoder = backend.decoder(annotation)
    data = bytearray(backend.encoder().encode({"a": tree, "type": "P1"}))
    for place, byte in edits:
        data[place % len(data)] = byte
    raised: list[Exception] = []
    for form in (bytes(data), bytes(data[: len(data) // 2])):
        try:
            decoder.decode(form)
        except CodecError as exc:
            raised.append(exc)
    assert {type(exc) for exc in raised} <= {MsgTypeError, WireError}
    assert all(map(str, raised))


@QUICK
@given(st.binary(max_size=40), st.sampled_from([Any, msgspec.Raw, list[msgspec.Raw]]))
def test_both_messagepacks_take_the_same_bytes(data: bytes, annotation: Any) -> None:
    """Random bytes are well-formed for both MessagePack backends, or for neither."""
    outcomes = []
    for libname in ("msgspec", "ormsgpack"):
        try:
            value = get_backend(libname).decoder(annotation).decode(data)
            outcomes.append(("value", repr(value) if annotation is Any else None))
        except CodecError as exc:
            outcomes.append((type(exc).__name__, None))
    assert outcomes[0] == outcomes[1]
