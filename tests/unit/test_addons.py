"""Plugins that are no backend: one wrapper for the codecs of every backend."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from fake_plugins import ADD_ON, Site, backend

from codecs_core import (
    DecoderOptions,
    EncoderOptions,
    MsgTypeError,
    Started,
    backend_names,
    get_backend,
    hookimpl,
    load_plugin,
    mk_codec,
    mk_dec,
    register_plugin,
    unregister_plugin,
)

EVERY_BACKEND = pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack", "third"])


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a place with a third party's backend installed, and no add-on active."""
    site = Site(tmp_path, monkeypatch)
    site.plugin("third", backend("third"))
    return site


class Watcher:
    """An add-on that notes what is built, and changes nothing."""

    def __init__(self) -> None:
        self.encoders: list[Any] = []
        self.decoders: list[Any] = []

    @hookimpl(wrapper=True)
    def codec_encoder(self, options: EncoderOptions) -> Generator[None, Any, Any]:
        self.encoders.append((yield))
        return self.encoders[-1]

    @hookimpl(wrapper=True)
    def codec_decoder(self, options: DecoderOptions) -> Generator[None, Any, Any]:
        self.decoders.append((yield))
        return self.decoders[-1]


class Mask:
    """An add-on that masks every message: a stand-in for encryption."""

    class Encoder:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def encode(self, obj: Any) -> bytes:
            return b"masked" + bytes(byte ^ 0x55 for byte in self.inner.encode(obj))

    class Decoder:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def decode(self, buf: Any) -> Any:
            return self.inner.decode(bytes(byte ^ 0x55 for byte in bytes(buf)[6:]))

    @hookimpl(wrapper=True)
    def codec_encoder(self, options: EncoderOptions) -> Generator[None, Any, Any]:
        return self.Encoder((yield))

    @hookimpl(wrapper=True)
    def codec_decoder(self, options: DecoderOptions) -> Generator[None, Any, Any]:
        return self.Decoder((yield))


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """Return an active add-on."""
    watcher = Watcher()
    register_plugin(watcher)
    yield watcher
    unregister_plugin(watcher)


@EVERY_BACKEND
def test_an_add_on_sees_every_codec_of_every_backend(watcher: Watcher, libname: str) -> None:
    """One wrapper sees what mk_codec, mk_dec and get_backend build, on every wire."""
    codec = mk_codec(int, libname=libname)
    dec = mk_dec(int, libname=libname)
    encoder = get_backend(libname).encoder()
    decoder = get_backend(libname).decoder(int)
    assert watcher.encoders == [codec.enc.native, encoder.native]
    for built in (codec.dec, dec.dec, decoder):
        assert built.native in watcher.decoders


@EVERY_BACKEND
def test_hooks_run_when_building_and_not_per_message(watcher: Watcher, libname: str) -> None:
    """A thousand messages later the add-on has been called no more than before."""
    codec, dec = mk_codec(libname=libname), mk_dec(int, libname=libname)
    encode = get_backend(libname).encoder().encode
    before = len(watcher.encoders), len(watcher.decoders)
    for number in range(1000):
        sent = codec.encode(Started("c", msgspec.Raw(encode(number))))
        assert dec.decode(codec.decode(sent).pld) == number
    assert (len(watcher.encoders), len(watcher.decoders)) == before


@EVERY_BACKEND
def test_an_add_on_may_replace_the_encoder(libname: str) -> None:
    """An encrypting add-on changes the bytes of every backend, and reads them back."""
    plain = get_backend(libname).encoder().encode([1, "two"])
    register_plugin(Mask())
    codec = mk_codec(int, libname=libname)
    sent = codec.encode([1, "two"])
    assert sent.startswith(b"masked")
    assert sent[6:] == bytes(byte ^ 0x55 for byte in plain)
    assert codec.decode_any(sent) == [1, "two"]
    assert codec.decode(codec.encode(Started("c", 5))) == Started("c", 5)


@EVERY_BACKEND
def test_codecs_built_before_and_after_are_left_alone(libname: str) -> None:
    """An add-on that comes late or has gone does not touch the codecs of the meantime."""
    before, mask = mk_codec(int, libname=libname), Mask()
    register_plugin(mask)
    during = mk_codec(int, libname=libname)
    unregister_plugin(mask)
    after = mk_codec(int, libname=libname)
    message = Started("c", 5)
    assert during.decode(during.encode(message)) == message
    assert before.encode(message) == after.encode(message) != during.encode(message)


