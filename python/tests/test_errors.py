"""Every failure is a FirstseenError with a code, or a Python error of a wrong argument; none is silent."""

from __future__ import annotations

import asyncio
import gzip
import json
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scene import TOKEN, Serve

import firstseen

Answer = Callable[[BaseHTTPRequestHandler, int], None]
Fake = Callable[[Answer], str]


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A server that answers as a broken connection, a busy server or a proxy would."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        asked = 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                nonlocal asked
                self.rfile.read(int(self.headers["content-length"]))
                asked += 1
                answer(self, asked)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


LINE = b'{"phrase":"the","tokens":["the"],"count":3,"first":null,"last":null}\n'


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def send_lines(handler: BaseHTTPRequestHandler, body: bytes = LINE, **headers: str) -> None:
    send(handler, 200, body, content_type="application/x-ndjson; charset=utf-8", **headers)


def problem(handler: BaseHTTPRequestHandler, status: int, code: str, **headers: str) -> None:
    document = {"type": "x", "title": "x", "status": status, "detail": f"it is {code}", "code": code}
    body = json.dumps(document).encode()
    send(handler, status, body, content_type="application/problem+json", **headers)


def error_of(url: str, **options: float) -> firstseen.FirstseenError:
    """That of the plain and of the awaited call, which are the same."""

    async def ask() -> object:
        async with firstseen.AsyncIndex(url, **options) as index:
            return await index.exposures("the")

    with pytest.raises(firstseen.FirstseenError) as raised, firstseen.Index(url, **options) as index:
        index.exposures("the")
    with pytest.raises(firstseen.FirstseenError) as awaited:
        asyncio.run(ask())
    assert (raised.value.code, raised.value.status) == (awaited.value.code, awaited.value.status)
    assert str(raised.value).endswith(f" [{raised.value.code}]")
    return raised.value


def test_a_phrase_without_a_token(index: firstseen.Index) -> None:
    with pytest.raises(firstseen.FirstseenError) as raised:
        index.contexts(" ")
    assert (raised.value.code, raised.value.status) == ("phrase_without_token", 400)
    with pytest.raises(TypeError, match="int"):
        index.contexts(5)  # type: ignore[call-overload]


