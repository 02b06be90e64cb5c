"""Lists of any length, whatever a server takes in one request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scene import Serve, cli_answers, make_phrases

import firstseen
from firstseen.calls import phrases as calls


@pytest.mark.parametrize("count", [1, 4_999, 5_000, 5_001, 10_000, 10_001, 15_000, 37_123])
def test_every_phrase_has_its_answer_in_order(index: firstseen.Index, count: int) -> None:
    asked = [f"the sea {i}" if i % 3 else "the sea" for i in range(count)]
    frame = index.exposures(asked)
    assert frame["phrase"].tolist() == asked
    whole = index.exposures("the sea")["count"][0]
    assert frame["count"].tolist() == [0 if i % 3 else whole for i in range(count)]


def test_a_long_list_is_that_of_query(index: firstseen.Index, folder: Path) -> None:
    asked = [phrase for phrase in make_phrases(20_000, 4) if phrase]
    (folder / "long.txt").write_text("".join(f"{phrase}\n" for phrase in asked))
    expected = cli_answers(folder, "query", "my.idx", "--phrases", "long.txt", "--at", "50")
    assert index.exposures(asked, at=50, as_="dicts") == expected


def test_long_phrases_make_small_batches(index: firstseen.Index) -> None:
    asked = [" ".join(["sea"] * 8_000) + f" {i}" for i in range(100)]
    calls_made = list(call_of(asked).requests)
    assert len(calls_made) > 2 and max(len(made.body or b"") for made in calls_made) < 1_100_000
    assert index.exposures(asked)["count"].tolist() == [0] * 100


def call_of(asked: list[str]) -> calls.Call[object]:
    return calls.exposures(asked, at=None, timeline=None, records=False, as_="dicts", progress=False)


def test_phrases_are_taken_while_answers_come(index: firstseen.Index) -> None:
    taken = 0

    def phrases() -> Iterator[str]:
        nonlocal taken
        for number in range(1_000_000):
            taken = number + 1
            yield "the sea"
        raise AssertionError("all of them were taken")

    requests = iter(
        calls.exposures(
            phrases(), at=None, timeline=None, records=False, as_="dicts", progress=False
        ).requests
    )
    next(requests)
    assert taken == 5_001


def test_a_server_that_takes_few_is_sent_few(serve: Serve, index: firstseen.Index) -> None:
    url, _ = serve("--max-phrases", "100", "--max-body", "40K")
    asked = make_phrases(3_000, 5)
    with firstseen.Index(url) as small:
        assert small.exposures(asked, as_="dicts") == index.exposures(asked, as_="dicts")
        with pytest.raises(firstseen.FirstseenError) as refused:
            small.exposures("sea " * 20_000)
        assert refused.value.code == "body_too_large"