def test_add_ons_wrap_each_other_the_last_outermost() -> None:
    """Of two add-ons the one registered last is outermost: it sees what the first made."""
    watcher = Watcher()
    register_plugin(Mask())
    register_plugin(watcher)
    assert isinstance(mk_codec().enc.native, Mask.Encoder)
    assert isinstance(watcher.encoders[0], Mask.Encoder)


def test_without_add_ons_the_default_codec_is_msgspecs_own() -> None:
    """No add-on, no cost: the default codec calls msgspec's own objects directly."""
    codec = mk_codec(int)
    assert type(codec.enc.native) is msgspec.msgpack.Encoder
    assert type(codec.dec.native) is msgspec.msgpack.Decoder


def test_an_installed_add_on_waits_to_be_activated(site: Site) -> None:
    """An installed add-on is listed, and does nothing until load_plugin() names it."""
    site.plugin("tracer", ADD_ON)
    assert "tracer" in backend_names()
    mk_codec()
    load_plugin("tracer")
    load_plugin("tracer")
    import fake_tracer_plugin

    assert fake_tracer_plugin.built == []
    codec = mk_codec(libname="cbor")
    assert fake_tracer_plugin.built == [codec.enc.native]


@pytest.mark.parametrize("load", [load_plugin, get_backend])
def test_load_plugin_takes_a_backend_too(load: Callable[[str], object]) -> None:
    """load_plugin() of a backend makes it ready, as get_backend() does, in any order."""
    load("third")
    load_plugin("third")
    assert get_backend("third").info.name == "third"


@EVERY_BACKEND
def test_what_a_failing_add_on_raises_is_not_hidden(libname: str) -> None:
    """My add-on raises while a codec is built: I get its own error."""

    class Failing:
        @hookimpl(wrapper=True)
        def codec_encoder(self, options: EncoderOptions) -> Generator[None, Any, Any]:
            yield
            raise LookupError("no key for this peer")

    register_plugin(Failing())
    with pytest.raises(LookupError, match="no key for this peer"):
        mk_codec(libname=libname)


@pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
def test_codec_keeps_the_add_ons_that_it_was_built_with(libname: str) -> None:
    """An add-on that comes or goes later changes nothing about a codec, its errors neither."""

    class Reverse:
        """Decodes each message from its bytes reversed."""

        @hookimpl(wrapper=True)
        def codec_decoder(self, options: DecoderOptions) -> Generator[None, Any, Any]:
            inner = yield
            return SimpleNamespace(decode=lambda buf: inner.decode(bytes(buf)[::-1]))

    plain = get_backend(libname).decoder(int)
    data = get_backend(libname).encoder().encode("text")
    addon = Reverse()
    register_plugin(addon)
    try:
        reversing = get_backend(libname).decoder(int)
        with pytest.raises(MsgTypeError, match="got `str`"):
            plain.decode(data)
    finally:
        unregister_plugin(addon)
    with pytest.raises(MsgTypeError, match="got `str`"):
        reversing.decode(data[::-1])


@pytest.mark.parametrize("libname", ["msgspec", "cbor", "ormsgpack"])
def test_an_add_on_may_seal_messages_and_spare_payloads(libname: str) -> None:
    """Whole messages are sealed on the wire; a dialog decodes its payload all the same."""

    class Seal:
        """Writes each message behind a mark, and reads none without it."""

        @hookimpl(wrapper=True)
        def codec_encoder(self, options: EncoderOptions) -> Generator[None, Any, Any]:
            inner = yield
            return SimpleNamespace(encode=lambda obj: b"!" + inner.encode(obj))

        @hookimpl(wrapper=True)
        def codec_decoder(self, options: DecoderOptions) -> Generator[None, Any, Any]:
            inner = yield
            if options.payload:
                return inner
            return SimpleNamespace(decode=lambda buf: inner.decode(self.opened(bytes(buf))))

        def opened(self, data: bytes) -> bytes:
            if data[:1] != b"!":
                raise ValueError("not sealed")
            return data[1:]

    seal = Seal()
    register_plugin(seal)
    try:
        channel, dec = mk_codec(libname=libname), mk_dec(list[int], libname=libname)
        frame = channel.encode(Started("c", [1, 2]))
        assert frame[:1] == b"!"
        assert dec.decode(channel.decode(frame).pld) == [1, 2]
    finally:
        unregister_plugin(seal)
