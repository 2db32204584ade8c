"""Message specs as values: name them, merge them, send them, compare them."""

from codecs_core.spec.checking import check_spec
from codecs_core.spec.matching import MAX_DIFFERENCES, SpecDifference, SpecMatch
from codecs_core.spec.merging import Merged, merge_specs, union_of
from codecs_core.spec.naming import spec_str
from codecs_core.spec.reading import MAX_WIRE_DEPTH
from codecs_core.spec.tokens import MAX_WIRE_CHARS
from codecs_core.spec.typespec import TypeSpec

__all__ = [
    "MAX_DIFFERENCES",
    "MAX_WIRE_CHARS",
    "MAX_WIRE_DEPTH",
    "Merged",
    "SpecDifference",
    "SpecMatch",
    "TypeSpec",
    "check_spec",
    "merge_specs",
    "spec_str",
    "union_of",
]
