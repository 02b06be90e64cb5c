"""A small corpus and its index, made by the command, and servers that answer for it.

The command is that of the package itself: the variable FIRSTSEEN, or `firstseen` in the path.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from scene import TOKEN, WORDS, Serve, run_cli

import firstseen
from firstseen.server.find_command import find_command

# A token of the machine's own must not reach the servers of the tests.
os.environ.pop("FIRSTSEEN_TOKEN", None)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Has `corpus.jsonl` and its index `my.idx`: 1,200 records in 120 steps."""
    folder = tmp_path_factory.mktemp("index")
    choose = random.Random(7)
    records = [{"id": f"d{i}", "text": " ".join(choose.choices(WORDS, k=40))} for i in range(1_200)]
    records[3]["text"] += " Zoë’s café 😀 <b>"
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    (folder / "corpus.jsonl").write_text(lines, encoding="utf-8")
    run_cli(folder, "index", "my.idx", "--from", "corpus.jsonl", "--batch-size", "10", "--quiet")
    return folder


@pytest.fixture(scope="session")
def index(folder: Path) -> Iterator[firstseen.Index]:
    with firstseen.Index(folder / "my.idx") as index:
        yield index


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    """Starts a server with options of its own, and gives its address."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple[str, subprocess.Popen[str]]:
        args = ["serve", "my.idx", "--port", "0", "--stop-at-eof", *options]
        server = subprocess.Popen(
            [*find_command(), *args],
            cwd=folder,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        started.append(server)
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found is not None
        return found[0], server

    yield start
    for server in started:
        server.kill()
        server.wait()
        for stream in (server.stdin, server.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.write_text(f"{TOKEN}\n")
    return path


# For a program that shows the outcome of each test: a JSON line each, in the file of this variable.
REPORT = os.environ.get("FIRSTSEEN_TEST_REPORT")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if REPORT is None or (report.when != "call" and report.outcome == "passed"):
        return
    detail = report.longreprtext
    if report.skipped and isinstance(report.longrepr, tuple):
        detail = report.longrepr[2]
    outcome = {"passed": "ok", "skipped": "skipped"}.get(report.outcome, "failed")
    line = {"name": report.nodeid, "outcome": outcome, "detail": "" if outcome == "ok" else detail}
    with Path(REPORT).open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line)}\n")
