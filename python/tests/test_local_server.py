"""The server of a folder: started with the index, and never left behind."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

import firstseen
from firstseen.server.find_command import find_command

HERE = Path(__file__).parent.parent


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def until_gone(url: str) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not answers(url):
            return True
        time.sleep(0.05)
    return False


def test_close_stops_the_server_and_may_be_called_twice(folder: Path) -> None:
    index = firstseen.Index(folder / "my.idx")
    url = index.url
    assert answers(url)
    index.close()
    index.close()
    assert not answers(url)
    for ask in (index.info, lambda: index.exposures("the"), lambda: index.url):
        with pytest.raises(firstseen.FirstseenError) as raised:
            ask()
        assert raised.value.code == "closed"
    assert "closed" in repr(index)


def test_an_index_that_is_forgotten_stops_its_server(folder: Path) -> None:
    index = firstseen.Index(folder / "my.idx")
    url = index.url
    del index
    assert until_gone(url)


def test_others_on_the_machine_may_not_ask(index: firstseen.Index) -> None:
    with pytest.raises(firstseen.FirstseenError) as raised:
        firstseen.Index(index.url).info()
    assert raised.value.code == "unauthorized"


PROGRAM = """
import os, signal, sys, firstseen
index = firstseen.Index(sys.argv[1])
print(index.url, flush=True)
how = sys.argv[2]
if how == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
if how == "raise":
    raise SystemExit(3)
if how == "fork" and os.fork() == 0:
    # The copy asks, and its end leaves the server alone.
    assert index.info()["records"] == 1200
    sys.exit()
if how == "fork":
    assert os.wait()[1] == 0
    assert index.info()["records"] == 1200
    index.close()
"""


@pytest.mark.parametrize("how", ["kill", "raise", "end", "fork"])
def test_the_server_ends_with_its_program(folder: Path, how: str) -> None:
    args = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(folder / "my.idx"), how]
    env = {**os.environ, "PYTHONPATH": str(HERE)}
    done = subprocess.run(args, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == {"kill": -signal.SIGKILL, "raise": 3}.get(how, 0), done.stderr
    assert until_gone(done.stdout.strip())


def test_ctrl_c_does_not_reach_the_server(index: firstseen.Index) -> None:
    server = index._opening._server
    assert server is not None
    assert os.getpgid(server._process.pid) != os.getpgid(0)


def records_of(index: firstseen.Index) -> int:
    return int(index.info()["records"])


def test_a_copy_in_another_process_asks_the_same_server(index: firstseen.Index) -> None:
    copy = pickle.loads(pickle.dumps(index))
    assert copy.url == index.url
    copy.close()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(records_of, [index]) == [1_200]
    assert records_of(index) == 1_200


def test_a_killed_server_is_named(folder: Path) -> None:
    with firstseen.Index(folder / "my.idx") as index:
        server = index._opening._server
        assert server is not None
        server._process.kill()
        server._process.wait()
        with pytest.raises(firstseen.FirstseenError, match=r"local server ended \(signal 9\)") as raised:
            index.exposures("the")
    assert raised.value.code == "unreachable"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(firstseen.FirstseenError) as raised:
        firstseen.Index(tmp_path / "none.idx")
    assert raised.value.code == "index_not_found"
    assert raised.value.details["exit_code"] == 4

    async def ask() -> None:
        async with firstseen.AsyncIndex(tmp_path / "none.idx"):
            raise AssertionError("it was opened")

    with pytest.raises(firstseen.FirstseenError, match="index_not_found"):
        asyncio.run(ask())


def test_a_broken_command(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def error_of(command: str | list[str] | None) -> firstseen.FirstseenError:
        with pytest.raises(firstseen.FirstseenError) as raised:
            firstseen.Index(folder / "my.idx", command=command)
        return raised.value

    assert error_of("no-such-command").code == "command_not_found"
    assert error_of([]).code == "command_not_found"
    assert "said" not in str(error_of([sys.executable, "-c", "pass"]))
    assert error_of([sys.executable, "-c", "pass"]).code == "server_failed"
    failed = error_of([sys.executable, "-c", "import sys; print('out'); sys.exit('it broke')"])
    assert (failed.code, failed.details["exit_code"]) == ("server_failed", 1)
    assert "it broke" in str(failed)
    script = tmp_path / "script"
    script.write_text("not a program")
    script.chmod(0o755)
    assert error_of(str(script)).code == "command_not_found"
    monkeypatch.delenv("FIRSTSEEN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = error_of(None)
    assert missing.code == "command_not_found"
    assert "FIRSTSEEN" in str(missing) and "install" in str(missing)
    (tmp_path / "firstseen").write_text("#!/bin/sh\necho 'firstseen: own words [index_busy]' >&2\nexit 3\n")
    (tmp_path / "firstseen").chmod(0o755)
    assert error_of(None).code == "index_busy"


def test_a_command_is_words_or_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    python = sys.executable
    assert find_command(f"{python} -m firstseen 'a b'") == [python, "-m", "firstseen", "a b"]
    monkeypatch.setenv("FIRSTSEEN", f"{python} x")
    assert find_command() == [python, "x"]
    assert find_command([python, "y"]) == [python, "y"]
