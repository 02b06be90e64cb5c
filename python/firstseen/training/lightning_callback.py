"""A callback of Lightning's Trainer that logs what the model is given."""

# Types of packages that may not be there.
# mypy: disable-error-code="assignment,no-redef,import-not-found,import-untyped"
# mypy: disable-error-code="misc,no-untyped-call,unused-ignore"
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from firstseen.training.batch_keys import What, take_values
from firstseen.training.order_log import OrderLog

try:
    from lightning.pytorch import Callback
except ImportError:
    from pytorch_lightning import Callback


class LightningOrderLog(Callback):
    """Logs to an OrderLog at `path`, whose options `options` are; its ranks are those of the Trainer.

    what: `tokens` logs the batch's `input_ids` where `attention_mask` is not 0, or the batch itself where
        it is a tensor, or its first part. `ids` and `rows` log what `keep_keys` has put into the batch.
    of: makes the arguments of `OrderLog.log` of a batch, in place of `what`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        what: What = "tokens",
        of: Callable[[Any], dict[str, Any]] | None = None,
        **options: Any,
    ) -> None:
        self.path = path
        self.of = of or (lambda batch: take_values(batch, what))
        self.options = options
        self.log_file: OrderLog | None = None

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self._end()
        place = {"rank": trainer.global_rank, "world_size": trainer.world_size}
        self.log_file = OrderLog(self.path, resume_step=trainer.global_step, **{**place, **self.options})

    def on_train_batch_start(self, trainer: Any, pl_module: Any, batch: Any, batch_idx: int) -> None:
        if self.log_file is not None:
            self.log_file.log_batch(trainer.global_step + 1, lambda: self.of(batch))

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        self._end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._end()

    def _end(self) -> None:
        if self.log_file is not None:
            self.log_file.close()
            self.log_file = None
