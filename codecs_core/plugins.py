"""The process's registry, as applications use it."""

from __future__ import annotations

from typing import Any

from codecs_core.backend import Backend
from codecs_core.exts.types import TypeCodec
from codecs_core.registry import Registry

__all__ = [
    "backend_names",
    "ext_types_of",
    "get_backend",
    "load_plugin",
    "register_plugin",
    "unregister_plugin",
]

_registry = Registry()


def backend_names() -> list[str]:
    """Return the names that plugins are installed under, sorted. Imports none of them.

    So it lists what may well be broken or lack its library, and installed add-ons too:
    nothing but importing a plugin tells whether it is a backend. Who must know asks
    :func:`get_backend`. A backend that :func:`register_plugin` activated is listed as well.
    """
    return _registry.names()


def get_backend(libname: str) -> Backend:
    """Return the backend *libname*, importing it if need be.

    A second call after a failure tries again: the library may be there by then.

    Raises
    ------
    UnknownBackendError: nobody provides the name; the text lists the known ones.
    DuplicateBackendError: two distributions provide it.
    BackendNotInstalledError: its library is missing or too old; the text has the pip line.
    BackendBrokenError: the plugin fails by its own fault.
    BackendContractError: the plugin breaks the hook contract.
    """
    if not isinstance(libname, str):
        raise TypeError(f"libname must be a str, not {type(libname).__name__}")
    return Backend(_registry.info(libname), _registry)


def load_plugin(name: str) -> None:
    """Import and activate the installed plugin *name*: an add-on, or a backend.

    An add-on sees the codecs that are built from then on. To install one is not to activate
    it: it would have to be imported before every first codec, could break programs that
    never asked for it, and what it does to the bytes is the application's to decide.

    Once active it stays so; a second call does nothing. Raises as :func:`get_backend`.
    """
    _registry.load(name)


def ext_types_of(name: str) -> tuple[TypeCodec[Any], ...]:
    """Return the custom types that the plugin *name* contributes, for an ``ext_types``.

    *name* is that of an installed plugin's entry point, or of one that is registered. Only
    this plugin is imported and asked, by its hook ``codec_ext_types``; whatever else it can
    do is not activated. A plugin that nobody names contributes nothing.

    Raises as :func:`get_backend`; :class:`BackendContractError` for a plugin that has no such
    hook, or whose types are none or clash.
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be a str, not {type(name).__name__}")
    return _registry.ext_types(name)


def register_plugin(plugin: Any, name: str | None = None) -> None:
    """Activate a plugin object: an add-on, or a backend that is not installed.

    *name* defaults to what its ``codec_info`` says, or for an add-on to its ``__name__``.
    Raises :class:`BackendContractError` where it breaks the hook contract,
    :class:`BackendBrokenError` where its ``codec_info`` raises, and
    :class:`DuplicateBackendError` where it is registered already or where its name is that
    of another plugin, registered or installed.
    """
    _registry.add(plugin, name)


def unregister_plugin(plugin: Any) -> None:
    """Undo :func:`register_plugin`. Codecs that were built already keep working.

    Raises ``ValueError`` where *plugin* is not registered.
    """
    _registry.remove(plugin)
