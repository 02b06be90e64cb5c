"""Logs what a model is given while it trains: the order log, and what connects it to a training loop.

`OrderLog` needs nothing but Python. The callbacks are loaded when they are asked for, so that torch,
transformers, lightning and datasets are imported only where they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from firstseen.training.batch_keys import BatchKeys, keep_keys
from firstseen.training.order_log import OrderLog
from firstseen.training.order_log_error import OrderLogError

if TYPE_CHECKING:
    from firstseen.training.hugging_face import OrderLogCallback
    from firstseen.training.lightning_callback import LightningOrderLog
    from firstseen.training.live_poster import LivePoster
    from firstseen.training.streaming import number_rows

__all__ = [
    "BatchKeys",
    "LightningOrderLog",
    "LivePoster",
    "OrderLog",
    "OrderLogCallback",
    "OrderLogError",
    "keep_keys",
    "number_rows",
]

_homes = {
    "LightningOrderLog": "lightning_callback",
    "LivePoster": "live_poster",
    "OrderLogCallback": "hugging_face",
    "number_rows": "streaming",
}


def __getattr__(name: str) -> Any:
    home = _homes.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
