"""The process's registry, as applications use it."""

from __future__ import annotations

from typing import Any

from codecs_core.backend import Backend
from codecs_core.registry import Registry

__all__ = [
    "backend_names",
    "get_backend",
    "load_plugin",
    "register_plugin",
    "unregister_plugin",
]

_registry = Registry()


def backend_names() -> list[str]:
    """Return the names of all installed plugins, sorted. Imports none of them."""
    return _registry.names()


def get_backend(libname: str) -> Backend:
    """Return the backend *libname*, importing it if need be.

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

    An add-on sees the codecs that are built from then on. Raises as :func:`get_backend`.
    """
    _registry.load(name)


def register_plugin(plugin: Any, name: str | None = None) -> None:
    """Activate a plugin object: an add-on, or a backend that is not installed.

    Raises :class:`BackendContractError` where it breaks the hook contract, and
    :class:`DuplicateBackendError` where its name is taken.
    """
    _registry.add(plugin, name)


def unregister_plugin(plugin: Any) -> None:
    """Undo :func:`register_plugin`. Codecs that were built already keep working."""
    _registry.remove(plugin)
