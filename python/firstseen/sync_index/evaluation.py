"""Splits of minimal pairs, and curves of results at checkpoints."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from firstseen.calls import curves as curve_calls
from firstseen.calls import splits as split_calls
from firstseen.calls.call import Answer
from firstseen.calls.pair_sets import Pairs, Paths
from firstseen.calls.phrases import Steps
from firstseen.sync_index.asking import Asking

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

Policy = Literal["either", "both", "good", "bad"]


class Evaluation(Asking):
    @overload
    def split(
        self,
        pairs: Pairs,
        at: Steps | None = None,
        policy: Policy = "either",
        min_count: int = 1,
        columns: Mapping[str, str] | None = None,
        *,
        out: str | os.PathLike[str],
        **options: object,
    ) -> Path: ...
    @overload
    def split(
        self,
        pairs: Pairs,
        at: Steps | None = None,
        policy: Policy = "either",
        min_count: int = 1,
        columns: Mapping[str, str] | None = None,
        out: None = None,
        **options: object,
    ) -> Any: ...
    def split(
        self,
        pairs: Pairs,
        at: Steps | None = None,
        policy: Policy = "either",
        min_count: int = 1,
        columns: Mapping[str, str] | None = None,
        out: str | os.PathLike[str] | None = None,
        **options: object,
    ) -> Any:
        """Splits minimal pairs by whether their critical phrase was exposed.

        pairs: pair files (a path, a glob, or several; a file is a set, which it names), rows of one set,
            or rows by set. Rows are objects, a `Dataset` or a DataFrame.
        at: by the end of this step, 1-based (default: the last); a list makes a split for each.
        policy: which phrase of a pair has to be exposed.
        min_count: a phrase is exposed from this exposure on.
        columns: `good` and `bad`, or `phrase_good` and `phrase_bad`: the fields to read.
        out: a folder, new or empty, for what `firstseen split --out` writes.
        options: further fields of POST /v1/splits, such as `sampling="balance"` or `seed=1`.

        Returns a `datasets.DatasetDict` with the splits `proxy_train` and `proxy_validation` (those that
        have rows). Of several sets: a dict of them by set; of a list of steps: a dict by step of these.
        With `out`, its path.

        >>> index.split("blimp/*.jsonl", at=1000)["wh_island"]["proxy_train"]
        """
        return self._run(
            split_calls.split(
                pairs,
                at=at,
                policy=policy,
                min_count=min_count,
                columns=columns,
                out=out,
                options=options,
            )
        )

    @overload
    def curves(
        self,
        split: Pairs,
        results: Paths | Iterable[Paths] | pd.DataFrame,
        table: Literal["accuracy", "lags"] = "accuracy",
        as_: Literal["frame"] = "frame",
        **options: object,
    ) -> pd.DataFrame: ...
    @overload
    def curves(
        self,
        split: Pairs,
        results: Paths | Iterable[Paths] | pd.DataFrame,
        table: Literal["accuracy", "lags"] = "accuracy",
        *,
        as_: Literal["dicts"],
        **options: object,
    ) -> list[Answer]: ...
    def curves(
        self,
        split: Pairs,
        results: Paths | Iterable[Paths] | pd.DataFrame,
        table: Literal["accuracy", "lags"] = "accuracy",
        as_: Literal["frame", "dicts"] = "frame",
        **options: object,
    ) -> Any:
        """Accuracy at checkpoints of the exposed and the other examples, and the lag between them.

        split: a folder that `split(..., out=...)` wrote, or pairs as `split` takes them.
        results: files and folders of results, whose paths name the steps, or a table of them as a frame
            (docs/results.md).
        table: "accuracy": a row a set, seed, kind of split, step and side, with `examples`, `accuracy` and
            its interval `low`, `high`. "lags": a row a set, seed, kind of split and threshold (per cent),
            with the steps `t_train`, `t_validation`, their `lag`, `p`, `q`, and `excluded`.
        options: further fields of the question, such as `at`, `thresholds=[80]`, `permutations=1000`,
            `filters=False`, `step_pattern`.

        >>> index.curves("blimp-splits", "results/", table="lags", thresholds=[80])
        """
        return self._run(curve_calls.curves(split, results, table=table, as_=as_, options=options))
