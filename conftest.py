"""Run every Python block of the README and of the docs as a test."""

from __future__ import annotations

try:
    from sybil import Sybil
    from sybil.parsers.markdown import PythonCodeBlockParser
except ImportError:  # with the extra `conformance` alone: `pytest --codec NAME` works

    def pytest_report_header() -> str:
        """Say what is left out."""
        return "README.md and docs: not run, for that pip install 'codecs-core[dev]'"
else:
    pytest_collect_file = Sybil(
        parsers=[PythonCodeBlockParser()],
        patterns=["README.md", "docs/*.md"],
    ).pytest()

pytest_plugins = ["pytester"]
