"""One line of a distribution's requirements, as far as a registry must read it.

``packaging`` would read all of it, and would be one more dependency of everybody. What
cannot be judged here counts as met, so that the plugin itself has the word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata

__all__ = ["Requirement", "normal"]

# PyPA dependency specifiers: name, extras, versions; then the marker.
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_EXTRA = re.compile(r"""\(?\s*extra\s*==\s*["']([^"']+)["']\s*\)?""")
_AT_LEAST = re.compile(r"(?:>=|~=)\s*([0-9][^\s,;)]*)")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement, such as ``cbor2>=6.2; extra == "cbor"``.

    ``text`` is what pip takes, without the marker; ``extra`` the extra that asks for it;
    ``conditional`` tells that it depends on more than that.
    """

    text: str
    name: str
    extra: str | None
    conditional: bool

    @classmethod
    def parse(cls, line: str) -> Requirement:
        """Read a ``Requires-Dist`` line."""
        text, _, marker = line.partition(";")
        name, extra = _NAME.match(text), _EXTRA.search(marker)
        return cls(
            text=text.strip(),
            name=normal(name.group(1)) if name else "",
            extra=extra.group(1) if extra else None,
            conditional=bool(_EXTRA.sub("", marker, count=1).strip()),
        )

    def concerns(self, plugin: str) -> bool:
        """Tell whether *plugin*, of the distribution that says this, needs it for certain."""
        mine = self.extra is None or normal(self.extra) == normal(plugin)
        return mine and not self.conditional

    def installed(self) -> str | None:
        """Return the version of it that is installed, if any."""
        try:
            return metadata.version(self.name)
        except Exception:  # unreadable metadata is no version either
            return None

    def is_outdated(self) -> bool:
        """Tell whether what is installed is older than this asks for."""
        version = self.installed()
        wanted = _AT_LEAST.search(self.text.partition("@")[0])
        if version is None or wanted is None or "!" in version + wanted.group(1):
            return False
        return _release(version) < _release(wanted.group(1))


def normal(name: str) -> str:
    """Return a distribution's name in its normal form (PyPA name normalization)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, no zeros behind them: 6.2 is 6.2.0."""
    match = _RELEASE.match(version)
    numbers = [int(part) for part in match.group().split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
