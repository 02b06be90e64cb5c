"""Bars and pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest
import tqdm

import firstseen


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The bars that were shown; they are real, and write to a file that is not looked at."""
    shown: list[Any] = []

    class Bar(tqdm.tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.closed = False
            shown.append(self)

        def close(self) -> None:
            self.closed = True
            super().close()

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    yield shown


def test_progress_counts_every_phrase(index: firstseen.Index, bars: list[Any]) -> None:
    index.exposures(["the"] * 11_111, progress=True)
    (bar,) = bars
    assert (bar.n, bar.total, bar.closed) == (11_111, 11_111, True)
    index.exposures((text for text in ["the"] * 7), progress=True)
    assert (bars[1].n, bars[1].total) == (7, None)


def test_progress_is_closed_after_an_error(index: firstseen.Index, bars: list[Any]) -> None:
    with pytest.raises(TypeError):
        index.exposures(["the"] * 6_000 + [None], progress=True)  # type: ignore[list-item]
    assert bars[0].closed


def test_progress_is_for_those_who_wait(
    index: firstseen.Index, bars: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    index.exposures(["the"] * 20_000)
    assert bars == [], "stderr is not a terminal"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    index.exposures(["the"] * 19_999)
    index.exposures(["the"] * 20_000, progress=False)
    assert bars == []
    index.exposures(["the"] * 20_000)
    assert len(bars) == 1


def test_a_plot_says_what_it_shows(index: firstseen.Index, tmp_path: Path) -> None:
    axes = index.plot(["the old", "zebra", " ", "the old", "_$a$"], bins=10)
    assert axes.get_xlabel() == "optimizer step"
    assert axes.get_ylabel() == "exposures so far"
    old = axes.get_lines()[0]
    assert old.get_xdata()[0] == 0 and old.get_xdata()[-1] == 120
    assert old.get_ydata()[-1] == index.exposures("the old")["count"][0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["the old", "zebra", "  (cannot be asked)", r" _\$a\$"]
    axes.figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    plt.close(axes.figure)


def test_a_plot_of_bins_goes_where_it_is_told(index: firstseen.Index) -> None:
    figure, own = plt.subplots()
    axes = index.plot("the old", bins=4, cumulative=False, ax=own)
    assert axes is own
    (steps,) = axes.patches
    assert steps.get_data().values.tolist() == index.timeline("the old", bins=4)["count"].tolist()
    assert "in each range" in axes.get_ylabel()
    plt.close(figure)
    plt.close(index.plot([]).figure)
