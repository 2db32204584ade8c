"""Message codecs: ``mk_codec`` and the ``MsgCodec`` it returns."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Literal

import msgspec

from codecs_core.backend import Backend
from codecs_core.boxed.portable import type_name
from codecs_core.buffers import write_into
from codecs_core.coders import BackendDecoder, BackendEncoder
from codecs_core.customs import Customs, sort_out
from codecs_core.decoders import MsgDec, build_dec, describe
from codecs_core.errors import MsgTypeError, Violation, WireError
from codecs_core.exts.hooks import dec_hook_of
from codecs_core.exts.types import TypeCodec
from codecs_core.hookspecs import Buffer, DecHook, EncHook, Order
from codecs_core.msg.types import __msg_types__, mk_msg_spec
from codecs_core.plugins import get_backend
from codecs_core.rebuild import with_message
from codecs_core.refusal import in_context, msg_type_error, root_cause
from codecs_core.spec import Merged, merge_specs, spec_str

__all__ = ["MsgCodec", "mk_codec"]


_MOST_KEPT_BYTES = 1 << 20


class MsgCodec:
    """One strictly typed codec for the message set, over one backend.

    Safe to share between threads and tasks. ``enc`` and ``dec`` are the backend's encoder
    and decoder, ``pld_spec`` is what payloads may be, ``msg_spec`` the union of messages.
    """

    __slots__ = (
        "_backend",
        "_buffers",
        "_codecs",
        "_decode",
        "_encode",
        "_untyped",
        "channel_options",
        "dec",
        "enc",
        "ext_types",
        "msg_spec",
        "pld_spec",
    )

    def __init__(
        self,
        backend: Backend,
        *,
        enc: BackendEncoder,
        dec: BackendDecoder,
        untyped: BackendDecoder,
        pld_spec: Any,
        customs: Customs,
        channel_options: dict[str, Any],
    ) -> None:
        self._backend = backend
        self._encode: Callable[[Any], bytes] = enc.encode_plainly
        self._decode: Callable[[Buffer], Any] = dec.decode_plainly
        self._untyped = untyped
        self._buffers: list[bytearray] = []
        self.enc: BackendEncoder = enc
        self.dec: BackendDecoder = dec
        self.pld_spec: Any = pld_spec
        self.msg_spec: Any = mk_msg_spec(pld_spec)
        self.ext_types: tuple[Any, ...] = customs.types
        self._codecs = customs.codecs
        self.channel_options: dict[str, Any] = channel_options
        """The keywords of :func:`mk_codec` that belong to the channel, whatever the spec."""

    @property
    def lib(self) -> ModuleType:
        """The interchange library's module."""
        return self._backend.info.lib

    @property
    def libname(self) -> str:
        """The backend's name."""
        return self._backend.info.name

    @property
    def pld_spec_str(self) -> str:
        """The payload spec as it would be written."""
        return spec_str(self.pld_spec)

    @property
    def msg_spec_str(self) -> str:
        """The message spec as it would be written."""
        return spec_str(self.msg_spec)

    def encode(
        self,
        py_obj: Any,
        use_buf: bool = False,
        as_ext_type: bool = False,
        hide_tb: bool = True,
    ) -> bytes:
        """Return *py_obj*, a message or any other value, as bytes.

        Parameters
        ----------
        use_buf: write into a buffer that the codec keeps, and return a copy of exactly the
            message: for big messages, whose memory then need not grow step by step.
        as_ext_type: *py_obj* is an instance of one of the codec's ``ext_types``, and the
            enc_hook writes it even where the library could do so by itself.
        hide_tb: leave this frame out of the traceback of test runners and debuggers that
            know ``__tracebackhide__``.

        Raises :class:`MsgTypeError`, its ``stage`` ``"encode"``, and nothing else.
        """
        hook = self._ext_hook(py_obj) if as_ext_type else None
        try:
            if hook is not None:
                py_obj = hook(py_obj)
            if use_buf:
                return self._encode_buffered(py_obj)
            return self._encode(py_obj)
        except Exception as exc:
            __tracebackhide__ = hide_tb
            raise self._unencodable(py_obj, exc) from root_cause(exc)

    def encode_into(self, py_obj: Any, buffer: bytearray, offset: int = 0) -> None:
        """Write *py_obj* into *buffer* from *offset* on (-1: at its end); cut what is behind.

        No ``Raw`` that this package decoded ever looks at a bytearray, so none is in the
        way. Raises :class:`MsgTypeError`, and ``BufferError`` where a view of the caller's
        own forbids resizing; the buffer is then as it was.
        """
        write_into(self.encode(py_obj), buffer, offset)

    def decode(self, msg: Buffer) -> Any:
        """Return the message in *msg*.

        An undecoded payload looks at *msg* where that is ``bytes``; of another buffer, which
        may change, the message is copied first.

        Raises :class:`MsgTypeError`, its ``stage`` ``"decode"``, for a message outside the
        spec, :class:`WireError` for bytes that are not one well-formed message, and nothing
        else.
        """
        try:
            return self._decode(msg)
        except Exception as exc:
            raise self._undecodable(msg, exc) from root_cause(exc)

    def decode_any(self, msg: Buffer) -> Any:
        """Return what is in *msg* as plain Python data, unchecked against any spec."""
        return self._untyped.decode(msg)

    def mk_dec(
        self,
        spec: Any = None,
        dec_hook: DecHook | None = None,
        ext_types: Sequence[Any] | None = None,
    ) -> MsgDec:
        """Return a payload decoder of the same backend; see :func:`codecs_core.mk_dec`.

        Without *ext_types* it knows the codec's own type codecs.
        """
        types = self._codecs if ext_types is None and spec is not None else ext_types
        return build_dec(
            self._backend,
            spec,
            dec_hook,
            types,
            strict=self.dec.strict,
            unknown_ext=self.channel_options["unknown_ext"],
        )

    def __repr__(self) -> str:
        return describe(
            type(self).__name__,
            {
                "backend": f"{self.libname} ({self._backend.info.wire})",
                "enc_hook": self.enc.enc_hook,
                "dec_hook": self.dec.dec_hook,
                "pld_spec": self.pld_spec_str,
                "msg_spec": "\n| ".join(map(spec_str, typing.get_args(self.msg_spec))),
            },
        )

    def _ext_hook(self, obj: Any) -> EncHook | None:
        """Return the enc_hook, for an instance of one of the ``ext_types`` only.

        A declared type needs none: its own declaration writes it.
        """
        kind, hook = type(obj), self.enc.enc_hook
        if issubclass(kind, tuple(codec.type for codec in self._codecs)):
            return None
        if hook is not None and issubclass(kind, self.ext_types):
            return hook
        names = ", ".join(map(spec_str, self.ext_types)) or "none"
        expected, got = f"one of the ext_types ({names})", type_name(obj)
        violation = Violation("$", expected, got, obj, f"Expected `{expected}`, got `{got}`")
        raise msg_type_error(violation, libname=self.libname, stage="encode")

    def _encode_buffered(self, obj: Any) -> bytes:
        """Encode into a buffer of our own; nobody else ever holds one that is in use."""
        try:
            buffer = self._buffers.pop()
        except IndexError:
            buffer = bytearray()
        self.enc.encode_into_own(obj, buffer)
        data = bytes(buffer)  # before it goes back: another thread may take it at once
        if len(buffer) <= _MOST_KEPT_BYTES:
            self._buffers.append(buffer)
        return data

    def _unencodable(self, obj: Any, exc: Exception) -> MsgTypeError:
        """Return the error for an object that cannot be sent."""
        error = self.enc.refusal(obj, exc)
        kind = type(obj)  # what an object says of its own class may raise
        if issubclass(kind, msgspec.Struct) and "cid" in kind.__struct_fields__:
            error.cid = getattr(obj, "cid", None)
        if kind in __msg_types__:
            error.bad_msg = obj
            error.expected_msg_type = kind
        return in_context(error, type_name(obj))

    def _undecodable(self, msg: Any, exc: Exception) -> MsgTypeError | WireError:
        """Return the error for bytes that cannot be taken, with the message they hold."""
        error, tree = self.dec.refusal(msg, exc)
        if not isinstance(error, MsgTypeError):
            return in_context(error, "a message")
        with_message(error, tree)
        return in_context(error, f"payload spec {self.pld_spec_str}")


