"""Answers -> columns -> a DataFrame.

An answer becomes one row as soon as it comes, or several, so a million answers are a few lists and not
a million objects. pandas is imported only where a frame is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from firstseen.calls.call import Answer, Reply, Rows
from firstseen.packages import need

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "count", "step", "number", "object", "error"]


@dataclass(frozen=True)
class Column:
    """A column of a table, and the value of it in an answer.

    kind: `count` is int64, or Int64 where a value is missing; `step` is always Int64, as a phrase may
    never have been seen; a column of the kind `error` is left out where it has no value.
    """

    name: str
    kind: Kind
    value: Callable[[Answer], Any]


def step_of(key: str) -> Callable[[Answer], int | None]:
    """The step of a place such as `first`, which is null where there is none."""

    def read(answer: Answer) -> int | None:
        place = answer.get(key)
        return None if place is None else place["step"]

    return read


def at_columns(at: Sequence[int] | None, key: str = "at") -> list[Column]:
    """A column `at_S` for each step S; with another key, that one in front."""

    def column(step: int) -> Column:
        name = str(step)

        def value(answer: Answer) -> Any:
            return answer[key][name] if key in answer else None

        return Column(f"{key}_{step}", "count", value)

    return [column(step) for step in at or ()]


def last_at_columns(steps: Sequence[int] | None) -> list[Column]:
    """A column `last_at_S` for each step S: that of the last exposure up to S, missing where there is none."""

    def column(step: int) -> Column:
        name = str(step)

        def value(answer: Answer) -> int | None:
            place = answer.get("last_at", {}).get(name)
            return None if place is None else place["step"]

        return Column(f"last_at_{step}", "step", value)

    return [column(step) for step in steps or ()]


def place_columns() -> list[Column]:
    return [
        Column("first_step", "step", step_of("first")),
        Column("last_step", "step", step_of("last")),
    ]


def field_column(name: str, kind: Kind) -> Column:
    return Column(name, kind, lambda answer: answer.get(name))


def error_column() -> Column:
    """The code of the error that stands in place of an answer."""

    def code(answer: Answer) -> str | None:
        error = answer.get("error")
        return None if error is None else error["code"]

    return Column("error", "error", code)


@dataclass
class Table:
    """Rows of answers by column; the answer is taken as it is, or cut into several by `rows_of`."""

    columns: Sequence[Column]
    rows_of: Callable[[Answer], Sequence[Answer]] | None = None
    values: list[list[Any]] = field(default_factory=list)
    #: Answers that are errors: how many, and the first of them.
    unaskable: int = 0
    first_unaskable: Answer | None = None

    def __post_init__(self) -> None:
        self.values = [[] for _ in self.columns]

    def take(self, answers: Sequence[Answer]) -> None:
        rows = answers
        if self.rows_of is not None:
            rows = [row for answer in answers for row in self.rows_of(answer)]
        for column, values in zip(self.columns, self.values, strict=True):
            values.extend(map(column.value, rows))
            if column.kind == "error":
                self._count_errors(rows, values[len(values) - len(rows) :])

    def _count_errors(self, rows: Sequence[Answer], codes: Sequence[object]) -> None:
        errors = len(codes) - codes.count(None)
        if errors > 0 and self.first_unaskable is None:
            self.first_unaskable = next(row for row in rows if "error" in row)
        self.unaskable += errors

    def extend(self, other: Table) -> None:
        for values, more in zip(self.values, other.values, strict=True):
            values.extend(more)

    def frame(self, attrs: Mapping[str, object]) -> pd.DataFrame:
        pandas = need_pandas()
        series = {
            column.name: _series(pandas, column.kind, values)
            for column, values in zip(self.columns, self.values, strict=True)
            if column.kind != "error" or any(value is not None for value in values)
        }
        frame: pd.DataFrame = pandas.DataFrame(series)
        frame.attrs.update(attrs)
        return frame


def need_pandas() -> Any:
    return need("pandas", extra="pandas", instead='ask with as_="dicts"')


def _series(pandas: Any, kind: Kind, values: list[Any]) -> Any:
    if kind == "count":
        has_gaps = any(value is None for value in values)
        return pandas.array(values, dtype="Int64") if has_gaps else _plain(pandas, values, "int64")
    if kind == "step":
        return pandas.array(values, dtype="Int64")
    if kind == "number":
        return _plain(pandas, values, "float64")
    if kind == "text":
        try:
            return pandas.Series(values) if values else pandas.Series(values, dtype="str")
        except UnicodeEncodeError:
            # Half of a surrogate pair, which the text type of pandas does not hold.
            pass
    return _plain(pandas, values, "object")


def _plain(pandas: Any, values: list[Any], dtype: str) -> Any:
    return pandas.Series(values, dtype=dtype)


class Dicts(list[Answer]):
    """Answers as they come."""

    def take(self, answers: Sequence[Answer]) -> None:
        self.extend(answers)


def snapshots(replies: Sequence[Reply]) -> dict[str, object]:
    """The attributes that name the snapshot of an answer; a list where it changed meanwhile."""
    named = list(dict.fromkeys(reply.snapshot for reply in replies if reply.snapshot is not None))
    if not named:
        return {}
    return {"snapshot": named[0] if len(named) == 1 else named}


def collect_frame(columns: Sequence[Column], replies: Sequence[Reply], **attrs: object) -> pd.DataFrame:
    """One frame of the tables of all replies."""
    whole = Table(columns)
    for reply in replies:
        whole.extend(cast(Table, reply.rows))
    return whole.frame({**snapshots(replies), **attrs})


def make_frame(
    columns: Sequence[Column], answers: Sequence[Answer], replies: Sequence[Reply], **attrs: object
) -> pd.DataFrame:
    """A frame of answers that came in one body."""
    table = Table(columns)
    table.take(answers)
    return table.frame({**snapshots(replies), **attrs})


def collect_dicts(replies: Sequence[Reply]) -> list[Answer]:
    return [answer for reply in replies for answer in cast(Dicts, reply.rows)]


def check_form(as_: str) -> None:
    """pandas has to be there before anything is asked."""
    if as_ == "frame":
        need_pandas()
    elif as_ != "dicts":
        raise ValueError(f'as_ is {as_!r}: expected "frame" or "dicts"')


def rows_maker(
    columns: Sequence[Column], as_: str, rows_of: Callable[[Answer], Sequence[Answer]] | None = None
) -> Callable[[], Rows]:
    """Makes receivers of lines for the form of an answer."""
    check_form(as_)
    return Dicts if as_ == "dicts" else lambda: Table(columns, rows_of)
