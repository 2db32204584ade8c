"""Custom types that a plugin contributes: asked for by the plugin's name, and checked."""

from __future__ import annotations

from typing import Any

from codecs_core.exts.reading import ExtReader
from codecs_core.exts.types import TypeCodec, TypeTable
from codecs_core.registry.candidate import Candidate, new_manager

__all__ = ["contributed_types"]

_HOOK = "codec_ext_types"


def contributed_types(candidate: Candidate) -> tuple[TypeCodec[Any], ...]:
    """Return what the plugin's ``codec_ext_types`` gives; no other plugin is asked.

    Raises :class:`codecs_core.errors.BackendContractError` for a plugin that has no such
    hook, or whose hook gives anything but type codecs that go together; and
    :class:`codecs_core.errors.BackendBrokenError`, or
    :class:`codecs_core.errors.BackendNotInstalledError`, where the hook raises.
    """
    # Of its own, so that asking for types activates nothing that the plugin wraps.
    manager = new_manager()
    candidate.register_with(manager, candidate.name or "")
    found = manager.hook.codec_ext_types.get_hookimpls()
    if all(impl.wrapper or impl.hookwrapper for impl in found):
        raise candidate.breach(f"it has no {_HOOK} hook, and so no types to give")
    try:
        (given,) = manager.hook.codec_ext_types() or [None]
    except Exception as exc:
        raise candidate.failure(_HOOK, exc) from exc
    return _checked(candidate, given)


def _checked(candidate: Candidate, given: Any) -> tuple[TypeCodec[Any], ...]:
    """Return what a hook gave, where it is type codecs that go together."""
    if not isinstance(given, (list, tuple)):
        raise candidate.breach(f"{_HOOK} returned {type(given).__name__}, not a list")
    for one in given:
        if not isinstance(one, TypeCodec):
            raise candidate.breach(f"{_HOOK} returned a {type(one).__name__} in its list")
    try:
        TypeTable(given)
        ExtReader(given)
    except (TypeError, ValueError) as exc:
        raise candidate.breach(
            f"{_HOOK} returned types that do not go together: {exc}"
        ) from exc
    return tuple(given)
