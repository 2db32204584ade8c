"""A plugin on its way into the registry, and the errors for one that does not get there."""

from __future__ import annotations

import difflib
import inspect
import re
from dataclasses import dataclass
from typing import Any, NoReturn

import pluggy

from codecs_core.errors import (
    BackendBrokenError,
    BackendContractError,
    BackendError,
    DuplicateBackendError,
    UnknownBackendError,
)
from codecs_core.hookspecs import PROJECT, CodecSpecs
from codecs_core.registry.discovery import Provider
from codecs_core.registry.loading import explain

__all__ = ["Candidate", "duplicate", "new_manager", "refuse_add_on", "unknown"]

_HOOKS = [name for name in vars(CodecSpecs) if name.startswith("codec_")]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin on its way into the registry, and what is said of it where it fails.

    ``name`` is its libname or, without a ``provider``, the name it is to have, if any.
    """

    plugin: Any
    name: str | None
    provider: Provider | None = None

    def breach(self, what: str) -> BackendContractError:
        """Return the error for a plugin that breaks the hook contract."""
        who = repr(self.plugin)
        if self.provider is not None:
            who = f"plugin {self.name!r} of {self.provider.dist_name}"
        return BackendContractError(
            f"{who} breaks the hook contract: {what}. The contract is the docstring of"
            f" codecs_core.hookspecs.",
            libname=self.name or "",
        )

    def failure(self, hook: str, exc: Exception) -> BackendError:
        """Return the error for a plugin whose *hook* raised *exc*."""
        if self.provider is not None:
            return explain(self.provider, f"calling its {hook}", exc)
        return BackendBrokenError(
            f"{self.plugin!r} is broken: its {hook} raised {type(exc).__name__}: {exc}",
            libname=self.name or "",
        )

    def register_with(self, manager: pluggy.PluginManager, name: str) -> None:
        """Hand the plugin to pluggy, which checks its hooks' names and signatures."""
        try:
            manager.register(self.plugin, name=name)
            manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as exc:
            raise self.breach(_in_one_line(exc)) from exc


def new_manager() -> pluggy.PluginManager:
    """Return a plugin manager that knows the hooks and no plugin."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(CodecSpecs)
    return manager


def unknown(name: str, known: list[str]) -> UnknownBackendError:
    """Build the error for a name that nobody provides."""
    near = difflib.get_close_matches(name, known)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    listed = ", ".join(known) or "none; is codecs-core itself installed?"
    error = UnknownBackendError(
        f"no backend is named {name!r}.{hint} Known: {listed}. A backend comes with the"
        f" distribution that provides it: install that one.",
        libname=name,
    )
    error.known, error.near = tuple(known), tuple(near)
    return error


def duplicate(name: str, dist_names: tuple[str, ...]) -> DuplicateBackendError:
    """Build the error for a name that several distributions provide."""
    error = DuplicateBackendError(
        f"{len(dist_names)} distributions provide the backend {name!r}:"
        f" {' and '.join(dist_names)}. Uninstall all but one.",
        libname=name,
    )
    error.providers = dist_names
    return error


def refuse_add_on(candidate: Candidate) -> NoReturn:
    """Raise the error for an add-on that is asked to be a backend."""
    if callable(getattr(candidate.plugin, "codec_info", None)):
        raise candidate.breach("its codec_info is not marked with @hookimpl")
    raise candidate.breach(
        f"it is an add-on, no backend, for it has no codec_info hook;"
        f" load_plugin({candidate.name!r}) activates an add-on"
    )


def _in_one_line(exc: BaseException) -> str:
    """Return what pluggy says, which comes in several lines, and the contract's word."""
    said = " ".join(str(exc).split()).rstrip(".")
    match = re.search(r"hook '(\w+)'", said)
    hook = match.group(1) if match else ""
    if hook in _HOOKS:
        takes = inspect.signature(getattr(CodecSpecs, hook)).parameters
        return f"{said}; the contract has {hook}({', '.join([*takes][1:])})"
    near = difflib.get_close_matches(hook, _HOOKS, n=1)
    return f"{said} (did you mean {near[0]}?)" if near else said
