"""Which rank of how many this process is."""

from __future__ import annotations

import os
import sys


def find_place() -> tuple[int, int]:
    """Rank and world size of this process."""
    distributed = sys.modules.get("torch.distributed")
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
