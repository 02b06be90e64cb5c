"""Streams of `datasets` whose examples say where they come from: shard and offset.

What the log then holds is a pair of numbers for each record, and the corpus is not needed twice.
"""

# Types of packages that may not be there.
# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call,unused-ignore"
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasets import IterableDataset

ROW = "order_row"
"""The key of an example under which its shard and its place in it stand, both from 0 on."""


def number_rows(dataset: IterableDataset, key: str = ROW) -> IterableDataset:
    """The stream with `key` in each example: [shard, row]. Call it before shuffle, filter, map and split.

    A shard is a file of the data set, in the order in which it was loaded: give OrderLog their names, as
    `files`. Shards are dealt to workers and nodes as before.
    """
    if not isinstance(dataset, IterableDataset):
        raise TypeError(
            f"expected a streaming data set, found a {type(dataset).__name__}: add a column to it"
        )
    shards = list(range(dataset.num_shards))
    return IterableDataset.from_generator(
        _number, gen_kwargs={"shards": shards, "of": _Whole(dataset, len(shards)), "key": key}
    )


class _Whole:
    """The whole stream; not a list, so that it is not dealt to workers with the shards."""

    def __init__(self, dataset: IterableDataset, shards: int) -> None:
        self.dataset = dataset
        self.shards = shards

    def shard(self, number: int) -> IterableDataset:
        return self.dataset.shard(num_shards=self.shards, index=number)


def _number(shards: list[int], of: _Whole, key: str) -> Iterator[dict[str, Any]]:
    for number in shards:
        row = 0
        # In a worker, iterating over a stream would deal its shards a second time. Batches do not.
        for batch in of.shard(number).iter(batch_size=64):
            names = list(batch)
            for values in zip(*batch.values(), strict=True):
                yield {**dict(zip(names, values, strict=True)), key: [number, row]}
                row += 1
