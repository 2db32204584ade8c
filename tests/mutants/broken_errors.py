"""Mutants that do not do as they are told, or tell errors wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from mutant import Mutant
from reference import Plain

from codecs_core import __msg_types__
from codecs_core.exts import ExtReader
from codecs_core.hookspecs import DecoderOptions, EncoderOptions
from codecs_core_conformance import Outcome

__all__ = ["MUTANTS"]

_VALUE, _TYPE, _ERROR = Outcome.WRONG_VALUE, Outcome.WRONG_TYPE, Outcome.WRONG_ERROR
_ACCEPTED = Outcome.ACCEPTED
_FIELDS = {cls.__name__: {"msg_type", *cls.__struct_fields__} for cls in __msg_types__}


class Panic(BaseException):
    """How a library that is written in Rust ends."""


class _Decoding:
    """A decoder made of a function."""

    def __init__(self, options: DecoderOptions, decode: Callable[[Any], Any]) -> None:
        self.type = options.type
        self.strict = options.strict
        self.dec_hook = options.dec_hook
        self.decode = decode


def _told(kind: str, **changes: Any) -> dict[str, Any]:
    """Return an encoder or a decoder that takes some options for others."""

    def build(self: Plain, options: Any) -> Any:
        build_it: Callable[..., Any] = getattr(Plain, kind)
        return build_it(self, replace(options, **changes))

    return {kind: build}


def _strictly(self: Plain, options: DecoderOptions) -> Any:
    """Refuse messages with fields that it does not know."""
    inner = Plain.decoder(self, options)

    def decode(data: Any) -> Any:
        tree = self.loads(data, options.exts.ext)
        if isinstance(tree, dict) and tree.keys() - _FIELDS.get(tree.get("msg_type"), tree):
            raise msgspec.ValidationError("an unknown field")
        return inner.decode(data)

    return inner if options.lenient else _Decoding(options, decode)


def _leniently(change: Callable[[Any], Any]) -> dict[str, Any]:
    """Change what a refused message is explained by."""

    def decoder(self: Plain, options: DecoderOptions) -> Any:
        inner = Plain.decoder(self, options)
        if not options.lenient:
            return inner
        return _Decoding(options, lambda data: change(lambda: inner.decode(data)))

    return {"decoder": decoder}


def _shifted(read: Callable[[], Any]) -> Any:
    def shift(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {key: shift(value) for key, value in tree.items()}
        return [0, *tree] if isinstance(tree, list) else tree

    return shift(read())


def _refusing(read: Callable[[], Any]) -> Any:
    read()
    raise ValueError("read once already")


def _forgiving(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Exception:
        return {}


def _checking(self: Plain, options: EncoderOptions) -> Any:
    """Hold what is sent as plain data to the message set."""
    inner = Plain.encoder(self, options)

    class Checking:
        encode_into = inner.encode_into

        def encode(self, obj: Any) -> bytes:
            if isinstance(obj, dict) and "msg_type" in obj:
                raise TypeError("send a message, not a dict")
            return inner.encode(obj)

    return Checking()


def _panicking(self: Plain, data: Any, ext_hook: Any) -> Any:
    try:
        return Plain.loads(self, data, ext_hook)
    except ValueError as exc:
        raise Panic("index out of bounds") from exc


def _nothing_for_refused(self: Plain, data: Any, ext_hook: Any) -> Any:
    def hook(code: int, content: bytes) -> Any:
        try:
            return ext_hook(code, content)
        except Exception:
            return None

    return Plain.loads(self, data, hook)


_IGNORED: list[tuple[str, dict[str, Outcome], dict[str, Any]]] = [
    ("ignores dec_hook", {"hook/value": _ERROR}, _told("decoder", dec_hook=None)),
    ("ignores enc_hook", {"hook/inside": _ERROR}, _told("encoder", enc_hook=None)),
    (
        "is never strict",
        {"payload-break/int/str": _ACCEPTED, "type-break/set/item": _ACCEPTED},
        _told("decoder", strict=False),
    ),
    ("is always strict", {"format/lax": _ERROR}, _told("decoder", strict=True)),
    ("ignores order", {"format/deterministic": _VALUE}, _told("encoder", order=None)),
    ("sorts unasked", {"payload/dict": _VALUE}, _told("encoder", order="deterministic")),
    (
        "ignores uuid_format",
        {"format/uuid-hex": _VALUE},
        _told("encoder", uuid_format="canonical"),
    ),
    (
        "ignores decimal_format",
        {"format/decimal-number": _TYPE},
        _told("encoder", decimal_format="string"),
    ),
    (
        "ignores the type",
        {"message/stop/full": _TYPE, "structs/carried": _VALUE, "buffers/slices": _VALUE},
        _told("decoder", type=Any),
    ),
    (
        "ignores check_payload",
        {"envelope/broken-payload": _VALUE},
        _told("decoder", check_payload=False),
    ),
    (
        "knows no custom types when it reads",
        {"ext/any/alone/msgpack": Outcome.FALSE_CLAIM, "ext/kept/msgpack": _ERROR},
        _told("decoder", exts=ExtReader()),
    ),
    (
        "writes anything as its text",
        {"unsendable/object": _ACCEPTED, "unsendable/complex": _ACCEPTED},
        _told("encoder", enc_hook=str),
    ),
]

MUTANTS: list[Mutant] = [
    *(Mutant(name=name, killers=killers, plugin=plugin) for name, killers, plugin in _IGNORED),
    Mutant(
        name="refuses fields of a later version",
        killers={"break/Aid/extra": _ERROR, "foreign/extra-field/typed": _ERROR},
        plugin={"decoder": _strictly},
    ),
    Mutant(
        name="tells the wrong place",
        killers={"payload-break/list/item": _ERROR, "break/Start/uid/item": _ERROR},
        plugin=_leniently(_shifted),
    ),
    Mutant(
        name="takes a wrong value for bad bytes",
        killers={"payload-break/int/str": _ERROR, "receiver/violation": _ERROR},
        plugin=_leniently(_refusing),
    ),
    Mutant(
        name="takes bad bytes for a wrong value",
        killers={"malformed/reserved/any": _ERROR, "malformed/trailing/raw": _ERROR},
        plugin=_leniently(_forgiving),
    ),
    Mutant(
        name="refuses at the wrong stage",
        killers={"break/Stop/cid/null": _ERROR, "errors/violation": _ERROR},
        plugin={"encoder": _checking},
    ),
    Mutant(
        name="panics",
        killers={"malformed/reserved/any": Outcome.CRASH},
        plugin={"loads": _panicking},
    ),
    Mutant(
        name="reads nothing for an extension that was refused",
        killers={"ext/broken/wrong-type/msgpack": Outcome.FALSE_CLAIM},
        plugin={"loads": _nothing_for_refused},
    ),
]
