"""The error of an order log that cannot be opened. Logging itself never raises it."""

from __future__ import annotations


class OrderLogError(ValueError):
    """An order log that cannot be continued, with a stable `code`.

    order_log_invalid: the file is not an order log, or it is damaged before its last line.
    order_log_mismatch: it belongs to another run, rank or world size.
    order_log_busy: another process writes it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __str__(self) -> str:
        return f"{self.args[0]} [{self.code}]"

    def __reduce__(self) -> tuple[type[OrderLogError], tuple[str, str]]:
        return OrderLogError, (self.code, self.args[0])
