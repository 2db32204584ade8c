"""Count the work that Python code does, so that no test of it needs a clock."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["steps"]


def steps(work: Callable[[], Any]) -> int:
    """Return how many lines of Python *work* runs, whatever it raises."""
    count = 0

    def trace(_frame: Any, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    gc.disable()  # the collector calls back into Python when it pleases
    sys.settrace(trace)
    try:
        work()
    except Exception:
        return count
    finally:
        sys.settrace(before)
        gc.enable()
    return count
