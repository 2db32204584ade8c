"""Write the generated tables of the READMEs anew; with --check, only tell stale ones.

What stands between the two marks is generated; all else is left alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codecs_core import get_backend
from codecs_core.wiretable import wire_table

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- wire-table:begin -->", "<!-- wire-table:end -->"
OURS = ("msgspec", "cbor", "ormsgpack")

# Which file shows which backends.
PAGES = {"README.md": OURS, **{f"backends/{name}/README.md": (name,) for name in OURS}}


def renewed(text: str, table: str) -> str:
    """Return *text* with *table* between the marks. Raises ``ValueError`` without them."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the marks {BEGIN} and {END} are missing")
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{tail}"


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Renew every page below *root*; return 1 where --check finds a stale one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    check = parser.parse_args(argv).check
    stale = []
    for name, backends in PAGES.items():
        page = root / name
        text = page.read_text(encoding="utf-8")
        new = renewed(text, wire_table([get_backend(backend).info for backend in backends]))
        if new != text:
            stale.append(name)
            if not check:
                page.write_text(new, encoding="utf-8")
    verb = "is stale: run `make docs`" if check else "written"
    print("\n".join(f"{name} {verb}" for name in stale) or "every table is current")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
