"""Answers are those of the command line, for the same questions."""

from __future__ import annotations

import asyncio
import inspect
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scene import cli_answers, make_phrases, run_cli

import firstseen

PHRASES = ["the old", "the  SEA", "Zoë’s café 😀", "zebra", " ", "old man . the", "the", "\n"]


def codes_of(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Errors by their code, as the message of a blank line names the line of a file."""
    return [
        {**answer, "error": answer["error"]["code"]} if "error" in answer else answer for answer in answers
    ]


def test_exposures_are_those_of_query(index: firstseen.Index, folder: Path) -> None:
    asked = make_phrases(500, 1) + PHRASES
    (folder / "phrases.jsonl").write_text("".join(f"{json.dumps({'phrase': p})}\n" for p in asked))
    options = ["--at", "5,77", "--timeline", "7", "--records"]
    expected = cli_answers(folder, "query", "my.idx", "--phrases", "phrases.jsonl", *options)
    answers = index.exposures(asked, at=[5, 77], timeline=7, records=True, as_="dicts")
    assert codes_of(answers) == codes_of(expected)
    assert sum("error" in answer for answer in answers) > 5

    frame = index.exposures(asked, at=[5, 77], timeline=7, records=True)
    assert list(frame.columns) == [
        *("phrase", "count", "first_step", "last_step", "records"),
        *("at_5", "at_77", "timeline", "error"),
    ]
    assert frame.attrs["timeline_edges"] == expected[0]["timeline"]["edges"]
    assert frame.attrs["snapshot"] == index.info()["snapshot"]
    for row, answer in zip(frame.to_dict("records"), expected, strict=True):
        assert row["phrase"] == answer["phrase"]
        if "error" in answer:
            assert row["error"] == answer["error"]["code"] == "phrase_without_token"
            assert pd.isna(row["count"]) and pd.isna(row["at_5"]) and row["timeline"] is None
            continue
        assert row["error"] is None
        found = [row[name] for name in ("count", "records", "at_5", "at_77", "timeline")]
        told = [answer["count"], answer["records"], answer["at"]["5"], answer["at"]["77"]]
        assert found == [*told, answer["timeline"]["count"]]
        for name in ("first", "last"):
            step = row[f"{name}_step"]
            assert (None if pd.isna(step) else step) == (answer[name] and answer[name]["step"])


def test_columns_and_types(index: firstseen.Index) -> None:
    frame = index.exposures(["the old", "zebra"], at=(step for step in [9, 3, 9]))
    assert list(frame.columns) == ["phrase", "count", "first_step", "last_step", "at_9", "at_3"]
    types = [str(frame[name].dtype) for name in ("count", "first_step", "last_step", "at_9")]
    assert types == ["int64", "Int64", "Int64", "int64"]
    assert frame["first_step"].isna().tolist() == [False, True]


def test_one_text_is_a_list_of_one_and_series_are_lists(index: firstseen.Index) -> None:
    one = index.exposures("the old")
    assert one["phrase"].tolist() == ["the old"]
    for asked in (pd.Series(["the old"]), ("the old",), iter(["the old"]), {"the old": 1}.keys()):
        pd.testing.assert_frame_equal(index.exposures(asked), one)


def test_an_empty_list_is_an_empty_frame(index: firstseen.Index) -> None:
    frame = index.exposures([], at=5)
    assert frame.shape == (0, 5)
    assert frame.dtypes.astype(str).to_dict() == index.exposures(["the"], at=5).dtypes.astype(str).to_dict()
    assert index.exposures([], as_="dicts") == []
    assert index.timeline([]).shape == (0, 4)
    assert index.search([]).shape == (0, 4)


def test_a_group_is_asked_as_one(index: firstseen.Index, folder: Path) -> None:
    group = {"name": "sea words", "phrases": ["the sea", "old sea"]}
    frame = index.exposures([group, "the sea"])
    assert frame["phrase"].tolist() == ["sea words", "the sea"]
    (folder / "groups.jsonl").write_text(json.dumps(group))
    (expected,) = cli_answers(folder, "query", "my.idx", "--phrases", "groups.jsonl")
    assert frame["count"][0] == expected["count"] > frame["count"][1]


def test_other_things_than_phrases_are_refused(index: firstseen.Index) -> None:
    with pytest.raises(TypeError, match="phrase 1 is a float"):
        index.exposures(["the", float("nan")])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="frame"):
        index.exposures(["the"], as_="table")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"at is 100\.0"):
        index.exposures(["the"], at=100.0)  # type: ignore[call-overload]


def test_half_of_a_surrogate_pair(index: firstseen.Index) -> None:
    assert index.exposures(["the \ud83d", "the"])["count"].tolist()[0] == 0


def test_a_timeline_adds_up(index: firstseen.Index) -> None:
    frame = index.timeline(["the old", "zebra", " "], bins=7)
    assert list(frame.columns) == ["phrase", "from_step", "to_step", "count", "error"]
    assert frame["error"].tolist() == [None] * 14 + ["phrase_without_token"]
    rows = frame[frame["phrase"] == "the old"]
    assert rows["from_step"].tolist()[1:] == [step + 1 for step in rows["to_step"].tolist()[:-1]]
    assert (rows["from_step"].iloc[0], rows["to_step"].iloc[-1]) == (1, 120)
    at = index.exposures("the old", at=rows["to_step"])
    assert rows["count"].cumsum().tolist() == at.iloc[0].tolist()[4:]


def test_contexts(index: firstseen.Index, folder: Path) -> None:
    frame = index.contexts("the old", limit=3, order="last")
    assert frame["match"].tolist() == ["the old"] * 3
    assert frame.attrs["count"] == index.exposures("the old")["count"][0]
    assert frame.attrs["truncated"] is True
    texts = [json.loads(line)["text"] for line in (folder / "corpus.jsonl").read_text().splitlines()]
    for row in frame.to_dict("records"):
        assert row["before"] + row["match"] + row["after"] in texts[row["rank"]]
        assert row["step"] == row["rank"] // 10 + 1
    assert index.contexts("zebra").shape == (0, 8)
    first = index.exposures("the old")["first_step"][0]
    assert index.contexts("the old", as_="dicts")[0]["step"] == first


def test_searches_are_those_of_search(index: firstseen.Index, folder: Path) -> None:
    queries = ["the AND zebra", "old NEAR/2 man", "(war", "peace"]
    options = ["--at", "5", "--timeline", "3"]
    (folder / "queries.jsonl").write_text("".join(f"{json.dumps({'query': q})}\n" for q in queries))
    expected = cli_answers(folder, "search", "my.idx", "--queries", "queries.jsonl", *options)
    assert index.search(queries, at=5, timeline=3, as_="dicts") == expected
    frame = index.search(queries, at=5, contexts=1)
    assert list(frame.columns) == [
        *("query", "records", "first_step", "last_step", "at_5", "contexts", "error"),
    ]
    assert frame["error"].tolist() == [None, None, expected[2]["error"]["code"], None]
    assert frame["records"].tolist()[3] == expected[3]["records"] == len(index.records(having="peace"))


def test_words_are_those_of_words(index: firstseen.Index, folder: Path) -> None:
    expected = cli_answers(folder, "words", "my.idx", "--at", "5")
    assert index.words(at=5, as_="dicts") == expected
    frame = index.words(at=5, min_count=2, prefix="s")
    assert sorted(frame["term"]) == ["sea", "sketch", "sleeps"]
    assert list(frame.columns) == ["term", "count", "records", "first_step", "last_step", "at_5"]


def test_records_are_those_of_records(index: firstseen.Index, folder: Path) -> None:
    expected = cli_answers(folder, "records", "my.idx", "--step", "5")
    assert index.records(step=5, as_="dicts") == expected
    assert index.records(steps=range(5, 6), as_="dicts") == expected
    assert index.records(rank=(40, 50), as_="dicts") == expected
    assert index.records(rank="40:50", as_="dicts") == expected
    frame = index.records(rank=41, text=False)
    assert list(frame.columns) == ["step", "rank", "id", "source", "line"]
    assert frame["id"].tolist() == ["d41"]
    with pytest.raises(ValueError, match="step 1"):
        index.records(steps=range(1, 9, 2))
    with pytest.raises(firstseen.FirstseenError) as refused:
        index.records()
    assert refused.value.status == 400


def test_trace_and_overlap_are_those_of_the_command(index: firstseen.Index, folder: Path) -> None:
    text = "the old man runs and the sea of war , zebra"
    (folder / "text.txt").write_text(text)
    (expected,) = cli_answers(folder, "trace", "my.idx", "text.txt", "--min-tokens", "2", "--at", "5")
    assert index.trace(text, min_tokens=2, at=5, as_="dicts") == expected
    frame = index.trace(text, min_tokens=2, at=5)
    assert frame.attrs["tokens"] == 11
    assert frame["count"].tolist() == [span["count"] for span in expected["spans"]]
    items = [{"id": "a", "text": text}, {"id": "b", "text": " "}, {"id": "c", "text": "zebra"}]
    (folder / "items.jsonl").write_text("".join(f"{json.dumps(item)}\n" for item in items))
    options = ["--items", "items.jsonl", "--field", "text", "--n", "3", "--coverage", "0.5,1"]
    told = cli_answers(folder, "overlap", "my.idx", *options)
    assert index.overlap(items, n=3, coverage=[0.5, 1], as_="dicts") == told
    overlaps = index.overlap(items, n=3, coverage=[0.5, 1], at=[5])
    assert overlaps["longest"].tolist()[0] == told[0]["longest"]["tokens"]
    assert overlaps["seen_at_0.5"].tolist()[0] == told[0]["seen_at"]["0.5"]
    assert overlaps["longest"].tolist()[2] == 0
    assert overlaps["error"].tolist() == [None, "phrase_without_token", None]
    assert 0 < overlaps["coverage_at_5"][0] <= overlaps["coverage"][0] <= 1


def test_info_is_that_of_info(index: firstseen.Index, folder: Path) -> None:
    assert index.info() == json.loads(run_cli(folder, "info", "my.idx", "--json"))


def test_awaited_answers_are_the_same(index: firstseen.Index, folder: Path) -> None:
    asked = make_phrases(12_000, 2)

    async def ask() -> None:
        async with firstseen.AsyncIndex(folder / "my.idx") as twin:
            many, few, described = await asyncio.gather(
                twin.exposures(asked, at=5), twin.timeline(PHRASES, bins=3), twin.info()
            )
            pd.testing.assert_frame_equal(many, index.exposures(asked, at=5))
            pd.testing.assert_frame_equal(few, index.timeline(PHRASES, bins=3))
            assert described == index.info()
            assert await twin.trace("the old man runs", as_="dicts") == index.trace(
                "the old man runs", as_="dicts"
            )
            assert (await twin.plot("the")).get_xlabel() == "optimizer step"
        with pytest.raises(firstseen.FirstseenError, match="closed"):
            await twin.info()

    asyncio.run(ask())


def test_both_kinds_of_index_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, inspect.Signature]:
        found = inspect.getmembers(kind, inspect.isfunction)
        return {name: inspect.signature(method) for name, method in found if name[0] != "_"}

    own, awaited = methods(firstseen.Index), methods(firstseen.AsyncIndex)
    assert len(own) > 11
    assert {k: v.parameters for k, v in own.items()} == {k: v.parameters for k, v in awaited.items()}
    assert all(inspect.iscoroutinefunction(getattr(firstseen.AsyncIndex, name)) for name in awaited)
    assert all(
        method.__doc__
        for _, method in inspect.getmembers(firstseen.Index, inspect.isfunction)
        if method.__name__[0] != "_"
    )


def test_a_step_after_the_last_is_a_warning(index: firstseen.Index) -> None:
    asked = [phrase for phrase in make_phrases(12_000, 3) if phrase]
    with pytest.warns(firstseen.FirstseenWarning, match="step_after_last") as told:
        index.exposures(asked, at=[999])
    assert len(told) == 1, "once, although several requests were sent"
    assert Path(told[0].filename) == Path(__file__)


def test_what_an_index_shows_of_itself(index: firstseen.Index, folder: Path) -> None:
    assert "1,200 records" in repr(index) and "steps 1 to 120" in repr(index)
    assert "<th>records</th><td>1,200</td>" in index._repr_html_()
    assert "[unreachable]" in firstseen.Index("http://127.0.0.1:9")._repr_html_()
    assert repr(firstseen.Index("http://127.0.0.1:9")) == "<firstseen.Index 'http://127.0.0.1:9'>"


@pytest.mark.filterwarnings("ignore::firstseen.FirstseenWarning")
def test_examples_of_the_docs_run(
    index: firstseen.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But those of splits and curves, which need files."""
    monkeypatch.chdir(tmp_path)
    ran = []
    for name, method in inspect.getmembers(firstseen.Index, inspect.isfunction):
        for line in (method.__doc__ or "").splitlines():
            if line.strip().startswith(">>> index.") and name not in ("split", "curves"):
                eval(line.strip().removeprefix(">>> "), {"index": index})
                ran.append(name)
    assert len(ran) == 10 and len(set(ran)) == 10
