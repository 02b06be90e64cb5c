"""How the name of a record travels with its batch: a collate function that keeps it.

A worker of a loader prefetches, so what it reads is not yet what the model is given, and after a kill it
never will be. So the names go through collate into the batch, and are taken out where the batch is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Literal

KEPT = "order_keys"
"""The key of a batch under which the names stand."""

What = Literal["tokens", "ids", "rows"]


class BatchKeys:
    """A collate function around another one: takes `key` out of each example, and puts all into the batch.

    A class and not a closure, so that it can be sent to worker processes.
    """

    def __init__(self, collate: Callable[[list[Any]], Any], key: str) -> None:
        self.collate = collate
        self.key = key

    def __call__(self, examples: list[Any]) -> Any:
        """Raises KeyError where an example has no such key, TypeError where a batch is not a dictionary."""
        for one in examples:
            if not isinstance(one, Mapping) or self.key not in one:
                raise KeyError(
                    f"an example has no {self.key!r} to be logged. A Trainer of transformers removes "
                    "columns unless remove_unused_columns is False"
                )
        names = [one[self.key] for one in examples]
        batch = self.collate([{name: one[name] for name in one if name != self.key} for one in examples])
        if not isinstance(batch, MutableMapping):
            raise TypeError(
                f"the batch is a {type(batch).__name__}: expected a dictionary, to which names are added"
            )
        batch[KEPT] = names
        return batch


def keep_keys(collate: Callable[[list[Any]], Any], key: str = "id") -> BatchKeys:
    """`collate` for examples of which `key` is the id, or the row that `number_rows` has added."""
    return BatchKeys(collate, key)


def take_values(batch: Any, what: What) -> dict[str, Any]:
    """The arguments of `OrderLog.log` for a batch. Names are taken out, so that no model is given them."""
    names = batch.pop(KEPT, None) if isinstance(batch, MutableMapping) else None
    if what != "tokens":
        return {what: names}
    if isinstance(batch, Mapping):
        return {"tokens": batch.get("input_ids"), "mask": batch.get("attention_mask"), "ids": names}
    return {"tokens": batch[0] if isinstance(batch, (list, tuple)) else batch}
