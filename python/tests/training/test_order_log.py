"""What OrderLog writes: read back plainly, after kills, full disks, damage and resumes."""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from plain_log import lines_of, steps_of

from firstseen.training import OrderLog, OrderLogError
from firstseen.training.log_lines import encode_line


def kinds(path: Path) -> list[str]:
    return [next(iter(line)) for line in lines_of(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "order.log"


def test_each_way_to_say_records(tmp_path: Path) -> None:
    ids, texts, tokens, rows = (tmp_path / name for name in ("ids", "texts", "tokens", "rows"))
    with OrderLog(ids) as log:
        log.log(1, ids=["a", 5, 2**60])
    assert steps_of(ids) == [(1, ["a", 5, str(2**60)])]
    with OrderLog(texts) as log:
        log.log(2, texts=["é \ud800", ""], ids=[1, "b"])
        log.log(2, texts=["x"])
    assert steps_of(texts) == [
        (2, [{"id": 1, "text": "é \ud800"}, {"id": "b", "text": ""}]),
        (2, [{"text": "x"}]),
    ]
    with OrderLog(tokens) as log:
        log.log(3, tokens=[[1, 2, 0], [3, 0, 0]], mask=[[1, 1, 0], [1, 0, 0]], ids=["a", "b"])
    assert steps_of(tokens) == [(3, [[1, 2], [3]])]
    with OrderLog(rows, files=["a.parquet"]) as log:
        log.log(4, rows=[(0, 7), ("b.parquet", 0)])
    assert steps_of(rows) == [(4, [[0, 7], [1, 0]])]
    assert {"file": 1, "name": "b.parquet"} in lines_of(rows)
    assert log.errors == 0


WAYS: dict[str, dict[str, Any]] = {
    "ids": {"ids": ["a"]},
    "texts": {"texts": ['],"tokens":[']},
    "token ids": {"tokens": [[1]], "ids": ["a"]},
    "rows": {"rows": [("a", 0)]},
}


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("then", WAYS)
@pytest.mark.parametrize("again", [False, True])
def test_all_steps_say_records_in_the_same_way(path: Path, first: str, then: str, again: bool) -> None:
    log = OrderLog(path)
    log.log(1, ids=[])
    log.log(1, **WAYS[first])
    if again:
        log.close()
        log = OrderLog(path)
    log.log(2, **WAYS[then])
    log.log(3, **WAYS[first])
    log.close()
    lost = [line for line in lines_of(path) if "lost" in line]
    assert log.errors == len(lost) == int(first != then)
    assert steps_of_lossy(path) == ([1, 1, 2, 3] if first == then else [1, 1, 3])
    if lost:
        assert lost[0]["lost"] == [2, 2] and "use another log" in lost[0]["reason"]


def test_a_log_that_is_opened_twice_in_a_process(path: Path, caplog: Any) -> None:
    """As by a cell of a notebook that runs again: what was open before does not write any more."""
    before = OrderLog(path)
    before.log(1, ids=[1])
    with caplog.at_level(logging.WARNING), OrderLog(path) as log:
        assert "opened again in this process" in caplog.text
        before.log(2, ids=["not here"])
        before.close()
        log.log(2, ids=[2])
        log.log(3, ids=[3])
        code = "import sys; from firstseen.training import OrderLog; OrderLog(sys.argv[1])"
        assert run_python(code, str(path), stderr=subprocess.PIPE).wait(60) == 1
    assert (before.errors, log.errors) == (1, 0)
    assert steps_of(path) == [(1, [1]), (2, [2]), (3, [3])]


def test_a_reader_in_the_process_does_not_give_the_log_away(path: Path) -> None:
    with OrderLog(path) as log:
        log.log(1, ids=[1])
        path.read_bytes()
        log.log(2, ids=[2])
        code = "import sys; from firstseen.training import OrderLog; OrderLog(sys.argv[1])"
        done = run_python(code, str(path), stderr=subprocess.PIPE)
        assert "order_log_busy" in done.communicate(timeout=60)[1]
    assert log.errors == 0


def test_arrays_and_tensors(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    torch = pytest.importorskip("torch")
    ids, tokens, rows = (tmp_path / name for name in ("ids", "tokens", "rows"))
    with OrderLog(ids) as log:
        log.log(1, ids=numpy.arange(3))
        log.log(2, ids=torch.tensor([4, 5]))
        log.log(3, ids=[numpy.int64(1), torch.tensor(2)])
    assert [records for _, records in steps_of(ids)] == [[0, 1, 2], [4, 5], [1, 2]]
    with OrderLog(tokens) as log:
        log.log(4, tokens=torch.tensor([[1, 2], [3, 9]]), mask=torch.tensor([[1, 1], [1, 0]]))
    with OrderLog(rows, files=["a"]) as log:
        log.log(5, rows=torch.tensor([[0, 3]]))
    assert steps_of(tokens) + steps_of(rows) == [(4, [[1, 2], [3]]), (5, [[0, 3]])]
    assert log.errors == 0


def test_a_resume_undoes_later_steps(path: Path) -> None:
    with OrderLog(path) as log:
        for step in (1, 2, 2, 3, 4):
            log.log(step, ids=[step])
    with OrderLog(path, resume_step=2) as log:
        assert log.last_step == 2
        log.log(3, ids=["again"])
        log.rewind(1)
        log.log(2, ids=["new"])
    assert steps_of(path) == [(1, [1]), (2, ["new"])]
    # Nobody says that it was resumed: the first step says so.
    with OrderLog(path) as log:
        log.log(2, ids=["third"])
        log.log(2, ids=["micro-batch"])
        log.log(3, ids=[3])
        log.log(1, ids=["first"])
    assert steps_of(path) == [(1, ["first"])]
    assert log.errors == 0


def test_steps_that_a_log_has_lost_before_a_checkpoint_are_named(path: Path) -> None:
    with OrderLog(path) as log:
        log.log(1, ids=[1])
    with OrderLog(path, resume_step=4) as log:
        log.log(5, ids=[5])
    assert {"lost": [2, 4], "reason": "the log ends before the step of the checkpoint"} in lines_of(path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ids": 5},
        {"ids": [1.5]},
        {"ids": "abc"},
        {"texts": [1]},
        {"texts": ["a"], "ids": [1, 2]},
        {"tokens": [[-1]]},
        {"tokens": [[1]], "mask": [[1, 1]]},
        {"rows": [(0, 1)]},
        {"rows": [("a", -1)]},
        {"ids": [1], "rows": [("a", 1)]},
        {},
    ],
)
def test_nothing_raises_into_training(path: Path, wrong: dict[str, Any], caplog: Any) -> None:
    with caplog.at_level(logging.WARNING), OrderLog(path) as log:
        log.log(1, ids=[1])
        log.log(2, **wrong)
        log.log(2, **wrong)
        log.log(3, ids=[3])
    assert log.errors == 2
    (lost,) = (line for line in lines_of(path) if "lost" in line)
    assert lost["lost"] == [2, 2]
    # Said when it happens, once, and when the log is closed.
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    log.log(4, ids=[4])
    log.rewind(2)
    log.close()
    assert kinds(path)[-1] == "close"


def test_a_step_that_is_no_step_is_counted(path: Path) -> None:
    with OrderLog(path) as log:
        log.log(1, ids=[1])
        log.log(0, ids=[1])
        log.log("two", ids=[1])  # type: ignore[arg-type]
        log.log(2**53, ids=[1])
        log.log(2, ids=[2])
    assert log.errors == 3
    assert steps_of_lossy(path) == [1, 2]
    assert [line["lost"] for line in lines_of(path) if "lost" in line] == [[1, 1]]


def test_a_torn_line_is_cut_and_counted(path: Path) -> None:
    with OrderLog(path) as log:
        log.log(1, ids=["first"])
        log.log(2, ids=["second"])
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    # In the header, and in the last lines.
    for cut in [*range(0, ends[0], 9), *range(ends[-4], len(whole), 2)]:
        path.write_bytes(whole[:cut])
        with OrderLog(path) as again:
            again.log(9, ids=[9])
        good = max((end for end in ends if end <= cut), default=0)
        opened = [line["cut"] for line in lines_of(path) if "open" in line]
        assert opened == ([cut - good] if good > 0 else []), cut
        assert steps_of(path)[-1] == (9, [9])


def test_damage_before_the_end_is_refused_unless_it_is_undone(path: Path) -> None:
    with OrderLog(path) as log:
        for step in range(1, 6):
            log.log(step, ids=[step])
    whole = path.read_bytes()
    at = whole.index(b'{"step":4')
    path.write_bytes(whole[: at + 3] + b"\0\0\0" + whole[at + 6 :])
    with pytest.raises(OrderLogError, match="damaged at byte") as refused:
        OrderLog(path, resume_step=3)
    assert refused.value.code == "order_log_invalid"
    assert path.read_bytes()[at + 3 : at + 6] == b"\0\0\0"
    with OrderLog(path, resume_step=2) as log:
        log.log(3, ids=["again"])
    assert steps_of(path) == [(1, [1]), (2, [2]), (3, ["again"])]


def test_other_files_and_other_runs_are_refused(path: Path) -> None:
    path.write_text("a corpus\nof two lines\n")
    with pytest.raises(OrderLogError, match="is not an order log"):
        OrderLog(path)
    assert path.read_text() == "a corpus\nof two lines\n"
    path.unlink()
    OrderLog(path, run="one").close()
    with pytest.raises(OrderLogError, match="has the run 'one', and this process 'two'"):
        OrderLog(path, run="two")
    line, _ = encode_line({"format": "firstseen-order-log", "version": 2}, 0)
    path.write_bytes(line)
    with pytest.raises(OrderLogError, match="of version 2"):
        OrderLog(path)


def test_ranks_have_files_of_their_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    with OrderLog(path) as log:
        log.log(1, ids=[1])
    assert log.path.name == "order.log.rank1"
    with pytest.raises(ValueError, match="rank 2 of 2"):
        OrderLog(path, rank=2)


def run_python(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], text=True, stdout=subprocess.PIPE, **options
    )


def test_a_second_process_is_refused(path: Path) -> None:
    with OrderLog(path):
        code = "import sys; from firstseen.training import OrderLog; OrderLog(sys.argv[1])"
        done = run_python(code, str(path), stderr=subprocess.PIPE)
        _, error = done.communicate(timeout=60)
    assert "order_log_busy" in error


def in_child(log: OrderLog) -> None:
    log.log(7, ids=[7])
    log.close()
    os._exit(log.errors)


def test_a_worker_does_not_write(path: Path) -> None:
    with OrderLog(path) as log:
        log.log(1, ids=[1])
        child = multiprocessing.get_context("fork").Process(target=in_child, args=(log,))
        child.start()
        child.join()
        assert child.exitcode == 1
        log.log(2, ids=[2])
    assert steps_of(path) == [(1, [1]), (2, [2])]


KILLED = """
import sys
from firstseen.training import OrderLog
log = OrderLog(sys.argv[1])
for step in range(log.last_step + 1, 1_000_000):
    log.log(step, ids=[f"{step}-{i}" for i in range(40)])
    print(step, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_logged(path: Path) -> None:
    rng = random.Random(5)
    for _ in range(8):
        process = run_python(KILLED, str(path))
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(rng.random() * 0.1)
        process.kill()
        said += process.stdout.read()
        last = int(said.split("\n")[-2])
        with OrderLog(path) as log:
            assert last <= log.last_step <= last + 1
    assert steps_of(path) == [
        (step, [f"{step}-{i}" for i in range(40)]) for step in range(1, log.last_step + 1)
    ]


def test_steps_are_named_that_a_full_disk_has_cost(path: Path) -> None:
    """A limit on the size of files stands for the disk: writes are cut, and then fail."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with OrderLog(path, sync_every=None) as log:
            log.log(1, ids=[1])
            size = path.stat().st_size
            for limit in (size + 7, size + 40):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
                for step in (2, 3, 4):
                    log.log(step, ids=["x" * 50])
                assert path.stat().st_size <= limit
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            log.log(5, ids=[5])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert log.errors == 6
    assert steps_of_lossy(path) == [1, 5]
    (lost,) = (line for line in lines_of(path) if "lost" in line)
    assert lost["lost"] == [2, 4]
    assert "File too large" in lost["reason"]


def steps_of_lossy(path: Path) -> list[int]:
    return [line["step"] for line in lines_of(path) if "step" in line]


@pytest.mark.parametrize("seed", range(int(os.environ.get("ORDER_LOG_SEEDS", "25"))))
def test_random_runs(path: Path, seed: int) -> None:
    """Steps that go on, are added to, or begin again, resumes and kills: against a list of what counts."""
    rng = random.Random(seed)
    kept: list[tuple[int, list[int]]] = []
    is_fresh = False
    log = OrderLog(path, sync_every=None)
    for _ in range(rng.randint(1, 40)):
        last = kept[-1][0] if kept else 0
        move = rng.random()
        if move < 0.7:
            step = last + 1 if rng.random() < 0.5 else rng.randint(max(1, last - 2), last + 1)
            ids = [rng.randrange(100) for _ in range(rng.randint(0, 3))]
            log.log(step, ids=ids)
            if step < last or is_fresh:
                kept = [one for one in kept if one[0] < step]
            kept.append((step, ids))
            is_fresh = False
        elif move < 0.8:
            back = rng.randint(0, last)
            log.rewind(back)
            kept = [one for one in kept if one[0] <= back]
        else:
            back = rng.choice([None, rng.randint(0, last)])
            log.close()
            if rng.random() < 0.5:
                with path.open("ab") as file:
                    file.write(b'{"step":99,"ids":[1')
            log = OrderLog(path, resume_step=back, sync_every=None)
            kept = [one for one in kept if back is None or one[0] <= back]
            is_fresh = True
        assert log.last_step == (kept[-1][0] if kept else 0)
    log.close()
    assert steps_of(path) == kept
    assert log.errors == 0


def test_training_loads_nothing_of_the_client() -> None:
    loads = "import sys, firstseen.training; print(sorted({'httpx', 'pandas', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loads], text=True, capture_output=True, check=True)
    assert done.stdout == "[]\n"