def mk_codec(
    ipc_pld_spec: Any = msgspec.Raw,
    libname: str = "msgspec",
    enc_hook: EncHook | None = None,
    ext_types: Sequence[Any] | None = None,
    ext_dec: MsgDec | None = None,
    *,
    strict: bool = True,
    order: Order = None,
    unknown_ext: Literal["refuse", "keep"] = "refuse",
    trust_raw: bool = False,
    check_payload: bool = False,
) -> MsgCodec:
    """Return a codec for the message set over the backend *libname*.

    Parameters
    ----------
    ipc_pld_spec: what payloads may be: any annotation that msgspec takes. The default,
        ``msgspec.Raw``, leaves them undecoded for a dialog's own :func:`mk_dec`.
    libname: the backend's name; :func:`backend_names` lists them.
    enc_hook: ``enc_hook(obj)`` turns an instance of a custom type into data, as msgspec
        defines it. It needs *ext_types*.
    ext_types: custom types: :class:`TypeCodec` objects, which need no hooks and serve both
        ways, and plain classes for *enc_hook*, which is called for no other.
    ext_dec: a :class:`MsgDec` whose spec, hook and type codecs are merged into the payload
        spec: a payload may then be either. ``Raw`` merged with a type is that type.
    strict, order: as msgspec defines them; order is ``None``, ``"deterministic"`` or
        ``"sorted"``.
    unknown_ext: what becomes of an extension code or a tag that no type declares:
        ``"refuse"``, or ``"keep"`` as an :class:`UnknownExt`.
    trust_raw: send every ``Raw`` that is not empty. Without it one that is not exactly one
        well-formed item of the wire is refused; a relay that checks on the way in need not
        check again.
    check_payload: find at once, not when the payload is decoded, that an undecoded payload
        is not one well-formed item.

    Raises ``TypeError`` for arguments that do not go together and for a spec that msgspec
    refuses, ``ValueError`` for two type codecs of one type, code or tag, and a
    :class:`BackendError` where the backend cannot be had.
    """
    customs = sort_out([*(ext_types or ()), *_codecs_of(ext_dec, ext_types or ())])
    if enc_hook is not None and not customs.plain:
        raise TypeError("enc_hook needs ext_types: name the custom types that it encodes")
    backend = get_backend(libname)
    enc = backend.encoder(
        enc_hook=customs.only(enc_hook),
        order=order,
        ext_types=customs.codecs,
        unknown_ext=unknown_ext,
        trust_raw=trust_raw,
    )
    merged = _with_ext_dec(ipc_pld_spec, ext_dec, customs.codecs, strict)
    dec = backend.decoder(
        mk_msg_spec(merged.wire_type),
        strict=strict,
        dec_hook=merged.dec_hook,
        ext_types=customs.codecs,
        unknown_ext=unknown_ext,
        check_payload=check_payload,
    )
    untyped = backend.decoder(ext_types=customs.codecs, unknown_ext=unknown_ext)
    return MsgCodec(
        backend,
        enc=enc,
        dec=dec,
        untyped=untyped,
        pld_spec=merged.spec,
        customs=customs,
        channel_options={
            "libname": libname,
            "strict": strict,
            "order": order,
            "unknown_ext": unknown_ext,
            "trust_raw": trust_raw,
            "check_payload": check_payload,
        },
    )


def _codecs_of(ext_dec: MsgDec | None, known: Sequence[Any]) -> list[Any]:
    """Return the type codecs of *ext_dec* that are not *known* already."""
    codecs = ext_dec.customs.codecs if ext_dec is not None else ()
    return [codec for codec in codecs if codec not in known]


def _with_ext_dec(
    pld_spec: Any, ext_dec: MsgDec | None, codecs: Sequence[TypeCodec[Any]], strict: bool
) -> Merged:
    """Return the payload spec with that of *ext_dec* merged in."""
    specs = [pld_spec] if ext_dec is None else [pld_spec, ext_dec.spec]
    hook = None if ext_dec is None else ext_dec.hook
    hook = dec_hook_of(codecs, hook) if codecs else hook
    return merge_specs(specs, hook, strict, [codec.type for codec in codecs])
