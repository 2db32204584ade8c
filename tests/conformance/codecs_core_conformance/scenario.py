"""What a case cannot say as data: a few steps on one backend, in the order of a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codecs_core_conformance.exact import difference
from codecs_core_conformance.outcomes import Outcome

__all__ = ["Scenario", "Unmet", "expect", "refuses", "scenario"]


class Unmet(Exception):  # noqa: N818  what a scenario finds is no error of its own
    """Something is not as the scenario says: ``outcome`` is what kind of wrong."""

    def __init__(self, text: str, outcome: Outcome = Outcome.WRONG_VALUE) -> None:
        super().__init__(text)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story that must come true on every backend.

    ``id`` is permanent; ``why`` says what users rely on; ``run(libname)`` raises
    :class:`Unmet` where it does not come true.
    """

    id: str
    why: str
    run: Callable[[str], None]

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]


def scenario(name: str) -> Callable[[Callable[[str], None]], Scenario]:
    """Make a scenario of a function, whose docstring says why it exists."""

    def make(run: Callable[[str], None]) -> Scenario:
        return Scenario(name, (run.__doc__ or "").strip(), run)

    return make


def expect(expected: Any, got: Any, what: str = "") -> None:
    """Raise :class:`Unmet` unless the two are exactly the same."""
    found = difference(expected, got)
    if found is not None:
        raise Unmet(f"{what}: {found}" if what else found)


def refuses(kind: type[Exception], work: Callable[[], Any], **attributes: Any) -> Exception:
    """Return the exception of *kind* that *work* raises, its *attributes* as given."""
    try:
        got = work()
    except kind as exc:
        for name, wanted in attributes.items():
            expect(wanted, getattr(exc, name), f"the error's {name}")
        return exc
    raise Unmet(f"expected {kind.__name__}, got {got!r}")
