"""What `pip install codecs-core` brings, as one meets it on another machine."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import codecs_core

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = [Path(p) for p in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
BACKENDS = ["cbor", "msgspec", "ormsgpack"]

# A message goes out and comes back, on every backend given.
ROUND_TRIP = """
import sys
from codecs_core import Started, mk_codec
for name in sys.argv[1:]:
    codec = mk_codec(int, libname=name)
    print(name, codec.decode(codec.encode(Started("c", 5))) == Started("c", 5))
"""

NOT_INSTALLED = """
import codecs_core
for name in ("cbor", "ormsgpack"):
    try:
        codecs_core.mk_codec(libname=name)
    except codecs_core.BackendNotInstalledError as error:
        print(error.pip)
"""

IMPORTED = """
import sys
import codecs_core
codecs_core.backend_names()
unwanted = {"cbor2", "ormsgpack", "pytest", "hypothesis", "rich", "pip", "packaging"}
print(sorted(unwanted & set(sys.modules)), [m for m in sys.modules if m[:12] == "codecs_core_"])
"""


def run(*command: str | Path) -> str:
    """Run a command away from the checkout, and return what it prints."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(  # noqa: S603  our own commands
        [str(word) for word in command],
        cwd=ROOT.anchor,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def venv(path: Path, *requirements: str) -> Path:
    """Return the Python of a new environment with these installed."""
    run(sys.executable, "-m", "venv", "--without-pip", path)
    python = path / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--quiet", "--no-compile", *requirements)
    return python


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """Return the wheel that was built from the sdist."""
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with the wheel and no extras."""
    return venv(tmp_path_factory.mktemp("bare"), str(wheel))


def names(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata(wheel: Path) -> Message:
    """Return the metadata of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        return email.message_from_bytes(archive.read(name))


def test_every_package_ships_whole_and_typed(wheel: Path) -> None:
    """The wheel has every module of every package, and type checkers may read them."""
    shipped = names(wheel)
    for package in PACKAGES:
        modules = {
            str(file.relative_to(ROOT / package.parent).as_posix())
            for file in (ROOT / package).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }
        assert f"{package.name}/py.typed" in modules
        assert modules <= shipped
    tops = {name.partition("/")[0] for name in shipped}
    assert {top for top in tops if "dist-info" not in top} == {p.name for p in PACKAGES}


def test_a_wheel_built_straight_from_the_checkout_is_the_same(
    wheel: Path, tmp_path: Path
) -> None:
    """It does not matter whether pip takes the checkout or the sdist."""
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, ROOT)
    (direct,) = tmp_path.glob("*.whl")
    assert names(direct) == names(wheel)


def test_the_metadata_tell_what_it_is(wheel: Path) -> None:
    """Name, version, licence, Python and extras are those of the project."""
    meta = metadata(wheel)
    assert (meta["Name"], meta["Version"]) == ("codecs-core", codecs_core.__version__)
    assert (meta["License-Expression"], meta["Requires-Python"]) == ("MIT", ">=3.11")
    assert meta["License-File"] == "LICENSE"
    assert {"cbor", "ormsgpack", "conformance", "all"} <= set(
        meta.get_all("Provides-Extra", [])
    )
    needed = [r for r in meta.get_all("Requires-Dist", []) if "extra ==" not in r]
    assert sorted(r.partition(">")[0] for r in needed) == ["msgspec", "pluggy"]


def test_the_licence_is_whole() -> None:
    """LICENSE is the text itself, not its name."""
    text = (ROOT / "LICENSE").read_text()
    assert "Copyright (c) 2026 The codecs-core authors" in text
    assert "Permission is hereby granted" in text
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in text


def test_without_extras_the_default_codec_works(bare: Path) -> None:
    """A plain `pip install codecs-core`: mk_codec() encodes and decodes, all are listed."""
    assert run(bare, "-c", ROUND_TRIP, "msgspec") == "msgspec True\n"
    listing = "import codecs_core; print(codecs_core.backend_names())"
    assert run(bare, "-c", listing) == f"{BACKENDS}\n"


def test_without_extras_the_others_come_with_their_pip_line(bare: Path) -> None:
    """mk_codec(libname="cbor") without cbor2 says the very line to install it."""
    assert run(bare, "-c", NOT_INSTALLED).splitlines() == [
        "pip install 'codecs-core[cbor]'",
        "pip install 'codecs-core[ormsgpack]'",
    ]


@pytest.fixture(scope="session")
def extras(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with the backends' extras, and with pytest."""
    return venv(tmp_path_factory.mktemp("extras"), f"{wheel}[cbor,ormsgpack]", "pytest")


def test_the_extras_bring_every_backend(extras: Path) -> None:
    """`pip install codecs-core[cbor,ormsgpack]` is all it takes for all three backends."""
    assert run(extras, "-c", ROUND_TRIP, *BACKENDS).split() == [
        word for name in BACKENDS for word in (name, "True")
    ]


def test_the_suite_does_not_disturb_others_test_runs(extras: Path, tmp_path: Path) -> None:
    """I have pytest and not our extra `conformance`: my own tests run as before."""
    (tmp_path / "test_mine.py").write_text("def test_mine(): pass")
    assert "1 passed" in run(extras, "-m", "pytest", "-W", "error", tmp_path)


def test_importing_us_imports_no_library_of_a_backend() -> None:
    """All libraries are installed here: import and listing touch none, nor any backend."""
    assert run(sys.executable, "-c", IMPORTED) == "[] []\n"
