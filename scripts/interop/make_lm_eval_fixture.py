"""Writes test/curves/fixtures/lm-eval: a real log of lm-evaluation-harness at three checkpoints.

    python scripts/interop/make_lm_eval_fixture.py OUT

Runs the harness's own command with `--log_samples` on three tiny models with random weights
(tiny_model.py), on ten pairs each of two sets of examples/pairs, which `--samples` names.
Beside the log stands expected.json: step -> set -> row -> [good, bad], summed log-probabilities
from examples/python. The harness's description of the machine is left out; all else is as written.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lm_eval_samples import TASK_PREFIX, write_tasks
from tiny_model import write_tiny_model

ROOT = Path(__file__).parents[2]
#: Rows of each set: ascending, and not the first ten, so that a place in the log is not a row.
ROWS = {"demonstrative_agreement": [0, 3, 4, 8, 12, 13, 21, 30, 41, 49],
        "verb_agreement": [1, 2, 5, 9, 14, 20, 27, 33, 40, 48]}
STEPS = (0, 100, 700)
#: Keys of results_DATE.json that describe the machine or the checkout.
LEFT_OUT = ("pretty_env_info", "git_hash", "upper_git_hash", "cpu_count")


def run_harness(work: Path, step: int) -> None:
    """As a user types it in a folder of checkpoints, so that no path of the machine is logged."""
    command = [
        sys.executable, "-m", "lm_eval", "run", "--model", "hf",
        "--model_args", f"pretrained=checkpoints/step{step},dtype=float32", "--device", "cpu",
        "--batch_size", "16", "--include_path", "tasks",
        "--tasks", ",".join(TASK_PREFIX + name for name in ROWS), "--samples", "samples.json",
        "--log_samples", "--output_path", f"results/step{step}",
    ]
    environment = {**os.environ, "HF_HOME": str(work / "cache"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lm_eval ended with {done.returncode}:\n{done.stderr[-4000:]}")


def export_scores(work: Path) -> dict[str, dict[str, dict[int, list[float]]]]:
    """Step -> set -> row -> scores, of all rows of the pair files, by examples/python/export.py."""
    pairs = [str(ROOT / "examples" / "pairs" / f"{name}.jsonl") for name in ROWS]
    command = [sys.executable, str(ROOT / "examples" / "python" / "export.py"), "checkpoints",
               "--pairs", *pairs, "--out", "exported", "--table", "jsonl", "--device", "cpu"]
    subprocess.run(command, cwd=work, check=True)
    scores: dict[str, dict[str, dict[int, list[float]]]] = {}
    for line in (work / "exported" / "results.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["row"] in ROWS[row["set"]]:
            of_step = scores.setdefault(str(row["step"]), {})
            of_step.setdefault(row["set"], {})[row["row"]] = [row["good"], row["bad"]]
    return scores


def keep(results: Path, out: Path) -> None:
    """The harness's files, without its description of the machine."""
    for path in sorted(results.rglob("*.json*")):
        target = out / path.relative_to(results)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.name.startswith("results_"):
            summary = {key: value for key, value in json.loads(text).items()
                       if key not in LEFT_OUT}
            text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        if str(ROOT) in text or str(results) in text:
            sys.exit(f"{path} names a folder of this machine")
        target.write_text(text, encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for step in STEPS:
            write_tiny_model(work / "checkpoints" / f"step{step}", seed=step + 1)
        (work / "tasks").mkdir()
        (work / "pairs").symlink_to(ROOT / "examples" / "pairs")
        write_tasks(work / "tasks", sorted(ROWS), Path("pairs"), absolute=False)
        samples = {TASK_PREFIX + name: rows for name, rows in ROWS.items()}
        (work / "samples.json").write_text(json.dumps(samples), encoding="utf-8")
        expected = export_scores(work)
        for step in STEPS:
            run_harness(work, step)
        shutil.rmtree(out, ignore_errors=True)
        keep(work / "results", out)
    (out / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
