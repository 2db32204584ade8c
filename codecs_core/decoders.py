"""Payload decoders: ``mk_dec`` and the ``MsgDec`` it returns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from codecs_core.backend import Backend
from codecs_core.coders import BackendDecoder
from codecs_core.customs import Customs, sort_out
from codecs_core.exts.hooks import dec_hook_of
from codecs_core.hookspecs import Buffer, DecHook, Order
from codecs_core.plugins import get_backend
from codecs_core.refusal import in_context, root_cause
from codecs_core.spec import Merged, merge_specs, spec_str

__all__ = ["MsgDec", "build_dec", "describe", "mk_dec"]


class MsgDec:
    """Decodes payloads to one spec.

    ``dec`` is the backend's decoder, ``hook`` the caller's dec_hook, ``spec`` (also
    ``pld_spec``) what payloads may be, ``customs`` the custom types as they were declared.
    """

    __slots__ = ("_backend", "_decode", "customs", "dec", "hook", "spec")

    def __init__(
        self,
        backend: Backend,
        dec: BackendDecoder,
        *,
        spec: Any,
        hook: DecHook | None,
        customs: Customs,
    ) -> None:
        self._backend = backend
        self._decode = dec.decode_plainly
        self.dec: BackendDecoder = dec
        self.spec: Any = spec
        self.hook: DecHook | None = hook
        self.customs: Customs = customs

    @property
    def ext_types(self) -> tuple[Any, ...]:
        """The custom types among what payloads may be."""
        return self.customs.types

    @property
    def pld_spec(self) -> Any:
        """Another name of ``spec``."""
        return self.spec

    @property
    def spec_str(self) -> str:
        """The spec as it would be written."""
        return spec_str(self.spec)

    pld_spec_str = spec_str

    @property
    def libname(self) -> str:
        """The backend's name."""
        return self._backend.info.name

    def decode(self, raw: msgspec.Raw | Buffer) -> Any:
        """Return the payload in *raw*.

        Raises :class:`MsgTypeError` for a value outside the spec, :class:`WireError` for
        bytes that are not one well-formed item, and nothing else.
        """
        data = memoryview(raw) if type(raw) is msgspec.Raw else raw
        try:
            return self._decode(data)
        except Exception as exc:
            error = self.dec.refusal(data, exc)[0]
            raise in_context(error, f"spec {self.spec_str}") from root_cause(exc)

    def __repr__(self) -> str:
        lines = {"backend": self.libname, "dec_hook": self.hook, "spec": self.spec_str}
        return describe(type(self).__name__, lines)


def mk_dec(
    spec: Any = None,
    dec_hook: DecHook | None = None,
    ext_types: Sequence[Any] | None = None,
    libname: str = "msgspec",
    *,
    strict: bool = True,
    order: Order = None,
    unknown_ext: Literal["refuse", "keep"] = "refuse",
) -> MsgDec:
    """Return a decoder of payloads to *spec*.

    Parameters
    ----------
    spec: any annotation that msgspec takes. ``None`` only with *ext_types*, which are then
        the spec; for the value None alone, give ``type(None)``.
    dec_hook: ``dec_hook(type, obj)`` builds an instance of a custom type from decoded data,
        as msgspec defines it. It needs *ext_types*.
    ext_types: custom types: :class:`TypeCodec` objects, which say how a type that the spec
        names, or ``Any`` meets, is built; and plain classes that *dec_hook* builds: with it
        a payload may be the spec or any of those, the spec is tried first.
    libname: the backend's name.
    strict: as msgspec defines it.
    unknown_ext: what becomes of an extension code or a tag that no type declares:
        ``"refuse"``, or ``"keep"`` as an :class:`UnknownExt`.
    order: taken so that the keywords of one codec serve for both ends; decoding has none.

    Raises ``TypeError`` for arguments that do not go together and for a spec that msgspec
    refuses, and a :class:`BackendError` where the backend cannot be had.
    """
    if order not in (None, "deterministic", "sorted"):
        raise ValueError(f"order must be None, 'deterministic' or 'sorted', not {order!r}")
    return build_dec(
        get_backend(libname),
        spec,
        dec_hook,
        ext_types,
        strict=strict,
        unknown_ext=unknown_ext,
    )


def build_dec(
    backend: Backend,
    spec: Any,
    dec_hook: DecHook | None,
    ext_types: Sequence[Any] | None,
    *,
    strict: bool,
    unknown_ext: Literal["refuse", "keep"] = "refuse",
) -> MsgDec:
    """Return a :class:`MsgDec` of *backend*; the rest is as in :func:`mk_dec`."""
    customs = sort_out(ext_types)
    if spec is None and not customs.types:
        raise TypeError(
            "mk_dec() needs a spec, or ext_types to serve as one;"
            " for the value None alone, give type(None)"
        )
    if dec_hook is not None and not customs.plain:
        raise TypeError(
            "dec_hook needs ext_types: name the custom types that it builds, so that they"
            " are part of the spec"
        )
    merged = _merge(spec, customs, dec_hook, strict)
    dec = backend.decoder(
        merged.wire_type,
        strict=strict,
        dec_hook=merged.dec_hook,
        ext_types=customs.codecs,
        unknown_ext=unknown_ext,
        payload=True,
    )
    return MsgDec(backend, dec, spec=merged.spec, hook=dec_hook, customs=customs)


def _merge(spec: Any, customs: Customs, dec_hook: DecHook | None, strict: bool) -> Merged:
    """Return what payloads may be: the spec, and what the hook builds."""
    if spec is None:
        specs = list(customs.types)
    else:
        specs = [spec, *(customs.plain if dec_hook is not None else ())]
    hook = dec_hook_of(customs.codecs, dec_hook) if customs.codecs else dec_hook
    return merge_specs(specs, hook, strict, customs.types)


def describe(name: str, lines: dict[str, Any]) -> str:
    """Return a repr over several lines, one for each of *lines*."""
    body = "".join(
        f"  {key}: {textwrap.indent(_text(value), ' ' * 4).lstrip()}\n"
        for key, value in lines.items()
    )
    return f"<{name}(\n{body})>"


def _text(value: Any) -> str:
    """Return a value for people: a hook by its name, a text as it is."""
    if callable(value):
        return str(getattr(value, "__qualname__", value))
    return str(value)