def test_a_wrong_token(serve: Serve, token_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, _ = serve("--token-file", str(token_file))
    assert error_of(url).code == "unauthorized"
    with pytest.raises(firstseen.FirstseenError) as raised:
        firstseen.Index(url, token="another-token-than-that").info()
    assert (raised.value.code, raised.value.status) == ("unauthorized", 401)
    assert firstseen.Index(url, token=f"{TOKEN}\n").info()["records"] == 1_200
    monkeypatch.setenv("FIRSTSEEN_TOKEN", TOKEN)
    asking = firstseen.Index(url)
    assert asking.info()["records"] == 1_200
    assert TOKEN not in repr(asking)


def test_nobody_answers() -> None:
    error = error_of("http://127.0.0.1:9")
    assert (error.code, error.status) == ("unreachable", None)
    assert "http://127.0.0.1:9" in str(error)


@pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:99999", "https://127.0.0.1:9", "http://a b"])
def test_an_address_that_is_wrong(url: str) -> None:
    assert error_of(url).code == "unreachable"


def test_an_address_without_its_scheme() -> None:
    with pytest.raises(firstseen.FirstseenError, match="begins with http://") as raised:
        firstseen.Index("localhost:7333")
    assert raised.value.code == "index_not_found"


def test_a_server_that_is_killed(serve: Serve) -> None:
    url, server = serve()
    with firstseen.Index(url) as index:
        index.info()
        server.kill()
        server.wait()
        with pytest.raises(firstseen.FirstseenError) as raised:
            index.exposures("the")
    assert raised.value.code == "unreachable"


def test_a_busy_server_is_asked_again(fake: Fake) -> None:
    def answer(handler: BaseHTTPRequestHandler, asked: int) -> None:
        if asked % 3 == 1:
            problem(handler, 429, "too_many_requests", retry_after="0.3")
        elif asked % 3 == 2:
            problem(handler, 503, "server_busy")
        else:
            send_lines(handler)

    url = fake(answer)
    started = time.monotonic()
    assert firstseen.Index(url).exposures("the")["count"].tolist() == [3]
    assert time.monotonic() - started >= 0.8, "as long as retry-after says, then longer"

    async def ask() -> list[int]:
        async with firstseen.AsyncIndex(url) as index:
            return (await index.exposures("the"))["count"].tolist()

    assert asyncio.run(ask()) == [3]


def test_patience_ends(fake: Fake) -> None:
    url = fake(lambda handler, _: problem(handler, 429, "too_many_requests", retry_after="30"))
    started = time.monotonic()
    error = error_of(url, patience=1)
    assert (error.code, error.status) == ("too_many_requests", 429)
    assert error.details["retry_after"] == "30"
    assert time.monotonic() - started < 15, "it did not wait as long as it was told"


def test_a_passed_deadline_is_not_asked_again(fake: Fake) -> None:
    times: list[int] = []

    def answer(handler: BaseHTTPRequestHandler, asked: int) -> None:
        times.append(asked)
        problem(handler, 503, "deadline_exceeded", retry_after="0")

    assert error_of(fake(answer)).code == "deadline_exceeded"
    assert times == [1, 2], "once each"


@pytest.mark.parametrize("body", [LINE, LINE * 3, LINE[:-9], LINE + LINE[:-9], b""])
def test_an_answer_that_is_not_whole(fake: Fake, body: bytes) -> None:
    """Whatever ends early, or has more answers than were asked for."""
    url = fake(lambda handler, _: send_lines(handler, body))
    with firstseen.Index(url) as index, pytest.raises(firstseen.FirstseenError) as raised:
        index.exposures(["the", "the"])
    assert raised.value.code == "answer_cut"


def test_a_connection_that_ends_within_an_answer(fake: Fake) -> None:
    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/x-ndjson")
        handler.send_header("content-length", str(2 * len(LINE)))
        handler.end_headers()
        handler.wfile.write(LINE)
        handler.close_connection = True

    assert error_of(fake(answer)).code == "answer_cut"


def test_an_answer_of_another_server(fake: Fake) -> None:
    error = error_of(fake(lambda handler, _: send(handler, 404, b"<html>", content_type="text/html")))
    assert (error.code, error.status) == ("unexpected_answer", 404)
    error = error_of(fake(lambda handler, _: send(handler, 200, b"<html>", content_type="text/html")))
    assert (error.code, error.status) == ("unexpected_answer", 200)
    error = error_of(fake(lambda handler, _: send(handler, 302, b"", location="http://127.0.0.1:9/")))
    assert (error.code, error.status) == ("unexpected_answer", 302)


def test_a_server_that_does_not_answer_in_time(fake: Fake) -> None:
    url = fake(lambda handler, _: time.sleep(1.5))
    assert error_of(url, timeout=0.2).code == "timed_out"


def test_gzip_is_read(fake: Fake) -> None:
    url = fake(lambda handler, _: send_lines(handler, gzip.compress(LINE), content_encoding="gzip"))
    assert firstseen.Index(url).exposures("the")["count"].tolist() == [3]
    cut = gzip.compress(LINE * 500)[:-20]
    url = fake(lambda handler, _: send_lines(handler, cut, content_encoding="gzip"))
    assert error_of(url).code == "answer_cut"


def test_two_snapshots_in_one_answer_are_a_warning(fake: Fake) -> None:
    def answer(handler: BaseHTTPRequestHandler, asked: int) -> None:
        send_lines(handler, LINE * 5_000, firstseen_snapshot=f"{asked}-abc")

    with pytest.warns(firstseen.FirstseenWarning, match="snapshot_changed"):
        frame = firstseen.Index(fake(answer)).exposures(["the"] * 10_000)
    assert sorted(frame.attrs["snapshot"]) == ["1-abc", "2-abc"]


def test_an_error_in_a_later_batch_ends_the_question(fake: Fake) -> None:
    def answer(handler: BaseHTTPRequestHandler, asked: int) -> None:
        if asked == 3:
            problem(handler, 500, "internal_error")
        else:
            send_lines(handler, LINE * 5_000)

    with pytest.raises(firstseen.FirstseenError) as raised:
        firstseen.Index(fake(answer)).exposures(["the"] * 40_000)
    assert (raised.value.code, raised.value.status) == ("internal_error", 500)


def test_an_error_can_be_pickled() -> None:
    error = firstseen.FirstseenError("a_code", "a message", status=400, details={"line": 3})
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, str(copy), copy.status, copy.details) == (
        *("a_code", "a message [a_code]"),
        *(400, {"line": 3}),
    )


def test_packages_that_are_not_there(index: firstseen.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "datasets", "matplotlib", "matplotlib.pyplot", "tqdm"):
        monkeypatch.setitem(sys.modules, name, None)
    assert index.exposures("the", as_="dicts")[0]["count"] > 0
    with pytest.raises(ModuleNotFoundError, match=r"firstseen\[pandas\].*as_=\"dicts\""):
        index.exposures("the")
    with pytest.raises(ModuleNotFoundError, match=r"firstseen\[datasets\].*out="):
        index.split([])
    with pytest.raises(ModuleNotFoundError, match=r"firstseen\[progress\]"):
        index.exposures("the", as_="dicts", progress=True)
