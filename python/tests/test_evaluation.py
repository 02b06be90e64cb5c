"""Splits and curves are those of the command line."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Set before `datasets` is imported: a folder needs no network.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"

import datasets
import numpy as np
import pandas as pd
import pytest
from scene import cli_answers, run_cli

import firstseen
from firstseen.calls.pair_sets import read_pair_sets

ANIMALS = ["cat", "dog", "cow", "hen", "fox", "owl", "ant", "bee"]
STEPS = [0, 4, 8]
SIDES = ("proxy_train", "proxy_validation")


def pairs_of(verb: str) -> list[dict[str, object]]:
    """The last one is dropped, as its sentences are the same."""
    made: list[dict[str, object]] = [
        {"sentence_good": f"The {a} {verb}s.", "sentence_bad": f"The {a} {verb}.", "n": i}
        for i, a in enumerate(ANIMALS)
    ]
    return [*made[:5], {"sentence_good": "Same.", "sentence_bad": "Same.", "n": 99}, *made[5:]]


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`animals.idx`: half of the animals, one a step; pairs of two sets; results at three steps."""
    folder = tmp_path_factory.mktemp("animals")
    texts = [f"the {animal} {verb}" for animal in ANIMALS[:4] for verb in ("sleeps", "runs")]
    (folder / "corpus.jsonl").write_text(lines_of([{"text": text} for text in texts]))
    run_cli(folder, "index", "animals.idx", "--from", "corpus.jsonl", "--batch-size", "2", "--quiet")
    (folder / "pairs").mkdir()
    table = ["set,row,step,correct"]
    for verb in ("sleep", "run"):
        rows = pairs_of(verb)
        (folder / "pairs" / f"{verb}.jsonl").write_text(lines_of(rows))
        for step in STEPS:
            right = [int(step >= (4 if row < 4 else 8)) for row in range(len(rows))]
            table += [f"{verb},{row},{step},{acc}" for row, acc in enumerate(right)]
            path = folder / "results" / f"step{step}" / f"samples_blimp_{verb}_2026-01-01T00-00-00.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            common = {"target": "0", "filter": "none", "metrics": ["acc"]}
            path.write_text(
                lines_of([{"doc_id": i, "doc": rows[i], **common, "acc": acc} for i, acc in enumerate(right)])
            )
    (folder / "all.csv").write_text("\n".join([*table, ""]))
    return folder


def lines_of(rows: Sequence[object]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


@pytest.fixture(scope="module")
def zoo(animals: Path) -> Any:
    with firstseen.Index(animals / "animals.idx") as index:
        yield index


def rows_of(folder: Path, name: str) -> dict[str, list[object]]:
    """The rows of the files of a split."""
    sides = {side: folder / f"{name}.{side}.jsonl" for side in SIDES}
    return {
        side: [json.loads(line) for line in path.read_text().splitlines()]
        for side, path in sides.items()
        if path.exists()
    }


def as_rows(split: Any) -> dict[str, list[object]]:
    return {side: list(rows) for side, rows in split.items()}


def test_data_sets_have_the_rows_of_split(zoo: firstseen.Index, animals: Path, tmp_path: Path) -> None:
    options = ["--pairs", "pairs/sleep.jsonl", "pairs/run.jsonl", "--out"]
    run_cli(animals, "split", "animals.idx", *options, "two", "--at", "2", "--policy", "good")
    split = zoo.split(str(animals / "pairs" / "*.jsonl"), at=2, policy="good")
    assert sorted(split) == ["run", "sleep"]
    for name in split:
        assert type(split[name]).__name__ == "DatasetDict"
        rows = as_rows(split[name])
        assert rows == rows_of(animals / "two", name)
        assert [len(rows[side]) for side in SIDES] == [2, 6]
        loaded = datasets.load_dataset(str(animals / "two"), name, cache_dir=str(tmp_path))
        for side in SIDES:
            assert split[name][side].features == loaded[side].features
            assert str(split[name][side].split) == side


def test_one_set_is_a_data_set_dict_whatever_its_form(zoo: firstseen.Index, animals: Path) -> None:
    path = animals / "pairs" / "sleep.jsonl"
    expected = as_rows(zoo.split(path))
    assert [len(expected[side]) for side in SIDES] == [4, 4]
    rows = pairs_of("sleep")
    for pairs in ([path], {"sleep": rows}, rows, pd.DataFrame(rows), iter(rows)):
        assert as_rows(zoo.split(pairs)) == expected
    assert "exposure_good" in zoo.split(rows)["proxy_train"].features


def test_several_steps_are_a_split_each(zoo: firstseen.Index) -> None:
    for at in ([1, 3], np.array([1, 3]), pd.Series([3, 1])):
        splits = zoo.split(pairs_of("run"), at=at)
        assert {step: len(split["proxy_train"]) for step, split in splits.items()} == {1: 1, 3: 3}
    assert len(zoo.split(pairs_of("run"), at=np.int64(3))["proxy_train"]) == 3
    assert list(zoo.split(pairs_of("run"), at=[4])) == [4]
    assert list(zoo.split(pairs_of("run"), at=4)) == list(SIDES)


def test_a_side_without_rows_is_left_out(zoo: firstseen.Index) -> None:
    assert list(zoo.split(pairs_of("swim"))) == ["proxy_validation"]
    same = [pairs_of("run")[5]]
    assert zoo.split(same) == datasets.DatasetDict()
    assert list(zoo.split({"run": pairs_of("run"), "same": same})) == ["run"]


def test_a_folder_is_that_of_the_command(zoo: firstseen.Index, animals: Path, tmp_path: Path) -> None:
    run_cli(animals, "split", "animals.idx", "--pairs", "pairs/run.jsonl", "--out", "own", "--quiet")
    made = zoo.split(animals / "pairs" / "run.jsonl", out=tmp_path / "new" / "split")
    assert made == tmp_path / "new" / "split"
    files = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    own = animals / "own"
    assert files == {path.relative_to(own): path.read_bytes() for path in own.rglob("*") if path.is_file()}
    assert [path.name for path in made.parent.iterdir()] == ["split"]
    with pytest.raises(firstseen.FirstseenError) as raised:
        zoo.split(pairs_of("run"), out=made)
    assert raised.value.code == "output_exists"


def test_what_is_wrong_with_pairs(zoo: firstseen.Index, tmp_path: Path) -> None:
    for pairs in (tmp_path / "none.jsonl", [str(tmp_path / "*.csv")], tmp_path):
        with pytest.raises(firstseen.FirstseenError) as raised:
            zoo.split(pairs)
        assert raised.value.code == "input_not_found"
    with pytest.raises(TypeError, match="row 1"):
        zoo.split([pairs_of("run")[0], 7])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"columns is .* expected .*good.: NAME"):
        zoo.split(pairs_of("run"), columns=("good", "bad"))  # type: ignore[arg-type]
    with pytest.raises(firstseen.FirstseenError, match="half a surrogate pair"):
        zoo.split([{**pairs_of("run")[0], "note": "\ud83d"}])
    missing = pd.DataFrame([{**pairs_of("run")[0], "note": "x"}, pairs_of("run")[6]])
    assert as_rows(zoo.split(missing))["proxy_validation"][0]["note"] is None
    with pytest.raises(firstseen.FirstseenError) as refused:
        zoo.split(pairs_of("run"), polcy="good")
    assert refused.value.status == 400 and "polcy" in str(refused.value)
    assert [found.name for found in read_pair_sets({"a": [], "b": []})] == ["a", "b"]


