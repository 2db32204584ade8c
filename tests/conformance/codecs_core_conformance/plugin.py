"""The pytest plugin: ``pytest --codec cbor`` runs the suite on one backend.

Installed by entry point wherever pytest is, so it must import nothing that costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_addoption", "pytest_generate_tests", "pytest_terminal_summary"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--codec``."""
    group = parser.getgroup("codecs-core")
    group.addoption(
        "--codec",
        metavar="LIBNAME",
        action="append",
        default=[],
        help="run the codec conformance suite on this backend only (may be repeated)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that asks for one of these fixtures all there is of it.

    ``conformance_case``: ``(libname, case)``; ``interop_case``: ``(pair, case)`` of two
    backends that share a wire; ``swap_case``: ``(pair, case)`` of any two.
    """
    for fixture in ("conformance_case", "interop_case", "swap_case"):
        if fixture in metafunc.fixturenames:
            asked = metafunc.config.getoption("--codec")
            rows = _rows(fixture, asked)
            ids = [f"{who}-{case.id}" for who, case in rows]
            metafunc.parametrize(fixture, rows, ids=ids)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which installed plugins were not tested, and why: none is left out in silence."""
    for name, reason in _not_tested.items():
        terminalreporter.write_line(f"codec {name}: not tested: {reason}")


_not_tested: dict[str, str] = {}


def _usable(names: list[str]) -> list[str]:
    """Return those of *names* that load; a broken plugin hurts only who asks for it."""
    from codecs_core import BackendError, get_backend

    usable = []
    for name in names:
        try:
            get_backend(name)
        except BackendError as exc:
            _not_tested[name] = str(exc)
        else:
            usable.append(name)
    return usable


def _rows(fixture: str, asked: list[str]) -> list[tuple[Any, Any]]:
    from codecs_core import backend_names, get_backend
    from codecs_core_conformance.catalog import suite
    from codecs_core_conformance.engine import applies
    from codecs_core_conformance.interop import pair_cases, pairs, swap_cases, swaps

    if fixture == "conformance_case":
        return [
            (name, case)
            for name in asked or _usable(backend_names())
            for case in suite()
            if applies(case, get_backend(name))
        ]
    # A backend asked for is held against all that are installed.
    names = sorted({*_usable(backend_names()), *asked})
    if fixture == "interop_case":
        found, cases_of = pairs(names), pair_cases
    else:
        found, cases_of = swaps(names), swap_cases
    mine = [pair for pair in found if not asked or set(asked) & set(pair)]
    return [(pair, case) for pair in mine for case in cases_of(pair)]
