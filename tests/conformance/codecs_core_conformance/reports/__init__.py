"""Reports: what came of the suite, as a file, and as whatever is made from that file.

``collect(["cbor"])`` runs the suite and returns a :class:`Document`; ``dumps`` and ``read``
write and read it as JSON lines, ``combine`` merges those of equal case sets. The rest make
something of it: ``to_markdown``, ``to_junit``, ``to_badge``, ``to_html``.
"""

from codecs_core_conformance.reports.badge import to_badge
from codecs_core_conformance.reports.collect import Selection, choose, collect, count
from codecs_core_conformance.reports.html import to_html
from codecs_core_conformance.reports.jsonl import combine, dumps, loads, read
from codecs_core_conformance.reports.junit import to_junit
from codecs_core_conformance.reports.markdown import to_markdown
from codecs_core_conformance.reports.model import (
    Blob,
    CaseRow,
    Document,
    Header,
    ReportError,
    ResultRow,
    Run,
    Verdict,
)

__all__ = [
    "Blob",
    "CaseRow",
    "Document",
    "Header",
    "ReportError",
    "ResultRow",
    "Run",
    "Selection",
    "Verdict",
    "choose",
    "collect",
    "combine",
    "count",
    "dumps",
    "loads",
    "read",
    "to_badge",
    "to_html",
    "to_junit",
    "to_markdown",
]