@pytest.mark.filterwarnings("ignore:dropped rows")
def test_curves_are_those_of_the_command(zoo: firstseen.Index, animals: Path) -> None:
    pairs = ["pairs/sleep.jsonl", "pairs/run.jsonl"]
    options = ["--checkpoints", "0,4,8", "--at", "4", "--out", "curved", "--quiet"]
    run_cli(animals, "split", "animals.idx", "--pairs", *pairs, *options)
    asked = ["--thresholds", "80,90", "--permutations", "50", "--no-filters"]
    expected = cli_answers(animals, "curves", "--split", "curved", "--results", "results", *asked)
    question: dict[str, Any] = {"thresholds": [80, 90], "permutations": 50, "filters": False}
    results = animals / "results"
    files = str(results / "*" / "samples_*")
    assert zoo.curves(animals / "curved", files, as_="dicts", **question) == expected
    by_folder = zoo.curves(animals / "curved", results, as_="dicts", **question)
    assert by_folder == expected
    paths = [animals / path for path in pairs]
    assert zoo.curves(paths, results, as_="dicts", at=4, **question) == expected

    frame = zoo.curves(animals / "curved", [animals / "all.csv"], **question)
    assert list(frame.columns) == [
        *("set", "seed", "split", "step", "side", "examples", "accuracy", "low", "high"),
    ]
    table = zoo.curves(animals / "curved", pd.read_csv(animals / "all.csv"), **question)
    pd.testing.assert_frame_equal(table, frame)
    fixed = frame[(frame["set"] == "sleep") & (frame["split"] == "fixed")]
    train = fixed[fixed["side"] == "proxy_train"]
    assert train["step"].tolist() == STEPS
    assert train["accuracy"].tolist() == [0.0, 1.0, 1.0]
    lags = zoo.curves(animals / "curved", str(results / "step*"), table="lags", **question)
    found = lags[(lags["set"] == "sleep") & (lags["split"] == "fixed") & (lags["threshold"] == 80)]
    assert found[["t_train", "t_validation", "lag"]].to_numpy().tolist() == [[4, 8, 4]]
    with pytest.raises(firstseen.FirstseenError, match="no results"):
        zoo.curves(animals / "curved", animals / "nothing")


def test_awaited_splits_and_curves(zoo: firstseen.Index, animals: Path) -> None:
    async def ask() -> None:
        async with firstseen.AsyncIndex(animals / "animals.idx") as twin:
            assert as_rows(await twin.split(pairs_of("run"))) == as_rows(zoo.split(pairs_of("run")))
            paths = sorted((animals / "pairs").glob("*.jsonl"))
            with pytest.warns(firstseen.FirstseenWarning, match="dropped rows: 6") as told:
                frame = await twin.curves(paths, animals / "results", filters=False)
                expected = zoo.curves(paths, animals / "results", filters=False)
            assert [Path(warning.filename) for warning in told] == [Path(__file__)] * 2
            pd.testing.assert_frame_equal(frame, expected)

    asyncio.run(ask())
