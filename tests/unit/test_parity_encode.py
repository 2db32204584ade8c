"""Every object, good or bad, with every option: one outcome on every backend."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import msgspec
import pytest
from parity import BACKENDS, exact
from parity_objects import BAD, GOOD, ZONE, Opaque, with_raw

from codecs_core import MsgTypeError, get_backend


def _raises(exc: BaseException) -> Any:
    def hook(obj: Any) -> Any:
        raise exc

    return hook


OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "deterministic": {"order": "deterministic"},
    "sorted": {"order": "sorted"},
    "uuid_bytes": {"uuid_format": "bytes"},
    "numbers": {"uuid_format": "hex", "decimal_format": "number"},
    "decimal_hook": {"decimal_format": lambda value: f"{value} EUR"},
    "hook": {"enc_hook": lambda obj: (1, "hooked")},
    "hook_bytes": {"enc_hook": lambda obj: b"x"},
    "KeyError": {"enc_hook": _raises(KeyError("k"))},
    "TypeError": {"enc_hook": _raises(TypeError("t"))},
    "ValueError": {"enc_hook": _raises(ValueError(""))},
    "NotImplementedError": {"enc_hook": _raises(NotImplementedError("n"))},
    "ValidationError": {"enc_hook": _raises(msgspec.ValidationError("v"))},
    "endless": {"enc_hook": lambda obj: Opaque()},
}


def _raw(libname: str) -> msgspec.Raw:
    return msgspec.Raw(get_backend(libname).encoder().encode([1, {"a": None}]))


def _outcome(libname: str, obj: Any, options: dict[str, Any]) -> tuple[Any, ...]:
    """Return the bytes that the backend writes, or what its error says."""
    encoder = get_backend(libname).encoder(**options)
    try:
        return "bytes", encoder.encode(with_raw(obj, _raw(libname)))
    except MsgTypeError as exc:
        return "error", exc.path, exc.expected, exc.got, str(exc)


def _native(obj: Any, options: dict[str, Any]) -> bytes | None:
    """Return msgspec's own bytes, or ``None`` where it refuses."""
    try:
        return msgspec.msgpack.Encoder(**options).encode(with_raw(obj, _raw("msgspec")))
    except Exception:
        return None


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("obj", GOOD, ids=range(len(GOOD)))
def test_good_objects_have_one_form(obj: Any, options: dict[str, Any]) -> None:
    """MessagePack backends write msgspec's own bytes; CBOR reads back as the same data."""
    outcomes = {name: _outcome(name, obj, options) for name in BACKENDS}
    native = _native(obj, options)
    if native is None:
        assert outcomes["msgspec"][0] == "error"
        assert outcomes["ormsgpack"] == outcomes["cbor"] == outcomes["msgspec"]
        return
    assert outcomes["ormsgpack"] == outcomes["msgspec"] == ("bytes", native)
    read = {
        name: exact(get_backend(name).decoder().decode(data), name)
        for name, (_, data) in outcomes.items()
    }
    assert read["cbor"] == read["msgspec"] == read["ormsgpack"]


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("obj", BAD, ids=range(len(BAD)))
def test_bad_objects_are_refused_in_the_same_words(obj: Any, options: dict[str, Any]) -> None:
    """An object that cannot be written is one error, wherever it is to be written."""
    outcomes = {name: _outcome(name, obj, options) for name in BACKENDS}
    native = _native(obj, options)
    assert outcomes["ormsgpack"] == outcomes["msgspec"]
    assert (outcomes["msgspec"][0] == "error") == (native is None)
    if native is None:
        assert outcomes["cbor"] == outcomes["msgspec"]
    else:
        assert outcomes["cbor"][0] == "bytes"


@pytest.mark.parametrize("libname", BACKENDS)
@pytest.mark.parametrize("exc", [KeyboardInterrupt(), SystemExit(3)], ids=["^C", "exit"])
def test_an_interrupt_in_a_hook_passes_through(libname: str, exc: BaseException) -> None:
    """Who presses ^C while a hook runs gets KeyboardInterrupt, not a codec's error."""
    encoder = get_backend(libname).encoder(enc_hook=_raises(exc))
    decoder = get_backend(libname).decoder(
        list[Opaque], dec_hook=lambda kind, obj: _raises(exc)(obj)
    )
    with pytest.raises(type(exc)):
        encoder.encode([Opaque()])
    data = get_backend(libname).encoder().encode([1])
    with pytest.raises(type(exc)):
        decoder.decode(data)
    assert encoder.encode([1]) == data


@pytest.mark.parametrize("libname", BACKENDS)
def test_a_hooks_exception_is_the_cause(libname: str) -> None:
    """``__cause__`` of the error is what the hook raised, so its traceback is not lost."""
    cause = KeyError("why")
    encoder = get_backend(libname).encoder(enc_hook=_raises(cause))
    for obj in (Opaque(), [Opaque()], {"a": (Opaque(),)}):
        with pytest.raises(MsgTypeError) as caught:
            encoder.encode(obj)
        assert caught.value.__cause__ is cause


@pytest.mark.parametrize("libname", BACKENDS)
def test_wide_integers_go_as_far_as_declared(libname: str) -> None:
    """Integers beyond 64 bits travel where ``int_bits`` says so, and are refused elsewhere."""
    backend = get_backend(libname)
    for number in (2**64, -(2**63) - 1, 10**60):
        if backend.info.capabilities.int_bits is None:
            assert backend.decoder(int).decode(backend.encoder().encode(number)) == number
            continue
        with pytest.raises(MsgTypeError, match="at most 64 bits") as caught:
            backend.encoder().encode({"a": [number]})
        assert caught.value.path == "$[...][0]"


@pytest.mark.parametrize("libname", BACKENDS)
def test_a_datetime_outside_utc_goes_as_far_as_declared(libname: str) -> None:
    """In year 1 or 9999 an offset may lead out of UTC's range; who keeps offsets keeps it."""
    backend = get_backend(libname)
    edge = datetime.datetime(1, 1, 1, tzinfo=ZONE)
    if backend.info.capabilities.datetime_offset:
        data = backend.encoder().encode(edge)
        assert backend.decoder(datetime.datetime).decode(data).isoformat() == edge.isoformat()
        return
    with pytest.raises(MsgTypeError, match="within the years 1 to 9999 in UTC") as caught:
        backend.encoder(enc_hook=str).encode([edge])
    assert caught.value.path == "$[0]"


@pytest.mark.parametrize("libname", BACKENDS)
def test_one_encoder_serves_many_threads(libname: str) -> None:
    """Threads that share an encoder, with errors among the messages, get their own bytes."""
    encoder = get_backend(libname).encoder()
    wrong: list[Any] = []

    def work(number: int) -> None:
        for _ in range(200):
            data = encoder.encode({"n": number})
            if get_backend(libname).decoder().decode(data) != {"n": number}:
                wrong.append(data)
            with pytest.raises(MsgTypeError):
                encoder.encode([Opaque()])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
