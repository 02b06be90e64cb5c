"""What a person may give in place of a text: it is understood, or an error says what was expected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import firstseen

FRAME = pd.DataFrame({"id": ["a", None], "text": ["the old man runs", "zebra"], "phrase": ["the", "sea"]})


@pytest.mark.parametrize("given", [None, 5, b"the", FRAME, object()])
@pytest.mark.parametrize("method", ["exposures", "timeline", "search"])
def test_what_is_not_a_text_nor_several(index: firstseen.Index, method: str, given: Any) -> None:
    with pytest.raises(TypeError, match=r"expected one (phrase|query).*, or several, found a "):
        getattr(index, method)(given)


def test_a_frame_of_items_is_its_rows(index: firstseen.Index) -> None:
    found = index.overlap(FRAME[["id", "text"]], n=2)
    assert found["tokens"].tolist() == [4, 1]
    assert found["id"].tolist()[0] == "a" and pd.isna(found["id"].tolist()[1])


@pytest.mark.parametrize("at", [True, [1.5], "5"])
def test_what_is_not_a_step(index: firstseen.Index, at: Any) -> None:
    with pytest.raises(TypeError, match="expected a step, or several"):
        index.exposures("the", at=at)
    with pytest.raises(ValueError, match="last_at has the step -1"):
        index.exposures("the", last_at=-1)


@pytest.mark.parametrize("steps", [[5, 6], (5, 6, 7), ("a", "b"), 1.5])
def test_what_is_not_a_range(index: firstseen.Index, steps: Any) -> None:
    with pytest.raises(TypeError, match="half-open"):
        index.records(steps=steps)


def test_half_of_a_surrogate_pair_in_an_address(index: firstseen.Index) -> None:
    assert index.contexts("the \ud83d").shape == (0, 8)
    assert index.contexts("\ud83d\ude00")["match"].tolist() == ["\U0001f600"], "the pair is whole"


@pytest.mark.parametrize("words", [10_000, 100_000])
def test_a_phrase_that_no_address_holds(index: firstseen.Index, words: int) -> None:
    with pytest.raises(firstseen.FirstseenError, match=r"larger than|longer than") as raised:
        index.contexts("the " * words)
    assert raised.value.code == "headers_too_large"


def test_one_message_of_phrases_that_cannot_be_asked(index: firstseen.Index) -> None:
    with pytest.warns(
        firstseen.FirstseenWarning, match=r'2 rows have an error.*phrase " " has no.*\[phrase_with'
    ):
        index.exposures(["the", " ", ""])
    with pytest.warns(firstseen.FirstseenWarning, match=r"1 row has.*\(\(war\): .*\[bad_query\]"):
        index.search("(war")


@pytest.mark.parametrize("token", ["a b", "ü", "write:0123456789abcdef", "a\nb"])
def test_a_token_that_no_server_has(token: str) -> None:
    for kind in (firstseen.Index, firstseen.AsyncIndex):
        with pytest.raises(ValueError, match="the token is not one") as raised:
            kind("http://127.0.0.1:9", token=token)
        assert token not in str(raised.value)


def test_an_address_of_another_kind() -> None:
    with pytest.raises(firstseen.FirstseenError, match="begins with http://"):
        firstseen.Index("s3://bucket/my.idx")


def test_one_event_loop_after_the_other(index: firstseen.Index) -> None:
    twin = firstseen.AsyncIndex(index.url, token=index._opening.address().token)

    async def ask() -> list[int]:
        frames = await asyncio.gather(*(twin.exposures("the old") for _ in range(3)))
        return [frame["count"][0] for frame in frames]

    assert asyncio.run(ask()) == asyncio.run(ask()) == [index.exposures("the old")["count"][0]] * 3
    asyncio.run(twin.close())


def test_steps_of_the_last_exposure_and_records_by_step(index: firstseen.Index) -> None:
    frame = index.exposures(["the old", "zebra"], at=60, last_at=[0, 60], records_at=[60, 9], records=True)
    assert list(frame.columns) == [
        *("phrase", "count", "first_step", "last_step", "records", "at_60"),
        *("last_at_0", "last_at_60", "records_at_60", "records_at_9"),
    ]
    answer = index.exposures("the old", last_at=[60], records_at=[60], as_="dicts")[0]
    row = frame.iloc[0]
    assert row["last_at_60"] == answer["last_at"]["60"]["step"] <= 60
    assert row["records_at_60"] == answer["records_at"]["60"] <= row["at_60"]
    assert frame["last_at_0"].isna().all() and pd.isna(frame["last_at_60"][1])


@pytest.mark.parametrize(
    ("ask", "name", "number"),
    [
        (lambda index, **more: index.exposures(["the old", "zebra", " "], **more), "phrase", "count"),
        (lambda index, **more: index.search(["old AND man", "zebra", "("], **more), "query", "records"),
    ],
)
@pytest.mark.filterwarnings("ignore::firstseen.FirstseenWarning")
def test_a_row_a_facet(index: firstseen.Index, ask: Callable[..., Any], name: str, number: str) -> None:
    whole = ask(index, at=5)
    frame = ask(index, at=5, by_facet=True)
    assert list(frame.columns) == [name, "facet", number, "first_step", "last_step", "at_5", "error"]
    assert frame["facet"].tolist()[0] == "corpus.jsonl" and frame["facet"].isna().tolist() == [
        False,
        True,
        True,
    ]
    for column in (name, number, "first_step", "at_5"):
        assert (
            frame[column].astype(object).fillna(-1).tolist()
            == whole[column].astype(object).fillna(-1).tolist()
        )
    assert "by_facet" in ask(index, by_facet=True, as_="dicts")[0]


def test_what_a_row_a_facet_has_no_place_for(index: firstseen.Index) -> None:
    with pytest.raises(ValueError, match="has no records and last_at"):
        index.exposures("the", records=True, last_at=5, by_facet=True)
    with pytest.raises(ValueError, match="has no contexts"):
        index.search("the", contexts=1, by_facet=True)
