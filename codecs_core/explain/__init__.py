"""Explain refusals: from whatever a library raised to one error with a place and a wish.

One translation for all backends. A refused message is read once more, untyped and by the
same library, and checked in Python; so the same bad message gives the same words wherever
it is refused. Slow on purpose: nothing here is on the path of a good message, and nothing
here raises.
"""

from codecs_core.explain.decoding import Reading, explain_decoding
from codecs_core.explain.encoding import explain_encoding

__all__ = ["Reading", "explain_decoding", "explain_encoding"]
