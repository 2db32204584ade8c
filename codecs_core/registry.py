"""Names to plugins: list without importing, load one, explain every failure.

The plugin asked for is imported, checked against the contract and kept; no other is
touched, so a broken plugin hurts only who asks for it.
"""

from __future__ import annotations

import difflib
import threading
from typing import Any

import pluggy

from codecs_core import discovery
from codecs_core.capabilities import BackendInfo
from codecs_core.discovery import Provider
from codecs_core.errors import (
    BackendBrokenError,
    BackendContractError,
    BackendNotInstalledError,
    DuplicateBackendError,
    UnknownBackendError,
)
from codecs_core.hookspecs import PROJECT, CodecSpecs

__all__ = ["Registry"]

_REQUIRED = ("codec_info", "codec_encoder", "codec_decoder")


class Registry:
    """The plugins of one process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(CodecSpecs)
        self._backends: dict[str, tuple[Any, BackendInfo]] = {}
        self._lock = threading.RLock()

    def names(self) -> list[str]:
        """Return the names that can be asked for, sorted. Imports none of them."""
        return sorted({*discovery.find_providers(), *self._backends})

    def info(self, libname: str) -> BackendInfo:
        """Load the backend *libname* if need be, and return who it is.

        Raises a :class:`codecs_core.errors.BackendError` that says how to mend it.
        """
        with self._lock:
            if libname not in self._backends:
                self._load(libname)
            if libname not in self._backends:
                raise BackendContractError(
                    f"{libname!r} is an add-on, no backend: it has no codec_info hook",
                    libname=libname,
                )
            return self._backends[libname][1]

    def add(self, plugin: Any, name: str | None = None) -> None:
        """Register *plugin*, an add-on or a backend, under *name*.

        *name* defaults to what its ``codec_info`` says, else to the plugin's own name.
        Raises :class:`BackendContractError` where it breaks the contract, and
        :class:`DuplicateBackendError` where the name is taken.
        """
        with self._lock:
            taken = name is not None and (
                name in self._backends or self._manager.has_plugin(name)
            )
            if taken:
                raise DuplicateBackendError(
                    f"a plugin {name!r} is registered already", libname=str(name)
                )
            self._register(plugin, name, "the plugin object")

    def load(self, name: str) -> None:
        """Import and register the plugin *name*, an add-on or a backend, by its entry point."""
        with self._lock:
            if name not in self._backends and not self._manager.has_plugin(name):
                self._load(name)

    def remove(self, plugin: Any) -> None:
        """Undo :meth:`add`. Codecs that were built already keep working."""
        with self._lock:
            self._manager.unregister(plugin)
            self._backends = {n: b for n, b in self._backends.items() if b[0] is not plugin}

    def call(self, hook: str, libname: str, **options: Any) -> Any:
        """Call a hook of the backend *libname* and of every add-on, no other backend's."""
        mine = self._backends[libname][0]
        others = [plugin for plugin, _ in self._backends.values() if plugin is not mine]
        return self._manager.subset_hook_caller(hook, others)(**options)

    def _load(self, libname: str) -> None:
        """Import the one plugin named *libname* and register it."""
        provider = self._provider(libname)
        try:
            plugin = provider.entry_point.load()
        except ImportError as exc:
            raise _import_failed(provider, exc) from exc
        except Exception as exc:
            raise _broken(provider, "importing it", exc) from exc
        self._register(plugin, libname, f"plugin {libname!r} of {provider.dist_name}", provider)

    def _provider(self, libname: str) -> Provider:
        """Return the one distribution that provides *libname*."""
        found = discovery.find_providers()
        providers = found.get(libname, [])
        if len(providers) == 1:
            return providers[0]
        if not providers:
            raise _unknown(libname, sorted({*found, *self._backends}))
        names = tuple(provider.dist_name for provider in providers)
        error = DuplicateBackendError(
            f"two distributions provide the backend {libname!r}: {' and '.join(names)}."
            f" Uninstall one of them.",
            libname=libname,
        )
        error.providers = names
        raise error

    def _register(
        self, plugin: Any, name: str | None, who: str, provider: Provider | None = None
    ) -> None:
        """Check *plugin* against the contract; keep it whole or not at all."""
        try:
            self._manager.register(plugin, name=name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as exc:
            self._forget(plugin)
            raise _contract(who, name, _first_line(exc)) from exc
        try:
            self._adopt(plugin, name, who, provider)
        except BaseException:
            self._forget(plugin)
            raise

    def _forget(self, plugin: Any) -> None:
        """Undo a registration that did not come to its end."""
        if self._manager.is_registered(plugin):
            self._manager.unregister(plugin)

    def _adopt(
        self, plugin: Any, name: str | None, who: str, provider: Provider | None
    ) -> None:
        """Enter *plugin* among the backends if it claims to be one."""
        hooks = {caller.name for caller in self._manager.get_hookcallers(plugin) or ()}
        if "codec_info" not in hooks:
            return
        missing = [hook for hook in _REQUIRED if hook not in hooks]
        if missing:
            raise _contract(who, name, f"it lacks the hook {', '.join(missing)}")
        others = [p for p in self._manager.get_plugins() if p is not plugin]
        try:
            info = self._manager.subset_hook_caller("codec_info", others)()
        except Exception as exc:
            if provider is None:
                raise _contract(who, name, f"codec_info raised {exc!r}") from exc
            raise _broken(provider, "calling its codec_info", exc) from exc
        if not isinstance(info, BackendInfo):
            raise _contract(who, name, f"codec_info returned {type(info).__name__}")
        if name is not None and info.name != name:
            raise _contract(who, name, f"its codec_info calls it {info.name!r}")
        if info.name in self._backends:
            raise DuplicateBackendError(
                f"a backend {info.name!r} is registered already", libname=info.name
            )
        self._backends = {**self._backends, info.name: (plugin, info)}


def _unknown(libname: str, known: list[str]) -> UnknownBackendError:
    """Build the error for a name that nobody provides."""
    near = difflib.get_close_matches(str(libname), known)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    listed = ", ".join(known) or "none; is codecs-core itself installed?"
    error = UnknownBackendError(
        f"no backend is named {libname!r}.{hint} Known: {listed}. A backend comes with the"
        f" distribution that provides it: install that one.",
        libname=libname,
    )
    error.known, error.near = tuple(known), tuple(near)
    return error


def _import_failed(provider: Provider, exc: ImportError) -> Exception:
    """Tell a library that is not installed from a bug in the plugin."""
    requirement = provider.requirement_of(exc.name) if exc.name else None
    if requirement is None:
        return _broken(provider, "importing it", exc)
    pip = provider.pip_line(requirement)
    if discovery.is_importable(exc.name or ""):
        reason = f"the {exc.name} that is installed does not fit ({exc})"
        pip = pip.replace("install", "install --upgrade", 1)
    else:
        reason = f"its library is not installed ({exc})"
    error = BackendNotInstalledError(
        f"backend {provider.name!r} cannot be used: {reason}. It needs"
        f" {requirement.partition(';')[0].strip()}: {pip}",
        libname=provider.name,
    )
    error.pip = pip
    return error


def _broken(provider: Provider, doing: str, exc: Exception) -> BackendBrokenError:
    """Build the error for a plugin that fails by its own fault."""
    return BackendBrokenError(
        f"backend {provider.name!r} is broken: {doing} raised {type(exc).__name__}: {exc}."
        f" This is a fault of {provider.dist_name} (entry point"
        f" {provider.entry_point.value!r}): report it there, or uninstall it.",
        libname=provider.name,
    )


def _contract(who: str, name: str | None, what: str) -> BackendContractError:
    """Build the error for a plugin that breaks the hook contract."""
    return BackendContractError(
        f"{who} breaks the hook contract: {what}. The contract is the docstring of"
        f" codecs_core.hookspecs.",
        libname=name or "",
    )


def _first_line(exc: BaseException) -> str:
    """Return what pluggy says, without the signatures that it prints below."""
    return " ".join(str(exc).split())
