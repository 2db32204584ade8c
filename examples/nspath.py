"""Send the name of a function instead of the function, and load it where it is allowed.

Run it: ``python examples/nspath.py``
"""

import statistics

from codecs_core.msg.nspath import NamespacePath, RefForbiddenError

path = NamespacePath.from_ref(statistics.median)
print(path)  # plain text: it is a str, and goes on any wire as one

# On the other side. What a peer asks for is loaded from the modules you list, or not at all.
allow = ("statistics",)
median = NamespacePath("statistics:median").load_ref(allow)
print(median([1, 2, 10]))

for text in ("os:system", "statistics:sys.exit", "statistics:median.__globals__"):
    try:
        NamespacePath(text).load_ref(allow)
    except RefForbiddenError as exc:
        print(exc)
