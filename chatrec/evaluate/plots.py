"""The figures of a report as a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from chatrec.errors import ModelError
from chatrec.evaluate.quality import Line


def recall_plot(sections: Mapping[str, Sequence[Line]], path: Path) -> None:
    """New recall@10 of every way to rank with its standard error, a panel a data set, as SVG.

    Raises ModelError without matplotlib.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise ModelError("to draw, pip install 'chatrec[train]'") from error
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "chatrec"
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, len(sections), figsize=(11, 3.4), sharey=True, squeeze=False)
    for panel, (title, lines) in zip(panels[0], sections.items(), strict=True):
        names = [line.name.strip("*") for line in lines]
        values = [line.figures["new"]["recall@10"] for line in lines]
        errors = [line.figures["new"]["se"]["recall@10"] for line in lines]
        panel.barh(names, values, xerr=errors, color="#4a6fa5")
        panel.set_title(title)
        panel.set_xlabel("recall@10, new targets")
        panel.spines[["top", "right"]].set_visible(False)
    panels[0][0].invert_yaxis()
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)
