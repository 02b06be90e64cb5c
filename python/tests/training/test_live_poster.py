"""Steps that are posted while they are logged, to a small server that counts as the real one does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from firstseen import FirstseenError
from firstseen.training import LivePoster, OrderLog


class Stub(ThreadingHTTPServer):
    """Keeps the records of each step; `faults` are statuses, or None for a cut, that come first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.steps: dict[int, list[Any]] = {}
        self.duplicates: list[int] = []
        self.faults: list[int | None] = []
        self.tokens: set[str | None] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.tokens.add(self.headers["authorization"])
        fault = self.server.faults.pop(0) if self.server.faults else 200
        if fault is not None and fault != 200:
            return self.answer(fault, {"code": "too_busy", "detail": "later"})
        answers = []
        for line in map(json.loads, body.splitlines()):
            step, records = line["step"], line["records"]
            known = self.server.steps.get(step)
            if known is not None and known != records:
                return self.answer(409, {"code": "step_conflict", "detail": f"step {step}"})
            if known is None and step < max(self.server.steps, default=0):
                return self.answer(409, {"code": "step_backwards", "detail": f"step {step}"})
            status = "accepted" if known is None else "duplicate"
            if known is not None:
                self.server.duplicates.append(step)
            self.server.steps[step] = records
            answers.append({"run": line["run"], "step": step, "records": len(records), "status": status})
        if fault is None:
            # Taken, and the acknowledgement is lost.
            self.close_connection = True
            return None
        return self.answer(200, *answers)

    def answer(self, status: int, *lines: dict[str, Any]) -> None:
        body = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        if status == 429:
            self.send_header("retry-after", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def record(name: str) -> dict[str, str]:
    return {"id": name, "text": f"text of {name}"}


def log_steps(log: OrderLog, steps: range, tag: str = "") -> None:
    for step in steps:
        for part in ("x", "y"):
            name = f"{tag}{step}{part}"
            log.log(step, ids=[name], texts=[f"text of {name}"])


def wait_for(poster: LivePoster, step: int) -> None:
    end = time.monotonic() + 30
    while poster.acknowledged < step:
        assert time.monotonic() < end and poster.error is None
        time.sleep(0.005)


def wanted(steps: range, tag: str = "") -> dict[int, list[Any]]:
    return {step: [record(f"{tag}{step}{part}") for part in "xy"] for step in steps}


def test_whole_steps_are_posted_once(tmp_path: Path, stub: Stub) -> None:
    with OrderLog(tmp_path / "order.log") as log:
        poster = LivePoster(log, stub.url, token="secret", poll_seconds=0.02)
        log_steps(log, range(1, 30))
    assert poster.close()
    assert stub.steps == wanted(range(1, 30))
    assert stub.duplicates == []
    assert stub.tokens == {"Bearer secret"}
    assert poster.acknowledged == 29


def test_a_server_that_is_busy_or_goes_away_gets_all_in_the_end(tmp_path: Path, stub: Stub) -> None:
    stub.faults = [429, 503, None, 500, 507, 200, None]
    with OrderLog(tmp_path / "order.log") as log:
        poster = LivePoster(log, stub.url, poll_seconds=0.02, max_bytes=200)
        log_steps(log, range(1, 12))
    assert poster.close()
    assert stub.steps == wanted(range(1, 12))
    assert len(stub.duplicates) > 0


def test_a_new_process_goes_on_behind_what_was_acknowledged(tmp_path: Path, stub: Stub) -> None:
    path = tmp_path / "order.log"
    log = OrderLog(path)
    poster = LivePoster(log, stub.url, poll_seconds=0.02)
    log_steps(log, range(1, 10))
    # The process dies: nothing is closed, and its last step is not whole.
    wait_for(poster, 8)
    poster._deadline = 0.0
    poster._wake.set()
    poster._thread.join()
    log._file.close()
    with OrderLog(path, resume_step=5) as again:
        second = LivePoster(path, stub.url, poll_seconds=0.02)
        log_steps(again, range(6, 13))
    assert second.close()
    assert stub.steps == wanted(range(1, 13))
    # Undone and done again alike.
    assert sorted(set(stub.duplicates)) == [6, 7, 8]
    third = LivePoster(path, stub.url, poll_seconds=0.02)
    assert third.close()
    assert sorted(set(stub.duplicates)) == [6, 7, 8]


def test_other_records_of_an_undone_step_are_an_error_that_stops_it(tmp_path: Path, stub: Stub) -> None:
    with OrderLog(tmp_path / "order.log") as log:
        poster = LivePoster(log, stub.url, poll_seconds=0.02)
        log_steps(log, range(1, 5))
        wait_for(poster, 3)
        log.rewind(1)
        log_steps(log, range(2, 5), tag="other")
    assert not poster.close()
    assert poster.error is not None
    assert "409 step_conflict: step 2" in poster.error


def test_ranks_are_merged(tmp_path: Path, stub: Stub) -> None:
    ranks = [OrderLog(tmp_path / "order.log", rank=rank, world_size=2) for rank in range(2)]
    poster = LivePoster(ranks[0], stub.url, poll_seconds=0.02)
    for step in range(1, 9):
        for log in ranks:
            log.log(step, texts=[f"{step}/{log.rank}"])
    for log in ranks:
        log.close()
    assert poster.close()
    assert stub.steps == {step: [{"text": f"{step}/0"}, {"text": f"{step}/1"}] for step in range(1, 9)}


def test_without_a_server_training_goes_on(tmp_path: Path, caplog: Any) -> None:
    with OrderLog(tmp_path / "order.log") as log:
        poster = LivePoster(log, "http://127.0.0.1:9", poll_seconds=0.02)
        log_steps(log, range(1, 4))
    assert not poster.close(timeout=1)
    assert log.errors == 0
    assert caplog.text.count("does not take records yet: ") == 1
    assert "refused" in str(poster.error)
    ids = OrderLog(tmp_path / "ids.log")
    second = LivePoster(ids, "http://127.0.0.1:9", poll_seconds=0.02)
    ids.log(1, ids=[1])
    ids.close()
    assert not second.close(timeout=1)
    assert "does not hold texts" in str(second.error)


def test_leaving_a_block_closes_the_log_and_posts_all(tmp_path: Path, stub: Stub) -> None:
    with OrderLog(tmp_path / "order.log") as log, LivePoster(log, stub.url, poll_seconds=0.02) as poster:
        log_steps(log, range(1, 6))
    assert stub.steps == wanted(range(1, 6))
    assert (poster.acknowledged, poster.error) == (5, None)


def test_a_log_that_is_still_open_is_not_waited_for(tmp_path: Path, stub: Stub, caplog: Any) -> None:
    with OrderLog(tmp_path / "order.log") as log:
        poster = LivePoster(log, stub.url, poll_seconds=0.02)
        log_steps(log, range(1, 6))
        started = time.monotonic()
        assert not poster.close()
        assert time.monotonic() - started < 20
    assert stub.steps == wanted(range(1, 5))
    assert "close the log before its poster" in caplog.text


def test_another_server_gets_all_steps(tmp_path: Path, stub: Stub) -> None:
    with OrderLog(tmp_path / "order.log") as log, LivePoster(log, stub.url, poll_seconds=0.02):
        log_steps(log, range(1, 6))
    stub.steps.clear()
    other = LivePoster(log, stub.url.replace("127.0.0.1", "localhost"), poll_seconds=0.02)
    assert other.close()
    assert stub.steps == wanted(range(1, 6))


def test_what_is_no_address_and_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "order.log"
    for url in ("127.0.0.1:7333", "http://", "ftp://a"):
        with pytest.raises(FirstseenError, match="expected http://HOST:PORT"):
            LivePoster(path, url)
    with pytest.raises(ValueError, match="`write:` stands before one"):
        LivePoster(path, "http://127.0.0.1:9", token="write:0123456789abcdef")
    monkeypatch.setenv("FIRSTSEEN_TOKEN", "0123456789abcdef\n")
    poster = LivePoster(path, "http://127.0.0.1:9")
    assert poster._token == "0123456789abcdef"
    poster.close(timeout=1)
