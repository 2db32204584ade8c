"""What can come of a case."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Outcome", "Result"]


class Outcome(StrEnum):
    """What came of one case on one backend. There is no skip.

    Good: ``PASSED``; ``REFUSED``, as the backend's capabilities declare; ``KNOWN_FAILURE``,
    as its ledger says. Everything else fails.
    """

    PASSED = "passed"
    REFUSED = "refused"
    KNOWN_FAILURE = "known failure"
    WRONG_VALUE = "wrong value"
    WRONG_TYPE = "wrong type"
    ACCEPTED = "accepted bad input"
    WRONG_ERROR = "wrong error"
    FALSE_CLAIM = "false claim"
    UNCLAIMED = "unclaimed"
    STALE = "stale ledger entry"
    CRASH = "crash"
    TIMEOUT = "timeout"
    NOT_TESTABLE = "not testable"

    @property
    def good(self) -> bool:
        """Whether a backend may have it and conform."""
        return self in (Outcome.PASSED, Outcome.REFUSED, Outcome.KNOWN_FAILURE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one case: what kind of wrong, in words, and what it was about.

    ``expected`` and ``got`` are texts for people; ``data`` the bytes on the wire, if any.
    """

    outcome: Outcome
    detail: str
    expected: str = ""
    got: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case on one backend; the rest is as in :class:`Finding`."""

    case_id: str
    libname: str
    outcome: Outcome
    detail: str = ""
    expected: str = ""
    got: str = ""
    data: bytes = b""

    @property
    def good(self) -> bool:
        """Whether the backend may have this result and conform."""
        return self.outcome.good

    @property
    def reproduce(self) -> str:
        """The command that runs this case again."""
        return shlex.join(["codecs-core", "conform", self.libname, "-k", self.case_id])
