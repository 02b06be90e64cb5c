"""Runs that are killed at random moments and resumed, and what was logged held against what was seen.

python kills.py KIND KILLS SEED      loop, trainer or lightning

The witness (runs/witness.py) writes down what the model's forward is given. The index that firstseen
builds of the order log has to hold exactly that, step by step.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE / "runs")]

from witness import read_witness  # noqa: E402

TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
KINDS = {
    "loop": ([str(HERE / "runs" / "loop.py")], 1),
    "trainer": ([*TORCHRUN, str(HERE / "runs" / "trainer.py")], 2),
    "lightning": ([str(HERE / "runs" / "lightning_run.py")], 2),
}


def start(kind: str, folder: Path, steps: int) -> subprocess.Popen[bytes]:
    program, _ = KINDS[kind]
    python_path = os.pathsep.join([str(ROOT / "python"), str(HERE / "runs")])
    env = {
        **os.environ,
        "PYTHONPATH": python_path,
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder.parent / "hf"),
    }
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_PORT", "MASTER_ADDR"):
        env.pop(name, None)
    with (folder / "output.txt").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *program, str(folder), str(steps)],
            env=env,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def seen(folder: Path) -> int:
    """How many micro-batches models were given."""
    return sum(path.read_bytes().count(b"\n[") for path in folder.glob("witness.rank*"))


def kill(process: subprocess.Popen[bytes], folder: Path, rng: random.Random) -> bool:
    """Ends the run without a word, mostly while it trains. False: it had ended by itself."""
    before = seen(folder)
    if rng.random() < 0.85:
        while seen(folder) == before and process.poll() is None:
            time.sleep(0.02)
        time.sleep(rng.random() ** 2 * 3)
    else:
        time.sleep(rng.random() * 6)
    if process.poll() is not None:
        return False
    children = [int(pid) for pid in children_of(process.pid)]
    if children and rng.random() < 0.5:
        # One of the processes first: the ranks get apart.
        os.kill(rng.choice(children), signal.SIGKILL)
        time.sleep(rng.random())
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def children_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def finish(process: subprocess.Popen[bytes], folder: Path) -> None:
    try:
        code = process.wait(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    if code != 0:
        output = (folder / "output.txt").read_text(errors="replace")
        raise AssertionError(f"the run ended with {code}:\n{output[-4000:]}")


def expected(folder: Path, ranks: int) -> list[tuple[int, list[int]]]:
    """(step, token ids) of each record in consumed order."""
    files = [folder / f"witness.rank{rank}" for rank in range(ranks)]
    by_rank = [read_witness(file) for file in files]
    return [(s, r) for s in sorted(by_rank[0]) for seen in by_rank for r in seen.get(s, [])]


def indexed(kind: str, folder: Path) -> list[tuple[int, list[int]]]:
    """The same of an index of the log."""
    ranks = KINDS[kind][1]
    logs = ["order.log"] if ranks == 1 else [f"order.log.rank{rank}" for rank in range(ranks)]
    order = {"kind": "order-log", "files": logs}
    run: dict[str, object]
    if kind == "trainer":
        run = {"format": "order-log", "files": logs, "tokens_field": "tokens"}
    else:
        from corpus import write_parquet

        run = {"format": "parquet", "files": write_parquet(folder), "order": order}
    (folder / "run.json").write_text(json.dumps(run))
    index = str(folder / "index")
    analyzer = ["--analyzer", "ids"] if kind == "trainer" else []
    firstseen("index", index, "--run", str(folder / "run.json"), "--quiet", *analyzer)
    info = json.loads(firstseen("info", index, "--json"))
    lines = firstseen("records", index, "--rank", f"0:{info['records']}", "--json").splitlines()
    records = [json.loads(line) for line in lines]
    return [(one["step"], [int(word) for word in one["text"].split()]) for one in records]


def firstseen(*arguments: str) -> str:
    node = ROOT / "node_modules" / ".bin" / "node"
    program = [str(node) if node.exists() else "node", str(ROOT / "bin" / "firstseen.cjs")]
    done = subprocess.run([*program, *arguments], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"firstseen {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def run_killed(kind: str, kills: int, seed: int, folder: Path) -> dict[str, object]:
    """One run after the other until so many kills are done; each has to be indexed as it was seen."""
    rng = random.Random(seed)
    done = runs = records = 0
    undone = torn = 0
    while done < kills:
        here = folder / f"run-{runs}"
        here.mkdir()
        runs += 1
        steps = rng.randint(40, 90)
        ended = False
        while done < kills and not ended:
            process = start(kind, here, steps)
            ended = not kill(process, here, rng)
            done += not ended
            print(f"{kind}: {done} kills", file=sys.stderr, flush=True)
            if ended:
                finish(process, here)
        if not ended:
            finish(start(kind, here, steps), here)
        wanted, found = expected(here, KINDS[kind][1]), indexed(kind, here)
        if wanted != found:
            at = next(
                (i for i, pair in enumerate(zip(wanted, found, strict=False)) if pair[0] != pair[1]), -1
            )
            raise AssertionError(
                f"{here}: {len(found)} records in the index, {len(wanted)} seen; first at {at}"
            )
        last = max(step for step, _ in wanted)
        # A Trainer that resumes at its last step makes one more.
        assert last >= steps, f"the run ended at step {last} of {steps}"
        records += len(wanted)
        for log in here.glob("order.log*"):
            lines = [json.loads(line) for line in log.read_bytes().splitlines()]
            undone += sum("rewind" in line for line in lines)
            torn += sum(line.get("cut", 0) > 0 for line in lines)
    return {"kind": kind, "kills": done, "runs": runs, "records": records, "rewinds": undone, "torn": torn}


def main() -> None:
    kind, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        print(json.dumps(run_killed(kind, kills, seed, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
