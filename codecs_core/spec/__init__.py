"""Message specs as values: name them, merge them, send them, compare them."""

from codecs_core.spec.merging import Merged, merge_specs, union_of
from codecs_core.spec.naming import spec_str

__all__ = ["Merged", "merge_specs", "spec_str", "union_of"]
