"""The reference backend: MessagePack in plain Python, as a third party would plug it in.

It passes everything in the suite. The mutants are this, with one thing wrong.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from plainpack import MAX_DEPTH, Malformed, Reader, Writer

from codecs_core import BackendInfo, Capabilities, hookimpl
from codecs_core.hookspecs import DecoderOptions, EncoderOptions
from codecs_core.tree import TreeDecoder, TreeEncoder

__all__ = ["CAPABILITIES", "Plain", "PlainWire"]

CAPABILITIES: dict[str, Any] = {
    "max_depth": MAX_DEPTH,
    "map_keys": frozenset({type(None), bool, int, float, str, bytes, tuple}),
    "float_special": True,
    "binary": True,
    "ext_codes": range(-128, 128),
    "forms": {"datetime (aware)": "ext"},
}
"""What the reference declares, by name."""


class PlainWire:
    """What the core must know of the bytes themselves, found by reading them."""

    name = "msgpack"

    def __init__(self, reader: type[Reader]) -> None:
        self._reader = reader

    def exact(self, loads: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return *loads* followed by a look at what trails."""

        def loads_exact(data: Any) -> Any:
            tree = loads(data)
            self.start(data)
            return tree

        return loads_exact

    def start(self, data: Any, /) -> memoryview:
        """Return all of *data* as a part. Raises unless it is one well-formed item."""
        reader = self._reader(data, _as_bytes)
        reader.read()
        if reader.at != len(reader.data):
            raise Malformed("bytes trail behind the message")
        return reader.data

    def cut(self, part: memoryview, /) -> memoryview:
        """Return the bytes of *part*."""
        return part

    def open(self, part: memoryview, _loads: Any, /) -> dict[Any, Any] | list[Any] | None:
        """Split a map or an array into its children."""
        opener = _Opener(part, _as_bytes, self._reader)
        opened = opener.read()
        return opened if isinstance(opened, (dict, list)) else None


def _as_bytes(_code: int, data: bytes) -> bytes:
    return data


class _Opener(Reader):
    """Reads the outermost container, and its children as parts."""

    def __init__(self, data: Any, ext_hook: Any, inner: type[Reader]) -> None:
        super().__init__(data, ext_hook)
        self._inner = inner

    def array(self, size: int, _depth: int) -> list[memoryview]:
        return [self._part() for _ in range(size)]

    def map(self, size: int, _depth: int) -> dict[Any, memoryview]:
        return {self.key(self._item()): self._part() for _ in range(size)}

    def _part(self) -> memoryview:
        start = self.at
        self._item()
        return self.data[start : self.at]

    def _item(self) -> Any:
        inner = self._inner(self.data[self.at :], self.ext_hook)
        item = inner.read(1)
        self.at += inner.at
        return item


class Plain:
    """The backend, its parts as methods, so that a mutant is one of them written wrong."""

    name = "plain"
    reader: type[Reader] = Reader
    writer: type[Writer] = Writer
    claims: ClassVar[dict[str, Any]] = {}
    native = (bytes, bytearray, memoryview, datetime.datetime, msgspec.msgpack.Ext)

    @hookimpl
    def codec_info(self) -> BackendInfo:
        """Say who this backend is."""
        return BackendInfo(
            name=self.name,
            wire="msgpack",
            media_types=("application/vnd.msgpack",),
            lib=sys.modules["plainpack"],
            lib_version="0",
            wire_errors=(Malformed,),
            capabilities=Capabilities(**{**CAPABILITIES, **self.claims}),
        )

    @hookimpl
    def codec_encoder(self, options: EncoderOptions) -> Any:
        """Return an encoder."""
        return self.encoder(options)

    @hookimpl
    def codec_decoder(self, options: DecoderOptions) -> Any:
        """Return a decoder."""
        return self.decoder(options)

    def encoder(self, options: EncoderOptions) -> Any:
        return TreeEncoder(options, self.dumps, self.native)

    def decoder(self, options: DecoderOptions) -> Any:
        ext_hook = options.exts.ext
        return TreeDecoder(
            options, lambda data: self.loads(data, ext_hook), self.wire(), max_depth=MAX_DEPTH
        )

    def wire(self) -> Any:
        return PlainWire(self.reader)

    def dumps(self, tree: Any) -> bytes:
        return self.writer().write(tree)

    def loads(self, data: Any, ext_hook: Callable[[int, bytes], Any]) -> Any:
        return self.reader(data, ext_hook).read()
