"""Compare values exactly: the core's own comparison, which it checks parity with too."""

from codecs_core.exact import Difference, difference

__all__ = ["Difference", "difference"]
