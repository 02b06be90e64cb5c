"""How the name of a record travels with its batch: a collate function that keeps it.

A worker of a loader prefetches, so what it reads is not yet what the model is given, and after a kill it
never will be. So the names go through collate into the batch, and are taken out where the batch is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

KEPT = "order_keys"
"""The key of a batch under which the names stand."""


class BatchKeys:
    """A collate function around another one: takes `key` out of each example, and puts all into the batch.

    A class and not a closure, so that it can be sent to worker processes.
    """

    def __init__(self, collate: Callable[[list[Any]], Any], key: str) -> None:
        self.collate = collate
        self.key = key

    def __call__(self, examples: list[Any]) -> Any:
        names = [one.get(self.key) if isinstance(one, Mapping) else None for one in examples]
        rest = [
            {name: value for name, value in one.items() if name != self.key}
            if isinstance(one, Mapping)
            else one
            for one in examples
        ]
        batch = self.collate(rest)
        if not isinstance(batch, MutableMapping):
            raise TypeError(
                f"the batch is a {type(batch).__name__}: expected a dictionary, to which names can be added"
            )
        batch[KEPT] = names
        return batch


def keep_keys(collate: Callable[[list[Any]], Any], key: str = "id") -> BatchKeys:
    """`collate` for examples of which `key` is the id, or the row that `number_rows` has added."""
    return BatchKeys(collate, key)


def take_keys(batch: MutableMapping[str, Any]) -> Any:
    """Takes the names out of a batch, so that the model is not given them; None: it has none."""
    return batch.pop(KEPT, None)
