"""The package as it is published: a wheel without compiled code, installed into a new environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import firstseen

ROOT = Path(__file__).parent.parent

FIVE_LINES = """
from firstseen import Index

with Index("my.idx") as index:
    frame = index.exposures(["the old", "the sea"], at=[5])
    print(frame.to_csv(index=False))
"""


def test_the_wheel_answers_in_a_new_environment(index: firstseen.Index, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", str(tmp_path), str(ROOT)], check=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"firstseen-{firstseen.__version__}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert "firstseen/py.typed" in names and any(name.endswith("licenses/LICENSE") for name in names)
    source = {str(path.relative_to(ROOT)) for path in (ROOT / "firstseen").rglob("*.py")}
    assert source == {name for name in names if name.endswith(".py")}

    # The packages that it needs are those of these tests; the package itself is that of the wheel.
    python = tmp_path / "new" / "bin" / "python"
    venv.create(tmp_path / "new", with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, timeout=120)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([str(python), "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    (Path(own) / "needed.pth").write_text(sysconfig.get_path("purelib"))
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = "import firstseen; print(firstseen.__file__)"
    for program, expected in (
        (where, own),
        (FIVE_LINES, index.exposures(["the old", "the sea"], at=[5]).to_csv(index=False)),
    ):
        done = subprocess.run(
            [str(python), "-c", program], cwd=folder, env=env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip().startswith(expected.strip())


def test_the_version_is_that_of_the_command() -> None:
    manifest = ROOT.parent / "package.json"
    if not manifest.exists():
        pytest.skip("this is not a checkout")
    assert json.loads(manifest.read_text())["version"] == firstseen.__version__
    assert (ROOT / "LICENSE").read_text() == (ROOT.parent / "LICENSE").read_text()


def test_the_awaited_methods_are_current() -> None:
    script = ROOT / "scripts" / "write_async_index.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_importing_it_loads_no_large_package() -> None:
    large = "{'pandas', 'datasets', 'matplotlib', 'tqdm'}"
    code = f"import firstseen, sys; print(sorted({large} & set(sys.modules)))"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
