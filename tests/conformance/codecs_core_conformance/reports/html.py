"""One HTML page that needs nothing else: no network, no server, no other file.

What the cases hold is hostile on purpose, so two walls stand around it: it reaches the page
as JSON in which ``<``, ``>`` and ``&`` are escaped and is only ever set as text, and the
page's policy runs no script but the one whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from importlib.resources import files
from typing import Any

import msgspec

from codecs_core_conformance.outcomes import Outcome
from codecs_core_conformance.reports.model import Document, Run, in_words

__all__ = ["kind", "to_html"]

_PARTS = files(__package__)
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def to_html(document: Document) -> str:
    """Return *document* as one page."""
    style, script = (_read(f"page.{suffix}") for suffix in ("css", "js"))
    parts = {
        "policy": _policy(style, script),
        "title": escape(f"Conformance: {', '.join(run.label for run in document.runs)}"),
        "verdicts": "\n".join(_verdict(document, run) for run in document.runs),
        "scope": escape(_scope(document)),
        "style": style,
        "script": script,
        "report": _json(_payload(document)),
    }
    return re.sub(r"{{(\w+)}}", lambda found: parts[found[1]], _read("page.html"))


def kind(outcome: Outcome) -> str:
    """Return which of the page's four signs stands for *outcome*."""
    signs = {Outcome.KNOWN_FAILURE: "known"}
    return signs.get(outcome, str(outcome)) if outcome.good else "failed"


def _read(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy under which nothing runs and nothing loads but ours."""
    return (
        f"default-src 'none'; img-src data:; style-src {_hash(style)};"
        f" script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _verdict(document: Document, run: Run) -> str:
    verdict = document.verdict(run)
    counts = in_words(document.counts[run.label])
    return f"<li><b>{escape(run.label)}</b> {verdict}{escape(counts and f': {counts}')}</li>"


def _scope(document: Document) -> str:
    header = document.header
    parts = [
        f"profile {header.profile}" if header.profile else "",
        f"only the cases chosen by {header.part}" if header.part else "the whole suite",
        f"{len(document.cases)} cases",
        header.digest[:19],
    ]
    return " · ".join(part for part in parts if part)


def _payload(document: Document) -> dict[str, Any]:
    return {
        "kinds": {str(outcome): kind(outcome) for outcome in Outcome},
        "groups": document.groups,
        "runs": [
            {
                **msgspec.to_builtins(run),
                "verdict": document.verdict(run),
                "counts": document.counts[run.label],
            }
            for run in document.runs
        ],
        "cases": document.cases,
        "results": document.results,
    }


def _json(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
