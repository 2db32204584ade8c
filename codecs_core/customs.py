"""Sort out ``ext_types``: plain classes, which need hooks, and type codecs, which do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from codecs_core.exts.types import TypeCodec, unsupported
from codecs_core.hookspecs import EncHook

__all__ = ["Customs", "sort_out"]


class Customs(NamedTuple):
    """The custom types that a codec was given.

    ``codecs`` are its :class:`TypeCodec` objects, ``plain`` its classes, ``types`` the
    classes of both, in the order given.
    """

    codecs: tuple[TypeCodec[Any], ...]
    plain: tuple[Any, ...]
    types: tuple[Any, ...]

    def only(self, enc_hook: EncHook | None) -> EncHook | None:
        """Return *enc_hook* made to take instances of the plain types and nothing else."""
        if enc_hook is None:
            return None
        hook: Callable[[Any], Any] = enc_hook
        plain = self.plain

        def declared_only(obj: Any) -> Any:
            if not isinstance(obj, plain):
                raise unsupported(obj)
            return hook(obj)

        declared_only.__qualname__ = getattr(enc_hook, "__qualname__", "enc_hook")
        return declared_only


def sort_out(ext_types: Iterable[Any] | None) -> Customs:
    """Return *ext_types* sorted out."""
    given = tuple(ext_types or ())
    codecs = tuple(one for one in given if isinstance(one, TypeCodec))
    plain = tuple(one for one in given if not isinstance(one, TypeCodec))
    types = tuple(one.type if isinstance(one, TypeCodec) else one for one in given)
    return Customs(codecs, plain, types)
