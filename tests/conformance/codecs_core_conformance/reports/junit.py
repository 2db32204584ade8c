"""JUnit XML, in the form that Jenkins, GitLab, Azure and GitHub's actions all read.

One ``testsuite`` for each run. A refusal as declared passes; a known failure is ``skipped``,
which is how these systems show what is neither; a crash or a timeout is an ``error``.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from codecs_core_conformance.outcomes import Outcome
from codecs_core_conformance.reports.model import Document, ResultRow, Run

__all__ = ["to_junit"]

_ERRORS = frozenset({Outcome.CRASH, Outcome.TIMEOUT, Outcome.NOT_TESTABLE})
# What XML 1.0 has no way to write, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(document: Document) -> str:
    """Return *document* as JUnit XML."""
    root = ET.Element("testsuites", name="codecs-core conformance")
    totals: Counter[str] = Counter()
    for run in document.runs:
        totals += _suite(root, document, run)
    root.attrib.update({kind: str(totals[kind]) for kind in ("tests", "failures", "errors")})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(root: ET.Element, document: Document, run: Run) -> Counter[str]:
    """Add the suite of one run, and return how many tests of which kind it has."""
    results = document.of(run)
    kinds = Counter(_kind(result.outcome) for result in results)
    numbers = {
        "tests": len(results),
        "failures": kinds["failure"],
        "errors": kinds["error"],
        "skipped": kinds["skipped"],
    }
    suite = ET.SubElement(
        root, "testsuite", name=_xml(run.label), hostname="localhost", time="0"
    )
    suite.attrib |= {name: str(n) for name, n in numbers.items()}
    suite.set("timestamp", f"{run.date:%Y-%m-%dT%H:%M:%S}")
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(document, run).items():
        ET.SubElement(properties, "property", name=name, value=_xml(value))
    for result in results:
        _case(suite, document, result)
    return Counter(numbers)


def _properties(document: Document, run: Run) -> dict[str, str]:
    return {
        "backend": run.libname,
        "wire": run.wire,
        "library": f"{run.library} {run.library_version}",
        "codecs-core": run.core_version,
        "python": run.python,
        "platform": run.platform,
        "profile": document.header.profile or "none",
        "cases": document.header.part or "all",
        "digest": document.header.digest,
    }


def _case(suite: ET.Element, document: Document, result: ResultRow) -> None:
    case = document.by_id[result.case]
    where = f"{result.run}.{case.group}"
    test = ET.SubElement(suite, "testcase", classname=_xml(where), name=_xml(case.id), time="0")
    kind = _kind(result.outcome)
    if kind == "passed":
        if result.outcome is Outcome.REFUSED:
            ET.SubElement(test, "system-out").text = "refused, as the backend declares"
        return
    what = ET.SubElement(test, kind, message=_xml(f"{result.outcome}: {result.detail}"))
    if kind != "skipped":
        what.set("type", str(result.outcome))
    what.text = _xml(_story(document, result))


def _kind(outcome: Outcome) -> str:
    if outcome is Outcome.KNOWN_FAILURE:
        return "skipped"
    if outcome.good:
        return "passed"
    return "error" if outcome in _ERRORS else "failure"


def _story(document: Document, result: ResultRow) -> str:
    lines = {
        "why the case exists": document.by_id[result.case].why,
        "expected": document.expected(result),
        "got": result.got,
        "bytes": result.data.head,
        "run again": result.reproduce,
    }
    return "\n".join(f"{name}: {text}" for name, text in lines.items() if text)


def _xml(text: str) -> str:
    return _NO_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
