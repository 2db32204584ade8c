"""The tables of the READMEs say what the backends declare, today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from codecs_core import Capabilities, get_backend
from codecs_core.wiretable import wire_table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Return the script behind `make docs`."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pages(generate: ModuleType, tmp_path: Path) -> Path:
    """Return a folder with all pages, their tables empty."""
    for name in generate.PAGES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"before\n{generate.BEGIN}\nold\n{generate.END}\nafter\n")
    return tmp_path


def cells(table: str) -> list[list[str]]:
    """Return a table's cells, row by row."""
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]


def test_the_pages_in_the_checkout_are_current(
    generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """What I read in the READMEs is what the backends do; if not: `make docs`."""
    stale = generate.main(["--check"])
    assert capsys.readouterr().out == "every table is current\n"
    assert stale == 0


def test_a_stale_page_is_named_and_not_written(
    generate: ModuleType, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--check fails, names each stale page, and leaves it as it is."""
    assert generate.main(["--check"], pages) == 1
    assert "backends/cbor/README.md is stale: run `make docs`" in capsys.readouterr().out
    assert "old" in (pages / "README.md").read_text()


def test_writing_renews_the_marked_part_and_nothing_else(
    generate: ModuleType, pages: Path
) -> None:
    """`make docs` writes between the marks; a second time it has nothing to do."""
    assert generate.main([], pages) == 0
    text = (pages / "README.md").read_text()
    assert text.startswith(f"before\n{generate.BEGIN}\n\n|")
    assert text.endswith(f"|\n\n{generate.END}\nafter\n")
    assert generate.main(["--check"], pages) == 0


def test_a_page_without_marks_is_an_error(generate: ModuleType, pages: Path) -> None:
    """Somebody deletes a mark: the script says so, and does not guess a place."""
    (pages / "README.md").write_text(f"{generate.BEGIN} and no end")
    with pytest.raises(ValueError, match=r"marks .* are missing"):
        generate.main([], pages)


def test_a_table_has_a_row_for_each_type_and_a_column_for_each_backend() -> None:
    """No type that the framework knows is left out, for any backend."""
    infos = [get_backend(name).info for name in ("msgspec", "cbor", "ormsgpack")]
    rows = cells(wire_table(infos))
    assert rows[0] == ["", "`msgspec`", "`cbor`", "`ormsgpack`"]
    assert {len(row) for row in rows} == {4}
    shown = [row[0].replace("`", "") for row in rows]
    assert set(Capabilities().forms) <= set(shown)
    assert len(set(shown)) == len(shown)


def test_a_cell_says_what_the_backend_declares() -> None:
    """An aware datetime is an extension here and a tag there; bounds are shown as such."""
    infos = [get_backend(name).info for name in ("msgspec", "cbor")]
    table = {row[0]: row[1:] for row in cells(wire_table(infos))}
    assert table["`datetime` (aware)"] == ["extension", "tag"]
    assert table["integers"] == ["-2^63 to 2^64 - 1", "of any size"]
    assert table["levels of nesting"] == [str(i.capabilities.max_depth) for i in infos]
    assert table["extension codes"] == ["-128 to 127", "none"]


def test_a_table_of_nothing_is_an_error() -> None:
    """wire_table() of no backend is refused."""
    with pytest.raises(ValueError, match="at least one backend"):
        wire_table([])
