"""Does lm-evaluation-harness evaluate exactly the rows of lm_eval/SIDE.json?

    python lm_eval_samples.py FOLDER BLIMP_DIR [--sets A,B] [--model NAME] [--prefix P]

Runs the harness's own command with `--samples` and the tasks of lm_eval/SIDE.tasks, on the harness's
own BLiMP template with the pairs read from BLIMP_DIR instead of the hub. Exit 1 unless its log holds
those rows and no other, in order, with their sentences, and the accuracy is the one of the logged
log-likelihoods. The default model is random (tiny_model.py): it is the rows that are tested.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from split_folder import SIDES, Row, read_json_lines, read_rows, read_samples, read_tasks

TASK_PREFIX = "blimp_"
SENTENCES = ("sentence_good", "sentence_bad")


def write_tasks(folder: Path, set_names: list[str], pairs: Path, absolute: bool = True) -> None:
    """A task file a set: the harness's BLiMP template, with a local file for its dataset."""
    if absolute:
        pairs = pairs.absolute()
    harness = find_spec("lm_eval")
    assert harness is not None and harness.submodule_search_locations
    template = Path(harness.submodule_search_locations[0]) / "tasks" / "blimp" / "_template_yaml"
    for name in set_names:
        task = {
            "include": str(template),
            "task": TASK_PREFIX + name,
            "dataset_path": "json",
            "dataset_kwargs": {"data_files": {"train": str(pairs / f"{name}.jsonl")}},
        }
        (folder / f"{name}.yaml").write_text(json.dumps(task), encoding="utf-8")  # JSON is YAML


def run_harness(model: str, tasks: list[str], samples: Path, task_folder: Path, out: Path) -> None:
    """The command as a user types it; its log goes to stderr if it fails."""
    command = [
        sys.executable, "-m", "lm_eval", "run", "--model", "hf",
        "--model_args", f"pretrained={model}", "--device", "cpu", "--batch_size", "64",
        "--include_path", str(task_folder), "--tasks", ",".join(tasks),
        "--samples", str(samples), "--log_samples", "--output_path", str(out),
    ]
    cache = {"HF_HOME": str(out / "cache"), "HF_HUB_OFFLINE": "1"}
    if not Path(model).is_dir():
        cache = {}  # a model of the hub: let it be found, or fetched
    done = subprocess.run(command, env={**os.environ, **cache}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lm_eval ended with {done.returncode}:\n{done.stderr[-4000:]}")


def read_log(out: Path, task: str) -> tuple[list[Row], float]:
    """The logged documents of a task, and its reported accuracy."""
    (results,) = out.rglob("results_*.json")
    (samples,) = out.rglob(f"samples_{task}_????-??-??T*.jsonl")
    reported = json.loads(results.read_text(encoding="utf-8"))["results"][task]["acc,none"]
    return read_json_lines(samples), reported


def log_difference(logged: list[Row], reported: float, asked: list[int], rows: list[Row],
                   pairs: list[Row], row_key: str) -> str | None:
    """Where the log is not what was asked for, or None. Equal likelihoods count as right there."""
    if [document["doc_id"] for document in logged] != asked:
        return "other rows were evaluated"
    if [row[row_key] for row in rows] != asked:
        return f"the JSON lines hold other rows than {len(asked)} asked for"
    for document, row in zip(logged, rows):
        scored = ["".join(call.values()).strip() for call in document["arguments"].values()]
        for key, sentence in zip(SENTENCES, scored):
            if not document["doc"][key] == sentence == row[key] == pairs[row[row_key]][key]:
                return f"row {row[row_key]}: {key} is another sentence"
    scores = [[float(score) for score, _ in document["filtered_resps"]] for document in logged]
    correct = sum(good >= bad for good, bad in scores)
    if abs(correct / len(logged) - reported) > 1e-9:
        return f"accuracy {correct}/{len(logged)} by the logged likelihoods"
    return None


def check_side(folder: Path, pairs: Path, side: str, options: argparse.Namespace, work: Path) -> int:
    """Prints a line a set; the number of sets that differ."""
    samples = read_samples(folder, side)
    tasks = read_tasks(folder, side)
    if tasks != list(samples):
        sys.exit(f"lm_eval/{side}.tasks does not name the tasks of {side}.json in its order")
    wanted = {TASK_PREFIX + name for name in options.sets.split(",")} if options.sets else {*tasks}
    tasks = [task for task in tasks if task in wanted]
    if not tasks:
        print(f"{side}: no task")
        return 0
    out = work / side
    run_harness(options.model, tasks, folder / "lm_eval" / f"{side}.json", work / "tasks", out)
    bad = 0
    for task in tasks:
        name = task.removeprefix(TASK_PREFIX)
        logged, reported = read_log(out, task)
        rows = read_rows(folder, name, side)
        sentences = read_json_lines(pairs / f"{name}.jsonl")
        wrong = log_difference(
            logged, reported, samples[task], rows, sentences, f"{options.prefix}row")
        bad += wrong is not None
        print(f"{side:16}  {name:52}  {len(logged):5}  {reported:8.4f}  {wrong or 'same'}")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("pairs", type=Path, metavar="BLIMP_DIR", help="SET.jsonl files")
    parser.add_argument("--sets", help="only these, joined by commas")
    parser.add_argument("--model", default="", help="of the hub, or a folder; default: random")
    parser.add_argument("--prefix", default="", help="as given to firstseen split")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        if not options.model:
            from tiny_model import write_tiny_model

            options.model = str(work / "model")
            write_tiny_model(work / "model")
        (work / "tasks").mkdir()
        sets = {t.removeprefix(TASK_PREFIX) for s in SIDES for t in read_samples(options.folder, s)}
        write_tasks(work / "tasks", sorted(sets), options.pairs)
        print(f"{'side':16}  {'set':52}  {'rows':>5}  {'accuracy':>8}")
        bad = [check_side(options.folder, options.pairs, side, options, work) for side in SIDES]
    print(f"{sum(bad)} differ")
    return 1 if any(bad) else 0


if __name__ == "__main__":
    sys.exit(main())
