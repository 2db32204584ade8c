"""Find plugins by their entry points, without importing any."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from importlib import metadata

from codecs_core.hookspecs import PROJECT

__all__ = ["Provider", "find_providers"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One distribution that provides one name.

    ``dist_name`` and ``requires`` come from the distribution's own metadata.
    """

    entry_point: metadata.EntryPoint
    dist_name: str
    requires: tuple[str, ...]

    @property
    def name(self) -> str:
        """The libname."""
        return self.entry_point.name

    def requirement_of(self, module: str) -> str | None:
        """Return the requirement of the distribution that *module* belongs to, if any."""
        wanted = _normal(module.partition(".")[0])
        named = (r for r in self.requires if _normal(_requirement_name(r)) == wanted)
        return next(iter(sorted(named, key=self._foreign_extra)), None)

    def _foreign_extra(self, requirement: str) -> bool:
        """Sort the extra named like the plugin before ``all``, ``dev`` and the like."""
        return _extra_of(requirement) != self.name

    def pip_line(self, requirement: str) -> str:
        """Return the command that brings *requirement*: by its extra, where it has one."""
        extra = _extra_of(requirement)
        target = f"{self.dist_name}[{extra}]" if extra else requirement.partition(";")[0]
        return f"pip install '{target.strip()}'"


def find_providers() -> dict[str, list[Provider]]:
    """Return every provider by its name, names sorted.

    A distribution whose metadata cannot be read is passed over: it can provide nothing. Of
    one that is installed twice, the first on ``sys.path`` counts, as for an import.
    """
    found: dict[str, list[Provider]] = {}
    seen: set[str] = set()
    for dist in metadata.distributions():
        for provider in _providers_of(dist, seen):
            found.setdefault(provider.name, []).append(provider)
    return dict(sorted(found.items()))


def is_importable(module: str) -> bool:
    """Tell whether the top-level package of *module* is there to import."""
    try:
        return importlib.util.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def _providers_of(dist: metadata.Distribution, seen: set[str]) -> list[Provider]:
    """Return what one distribution provides, once."""
    try:
        # Most distributions have nothing for us: one look at the text spares the parsing.
        if PROJECT not in (dist.read_text("entry_points.txt") or ""):
            return []
        points = [point for point in dist.entry_points if point.group == PROJECT]
        name = dist.metadata["Name"]
        requires = tuple(dist.requires or ())
    except Exception:
        return []
    if not points or _normal(name) in seen:
        return []
    seen.add(_normal(name))
    return [Provider(point, name, requires) for point in points]


def _normal(name: str) -> str:
    """Return a distribution's name in its normal form (PyPA name normalization)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirement_name(requirement: str) -> str:
    """Return the name at the start of a requirement (PyPA dependency specifiers)."""
    match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
    return match.group(1) if match else ""


def _extra_of(requirement: str) -> str | None:
    """Return the extra that asks for a requirement, or ``None``."""
    match = re.search(r"""extra\s*==\s*["']([^"']+)["']""", requirement)
    return match.group(1) if match else None
