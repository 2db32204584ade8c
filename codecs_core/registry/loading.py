"""Import one plugin, and tell whose fault it is where that fails."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Any

from codecs_core.errors import BackendBrokenError, BackendError, BackendNotInstalledError
from codecs_core.registry.discovery import Provider
from codecs_core.registry.requirement import Requirement

__all__ = ["explain", "import_plugin"]


def import_plugin(provider: Provider) -> Any:
    """Return the plugin object that *provider* names.

    Raises :class:`BackendNotInstalledError` where a library that it requires is missing or
    too old, and :class:`BackendBrokenError` for any other failure.
    """
    # First, for an old library may import well and fail later, with somebody's message.
    for requirement in provider.needs():
        if requirement.is_outdated():
            has = f"but {requirement.name} {requirement.installed()} is installed"
            raise _not_installed(provider, requirement, has)
    try:
        return provider.entry_point.load()
    except Exception as exc:
        raise explain(provider, "importing it", exc) from exc


def explain(provider: Provider, doing: str, exc: Exception) -> BackendError:
    """Return the error for a plugin that raised *exc*: not installed, or broken."""
    for missing in _missing_modules(exc):
        requirement = provider.requirement_of(missing)
        if requirement is not None:
            why = f"which is not installed (no module named {missing!r})"
            return _not_installed(provider, requirement, why)
    return BackendBrokenError(
        f"backend {provider.name!r} is broken: {doing} raised {type(exc).__name__}: {exc}."
        f" This is a fault of {provider.dist_name} (entry point"
        f" {provider.entry_point.value!r}): report it there, or uninstall it.",
        libname=provider.name,
    )


def _missing_modules(exc: BaseException | None) -> Iterator[str]:
    """Yield the modules that are not there at all, from *exc* down to its causes."""
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        if isinstance(exc, ModuleNotFoundError) and exc.name and not _is_there(exc.name):
            yield exc.name
        exc = exc.__cause__ or exc.__context__


def _is_there(module: str) -> bool:
    """Tell whether the top-level package of *module* is there to import."""
    try:
        return importlib.util.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def _not_installed(
    provider: Provider, requirement: Requirement, why: str
) -> BackendNotInstalledError:
    """Build the error for a library that is missing or too old."""
    pip = provider.pip_line(requirement)
    error = BackendNotInstalledError(
        f"backend {provider.name!r} needs {requirement.text}, {why}. This brings it: {pip}",
        libname=provider.name,
    )
    error.pip = pip
    return error
