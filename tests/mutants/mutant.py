"""What a mutant is: the reference backend with one thing wrong, and who finds it out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
from plainpack import Reader, Writer
from reference import Plain

from codecs_core import register_plugin, unregister_plugin
from codecs_core_conformance import Case, Outcome, Pair, Result, run_case, run_pair
from codecs_core_conformance.catalog import suite
from codecs_core_conformance.scenario import Scenario

__all__ = ["BY_ID", "Lie", "Mutant", "installed", "run", "run_beside"]

BY_ID: dict[str, Case | Scenario] = {case.id: case for case in suite()}


@dataclass(frozen=True, slots=True)
class Lie:
    """That a capability is claimed and not had (``over``), or had and not claimed."""

    capability: str
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The reference with one thing wrong.

    Attributes
    ----------
    name: what is wrong, in a few words.
    killers: ids of cases that find it out, each with the outcome that it must have.
    beside: ids of cases in which it must differ from the backend ``msgspec``.
    writer, reader, plugin: methods of the three parts, by name, written wrong.
    claims: capabilities by name, as it declares them.
    lie: what it is dishonest about, if that is what is wrong.
    """

    name: str
    killers: Mapping[str, Outcome] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    writer: Mapping[str, Any] = field(default_factory=dict)
    reader: Mapping[str, Any] = field(default_factory=dict)
    plugin: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    lie: Lie | None = None

    def make(self) -> Plain:
        """Return the backend."""
        parts = {
            "writer": type("BrokenWriter", (Writer,), dict(self.writer)),
            "reader": type("BrokenReader", (Reader,), dict(self.reader)),
            "claims": dict(self.claims),
        }
        made: Plain = type("Broken", (Plain,), {**parts, **self.plugin})()
        return made


@contextmanager
def installed(plugin: Any) -> Iterator[None]:
    """Have *plugin* registered for a while."""
    register_plugin(plugin)
    try:
        yield
    finally:
        unregister_plugin(plugin)


def run(case_id: str, libname: str = Plain.name) -> Result:
    """Run one case on a copy of its object: a mutant may do anything to it."""
    return run_case(_copied(BY_ID[case_id]), libname)


def run_beside(case_id: str) -> Result:
    """Run one case from the mutant to the backend ``msgspec``."""
    case: Any = BY_ID[case_id]
    return run_pair(case, Pair(Plain.name, "msgspec"))


def _copied(case: Case | Scenario) -> Case | Scenario:
    if isinstance(case, Scenario) or case.send is msgspec.UNSET:
        return case
    try:
        return replace(case, send=copy.deepcopy(case.send))
    except (TypeError, RecursionError):
        return case
