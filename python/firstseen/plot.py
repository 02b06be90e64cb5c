"""Exposures by step as lines, with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstseen.packages import need

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _label(phrase: str) -> str:
    """As it is: matplotlib reads dollar signs as formulas, and hides names that begin with `_`."""
    plain = phrase.replace("$", r"\$")
    return f" {plain}" if plain.startswith("_") else plain


def draw_timeline(timeline: pd.DataFrame, *, cumulative: bool, ax: Axes | None = None) -> Axes:
    """A line a phrase of the frame of `timeline`; phrases that could not be asked are named."""
    plt = need("matplotlib.pyplot", extra="plot", instead="draw the frame of `timeline` yourself")
    axes: Axes = plt.subplots(figsize=(7, 4), layout="constrained")[1] if ax is None else ax
    # A phrase that was asked twice is one line.
    once = timeline.drop_duplicates(["phrase", "from_step"])
    for phrase, rows in once.groupby("phrase", sort=False):
        name = _label(str(phrase))
        if rows["count"].isna().any():
            axes.plot([], [], label=f"{name} (cannot be asked)")
            continue
        counts = rows["count"].to_numpy(dtype="int64")
        ends = rows["to_step"].to_numpy(dtype="int64")
        before = int(rows["from_step"].iloc[0]) - 1
        if cumulative:
            axes.plot([before, *ends], [0, *counts.cumsum()], label=name)
        else:
            axes.stairs(counts, [before, *ends], label=name)
    axes.set_xlabel("optimizer step")
    axes.set_ylabel("exposures so far" if cumulative else "exposures in each range of steps")
    axes.set_ylim(bottom=0)
    if len(timeline) > 0:
        axes.legend()
    return axes
