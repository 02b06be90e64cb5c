"""Real runs that are killed twice and resumed: an index of the log is what the model was given.

scripts/order-log-kills.sh does the same 50 times.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kills import ROOT, run_killed

needs = {
    "loop": ["torch", "pyarrow"],
    "trainer": ["torch", "transformers", "accelerate"],
    "lightning": ["torch", "pyarrow", "datasets", "lightning"],
}


@pytest.mark.parametrize("kind", needs)
def test_an_index_of_the_log_is_what_the_model_was_given(kind: str, tmp_path: Path) -> None:
    for package in needs[kind]:
        pytest.importorskip(package)
    node = ROOT / "node_modules" / ".bin" / "node"
    if not node.exists() and shutil.which("node") is None:
        pytest.skip("there is no node")
    done = run_killed(kind, kills=2, seed=1, folder=tmp_path)
    assert done["kills"] == 2
