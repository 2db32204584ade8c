"""Find plugins by their entry points, without importing any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from codecs_core.hookspecs import PROJECT
from codecs_core.registry.requirement import Requirement, normal

__all__ = ["Provider", "find_providers"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One distribution that provides one name.

    ``dist_name`` and ``requires`` come from the distribution's own metadata.
    """

    entry_point: metadata.EntryPoint
    dist_name: str
    requires: tuple[Requirement, ...]

    @property
    def name(self) -> str:
        """The libname."""
        return self.entry_point.name

    def requirement_of(self, module: str) -> Requirement | None:
        """Return the requirement that brings *module*, which is not installed, if any.

        A distribution may bring modules of another name (PyYAML: ``yaml``). So where none
        has the module's name, one that this plugin needs and that is not there will do.
        """
        wanted = normal(module.partition(".")[0])
        if wanted == normal(self.entry_point.module.partition(".")[0]):
            return None
        named = [r for r in self.requires if r.name == wanted]
        absent = [r for r in self.needs() if r.installed() is None]
        # The extra named like the plugin comes before `all`, `dev` and the like.
        return min(named or absent, key=lambda r: not r.concerns(self.name), default=None)

    def needs(self) -> list[Requirement]:
        """Return what this plugin needs for certain."""
        return [r for r in self.requires if r.concerns(self.name)]

    def pip_line(self, requirement: Requirement) -> str:
        """Return the command that brings *requirement*: by its extra, where it has one."""
        extra = requirement.extra
        target = f"{self.dist_name}[{extra}]" if extra else requirement.text
        return f"pip install '{target}'"


def find_providers() -> dict[str, list[Provider]]:
    """Return every provider by its name, names sorted.

    A distribution whose metadata cannot be read is passed over: it can provide nothing. Of
    one that is installed twice, the first on ``sys.path`` counts, as for an import.
    """
    found: dict[str, list[Provider]] = {}
    for name in sorted(set(_candidates())):
        for provider in _providers_of(name):
            found.setdefault(provider.name, []).append(provider)
    return dict(sorted(found.items()))


def _candidates() -> Iterator[str]:
    """Yield the names of the distributions that may have an entry point for us."""
    for dist in metadata.distributions():
        try:
            # Most have nothing for us: one look at the text spares the parsing.
            if PROJECT in (dist.read_text("entry_points.txt") or ""):
                yield normal(dist.metadata["Name"])
        except Exception:  # noqa: S112  see find_providers
            continue


def _providers_of(dist_name: str) -> list[Provider]:
    """Return what the first distribution of this name on ``sys.path`` provides."""
    try:
        dist = metadata.distribution(dist_name)
        requires = tuple(map(Requirement.parse, dist.requires or ()))
        points = [point for point in dist.entry_points if point.group == PROJECT]
        return [Provider(point, dist.metadata["Name"], requires) for point in points]
    except Exception:
        return []
