"""Names to plugins: list without importing, load one, explain every failure.

The plugin asked for is imported, checked against the contract and kept; no other is
touched, so a broken plugin hurts only who asks for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import pluggy

from codecs_core.capabilities import BackendInfo
from codecs_core.errors import DuplicateBackendError, UnknownBackendError
from codecs_core.exts.types import TypeCodec
from codecs_core.registry import discovery
from codecs_core.registry.candidate import (
    Candidate,
    duplicate,
    new_manager,
    refuse_add_on,
    unknown,
)
from codecs_core.registry.contributed import contributed_types
from codecs_core.registry.discovery import Provider
from codecs_core.registry.loading import import_plugin

__all__ = ["Registry"]

_BUILDERS = ("codec_encoder", "codec_decoder")


class Registry:
    """The plugins of one process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._manager = new_manager()
        # Replaced, never changed: `call` and `names` read it without the lock.
        self._backends: dict[str, tuple[Any, BackendInfo]] = {}
        self._lock = threading.RLock()

    def names(self) -> list[str]:
        """Return the names that can be asked for, sorted. Imports none of them."""
        return sorted({*discovery.find_providers(), *self._backends})

    def info(self, libname: str) -> BackendInfo:
        """Load the backend *libname* if need be, and return who it is.

        Raises a :class:`codecs_core.errors.BackendError` that says how to mend it.
        """
        if libname not in self._backends:
            self._load(libname, backend=True)
        return self._backends[libname][1]

    def load(self, name: str) -> None:
        """Import and register the plugin *name*, an add-on or a backend, by its entry point."""
        if not self._manager.has_plugin(name):
            self._load(name, backend=False)

    def add(self, plugin: Any, name: str | None = None) -> None:
        """Register *plugin*, an add-on or a backend, under *name*.

        *name* defaults to what its ``codec_info`` says, else to the plugin's own name.
        Raises :class:`BackendContractError` where it breaks the contract,
        :class:`BackendBrokenError` where its ``codec_info`` raises, and
        :class:`DuplicateBackendError` where it or its name is registered or installed.
        """
        with self._lock:
            own_name = name or self._manager.get_canonical_name(plugin)
            self._refuse_taken(own_name)
            self._register(Candidate(plugin, name), own_name)

    def ext_types(self, name: str) -> tuple[TypeCodec[Any], ...]:
        """Return what the hook ``codec_ext_types`` of the plugin *name* gives, checked.

        A plugin that is not active is imported, and stays so: its other hooks do nothing.
        """
        plugin = self._manager.get_plugin(name)
        if plugin is not None:
            return contributed_types(Candidate(plugin, name))
        provider = self._provider(name)
        return contributed_types(Candidate(import_plugin(provider), name, provider))

    def remove(self, plugin: Any) -> None:
        """Undo :meth:`add`. Raises ``ValueError`` where *plugin* is not registered."""
        with self._lock:
            if not self._manager.is_registered(plugin):
                raise ValueError(f"{plugin!r} is not registered")
            self._manager.unregister(plugin)
            self._backends = {n: b for n, b in self._backends.items() if b[0] is not plugin}

    def call(self, hook: str, libname: str, **options: Any) -> Any:
        """Call a hook of the backend *libname* and of every add-on, no other backend's."""
        backends = self._backends
        if libname not in backends:
            raise UnknownBackendError(f"backend {libname!r} was unregistered", libname=libname)
        others = [plugin for name, (plugin, _) in backends.items() if name != libname]
        return self._manager.subset_hook_caller(hook, others)(**options)

    def call_alone(self, hook: str, libname: str, **options: Any) -> Any:
        """Call a hook of the backend *libname*, and no add-on's."""
        mine = self._backends[libname][0]
        others = [plugin for plugin in self._manager.get_plugins() if plugin is not mine]
        return self._manager.subset_hook_caller(hook, others)(**options)

    def snapshot(self, libname: str) -> Callable[..., Any]:
        """Return ``call(hook, **options)`` on the backend and the add-ons that there are now.

        For what a codec builds later than itself: it must go through the same hands.
        """
        mine = self._backends[libname][0]
        foreign = [plugin for plugin, _ in self._backends.values() if plugin is not mine]
        plugins = [
            (name, plugin)
            for name, plugin in self._manager.list_name_plugin()
            if plugin is not None and plugin not in foreign
        ]

        @cache
        def manager() -> pluggy.PluginManager:
            manager = new_manager()
            for name, plugin in plugins:
                manager.register(plugin, name=name)
            return manager

        return lambda hook, **options: getattr(manager().hook, hook)(**options)

    def _load(self, name: str, *, backend: bool) -> None:
        """Import the one plugin named *name* and register it."""
        provider = self._provider(name)
        # Not under the lock: the plugin's module has a lock too, and who holds that one
        # (an import in another thread, that calls us) would wait for ours.
        candidate = Candidate(import_plugin(provider), name, provider)
        with self._lock:
            if self._manager.get_plugin(name) is not candidate.plugin:
                self._register(candidate, name, backend=backend)
            elif backend and name not in self._backends:
                refuse_add_on(candidate)

    def _provider(self, name: str) -> Provider:
        """Return the one distribution that provides *name*."""
        found = discovery.find_providers()
        providers = found.get(name, [])
        if len(providers) == 1:
            return providers[0]
        if not providers:
            raise unknown(name, sorted({*found, *self._backends}))
        raise duplicate(name, tuple(provider.dist_name for provider in providers))

    def _refuse_taken(self, name: str) -> None:
        """Refuse a name that means another plugin already, loaded or not."""
        if name in self._backends or self._manager.has_plugin(name):
            raise DuplicateBackendError(
                f"a plugin {name!r} is registered already", libname=name
            )
        if name in discovery.find_providers():
            raise DuplicateBackendError(
                f"a plugin {name!r} is installed: load_plugin({name!r}) activates that one",
                libname=name,
            )

    def _register(self, candidate: Candidate, own_name: str, *, backend: bool = False) -> None:
        """Check a plugin against the contract; keep it whole or not at all."""
        plugin = candidate.plugin
        if self._manager.is_registered(plugin):
            raise DuplicateBackendError(
                f"{plugin!r} is registered already, as {self._manager.get_name(plugin)!r}",
                libname=own_name,
            )
        try:
            candidate.register_with(self._manager, own_name)
            if self._own_hooks(candidate):
                self._adopt(candidate)
            elif backend:
                refuse_add_on(candidate)
        except BaseException:
            if self._manager.is_registered(plugin):
                self._manager.unregister(plugin)
            raise

    def _own_hooks(self, candidate: Candidate) -> set[str]:
        """Return the hooks of a backend, none for an add-on: what it wraps is not its own."""
        own = {
            hook
            for hook in ("codec_info", *_BUILDERS)
            for impl in getattr(self._manager.hook, hook).get_hookimpls()
            if impl.plugin is candidate.plugin and not (impl.wrapper or impl.hookwrapper)
        }
        if own and "codec_info" not in own:
            raise candidate.breach(
                f"it has {' and '.join(sorted(own))} but no codec_info. A backend needs it;"
                f" an add-on wraps the hooks of others with @hookimpl(wrapper=True)"
            )
        missing = [hook for hook in _BUILDERS if hook not in own]
        if own and missing:
            raise candidate.breach(f"it lacks the hook {' and '.join(missing)}")
        return own

    def _adopt(self, candidate: Candidate) -> None:
        """Enter a plugin among the backends, by the name that its ``codec_info`` says."""
        plugin, name = candidate.plugin, candidate.name
        others = [p for p in self._manager.get_plugins() if p is not plugin]
        try:
            info = self._manager.subset_hook_caller("codec_info", others)()
        except Exception as exc:
            raise candidate.failure("codec_info", exc) from exc
        if not isinstance(info, BackendInfo):
            raise candidate.breach(
                f"codec_info returned {type(info).__name__}, not BackendInfo"
            )
        if name is None:
            self._refuse_taken(info.name)
        elif info.name != name:
            raise candidate.breach(f"its codec_info calls it {info.name!r}, not {name!r}")
        self._backends = {**self._backends, info.name: (plugin, info)}
