"""Count the work that Python code does, so that no test of it needs a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

__all__ = ["steps"]


def steps(work: Callable[[], Any]) -> int:
    """Return how many lines of Python *work* runs, whatever it raises.

    The least of three runs: the collector calls back into Python when it pleases.
    """
    return min(_steps(work) for _ in range(3))


def _steps(work: Callable[[], Any]) -> int:
    count = 0

    def trace(_frame: Any, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except Exception:
        return count
    finally:
        sys.settrace(before)
    return count
