"""Decode or send the payload of one message, and say what is wrong with it."""

from __future__ import annotations

from typing import Any

import msgspec

from codecs_core.boxed.portable import short_repr, type_name
from codecs_core.codec import MsgCodec
from codecs_core.decoders import MsgDec
from codecs_core.errors import MsgTypeError, WireError
from codecs_core.exact import difference
from codecs_core.explain import Reading
from codecs_core.msg.types import PayloadMsg
from codecs_core.rebuild import TAG_FIELD, msg_type_of, with_message
from codecs_core.refusal import decoding_error, in_context, root_cause
from codecs_core.spec import spec_str

__all__ = ["checked_bytes", "decode_payload", "unexpected"]


def decode_payload(msg: PayloadMsg[Any], dec: MsgDec) -> Any:
    """Return the payload of *msg* as *dec* decodes it.

    A payload that the channel's codec has decoded already is held to the same spec.

    Raises :class:`MsgTypeError` with the whole message, or :class:`WireError`.
    """
    pld = msg.pld
    if type(pld) is not msgspec.Raw:
        return _converted(msg, dec)
    try:
        return dec.dec.native.decode(memoryview(pld))
    except Exception as exc:
        error, tree = dec.dec.refusal(memoryview(pld), exc)
        if isinstance(error, WireError):
            in_context(error, f"the payload of {type_name(msg)} in dialog {_cid_of(msg)!r}")
            raise error from root_cause(exc)
        raise _violation(msg, tree, exc, dec) from root_cause(exc)


def _converted(msg: PayloadMsg[Any], dec: MsgDec) -> Any:
    """Return a payload that is no ``Raw``, checked."""
    if dec.spec is msgspec.Raw:
        return msg.pld
    hook, customs = dec.dec.dec_hook, dec.ext_types

    def keep_or_build(kind: type, obj: Any) -> Any:
        return obj if hook is None or isinstance(obj, customs) else hook(kind, obj)

    reading = Reading(dec.dec.type, dec.dec.strict, keep_or_build)
    try:
        return reading.convert(msg.pld, dec.dec.type)
    except Exception as exc:
        raise _violation(msg, msg.pld, exc, dec) from root_cause(exc)


def _violation(msg: PayloadMsg[Any], tree: Any, exc: Exception, dec: MsgDec) -> MsgTypeError:
    """Return the error for a message whose payload, decoded to *tree*, was refused.

    Place and words are those of a codec that has the spec itself.
    """
    box: Any = type(msg)
    whole = {TAG_FIELD: box.__name__, "cid": msg.cid, "pld": tree}
    reading = Reading(box[dec.dec.type], dec.dec.strict, dec.dec.dec_hook)
    error = decoding_error(whole, reading, exc, libname=dec.libname)
    with_message(error, whole)
    payload = f"{box.__name__} payload {short_repr(tree)} of type {type_name(tree)}"
    return in_context(error, f"{payload}; payload spec {dec.spec_str}")


def unexpected(msg: Any, expected: Any, dec: MsgDec) -> MsgTypeError:
    """Return the error for a message that is not the one *expected*, or boxes no payload."""
    if expected is None:
        wish = "a message with a payload"
    else:
        wish = " | ".join(
            map(spec_str, expected if isinstance(expected, tuple) else [expected])
        )
    got = type_name(msg)
    error = MsgTypeError(
        f"Expected `{wish}`, got `{got}`",
        libname=dec.libname,
        expected=wish,
        got=got,
        value=msg,
        expected_msg_type=expected if isinstance(expected, type) else None,
        cid=_cid_of(msg),
    )
    if msg_type_of({TAG_FIELD: got}) is type(msg):
        error.bad_msg = msg
        error.bad_msg_as_dict = {TAG_FIELD: got, **msgspec.structs.asdict(msg)}
    return in_context(error, f"dialog {error.cid!r}; {short_repr(msg)}")


def checked_bytes(
    msg: PayloadMsg[Any], value: Any, codec: MsgCodec, dec: MsgDec | None, strict_parity: bool
) -> bytes:
    """Return *msg* as bytes; see :func:`codecs_core.validate_payload_msg`."""
    if not isinstance(msg, PayloadMsg):
        raise TypeError(f"{type_name(msg)} boxes no payload")
    written, read = codec._backend.info.wire, (dec or codec)._backend.info.wire
    if written != read:
        raise TypeError(f"the codec writes {written}, and the payloads' decoder reads {read}")
    try:
        data = codec.encode(msg)
        back = codec.decode(data)
        if dec is None and type(back.pld) is msgspec.Raw:
            dec = codec.mk_dec(Any)
        pld = back.pld if dec is None else decode_payload(back, dec)
    except MsgTypeError as error:
        _unsent(error, msg)
        raise
    except WireError as exc:  # a Raw of something else
        raise _unsent(MsgTypeError(str(exc), libname=codec.libname), msg) from exc
    if strict_parity:
        _check_parity(msg, value, pld, codec)
    return data


def _check_parity(msg: PayloadMsg[Any], value: Any, pld: Any, codec: MsgCodec) -> None:
    """Raise where *pld*, which came back, is not exactly *value*."""
    try:
        change: str | None = difference(value, pld, "$.pld")
    except Exception as exc:  # too deep, or a type's own ==
        change = f"$.pld: cannot be compared ({type(exc).__name__})"
    if change is not None:
        text = f"the payload comes back different: {change}"
        error = MsgTypeError(text, libname=codec.libname, path="$.pld", value=value)
        error.bad_msg, error.expected_msg_type = msg, type(msg)
        raise _unsent(error, msg)


def _unsent(error: MsgTypeError, msg: PayloadMsg[Any]) -> MsgTypeError:
    """Return *error* as that of a message which was not sent."""
    error.stage = "encode"
    error.cid = _cid_of(msg)
    error.args = (f"{type_name(msg)} is not sent: {error.args[0]}",)
    return error


def _cid_of(msg: Any) -> str | None:
    cid = getattr(msg, "cid", None)
    return cid if isinstance(cid, str) else None
