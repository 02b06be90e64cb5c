"""The notebook of examples/python runs from its first cell to its last, and is kept without outputs."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest

from firstseen.server.find_command import find_command

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT.parent / "examples" / "python" / "first-seen.ipynb"

pytestmark = pytest.mark.skipif(not NOTEBOOK.exists(), reason="this is not a checkout")


def test_the_notebook_ends_in_a_picture_and_a_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    # The notebook finds the command in the path, as it would be for a reader.
    command = tmp_path / "bin" / "firstseen"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.join(find_command())} "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("FIRSTSEEN", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = {cell["id"]: cell["outputs"] for cell in notebook.cells if cell["cell_type"] == "code"}
    shown = [output["data"] for cell in outputs.values() for output in cell if "data" in output]
    texts = "\n".join(data.get("text/plain", "") for data in shown)
    assert "2,000 records" in texts and "DatasetDict" in texts
    assert "these sketches" in texts and "proxy_validation" in texts
    assert any("image/png" in data for data in shown)
    assert any("<table" in data.get("text/html", "") for data in shown)
    said = [output["text"] for cell in outputs.values() for output in cell if output.get("name") == "stderr"]
    # Other packages want widgets for their bars.
    assert [text for text in said if "ipywidgets" not in text] == []


def test_the_notebook_has_no_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert NOTEBOOK.stat().st_size < 10_000
