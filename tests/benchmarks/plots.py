"""Plots of results.json, beside it: run by the interpreter that has matplotlib."""

import json

from tests.benchmarks.report import RESULTS, SYSTEMS, by_system

_PLOTS = (
    ("cold", "seconds", "Cold start: process start to printed answer, s", 1.0),
    ("query", "p50_ms", "A warm question, one client, p50, ms", 1.0),
    ("crowd", "questions_per_second", "Questions per second, eight clients", 1.0),
    ("build", "passages_per_second", "Passages indexed per second", 1.0),
    ("build", "bytes_on_disk", "Saved index, MiB", 1 / 2**20),
    ("cold", "resident_bytes", "Memory of a cold answer, MiB", 1 / 2**20),
)
_COLOURS = ("#c0392b", "#e59866", "#7f8c8d", "#2471a3", "#1e8449", "#7d3c98", "#b7950b")


def main() -> None:
    """One picture an encoder, six plots over the number of passages."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import LogLocator, NullFormatter

    cells = by_system(json.loads((RESULTS / "results.json").read_text(encoding="utf-8"))["cells"])
    for encoder in sorted({key[1] for key in cells}):
        figure, axes = pyplot.subplots(2, 3, figsize=(13, 7.5))
        for axis, (measure, key, title, factor) in zip(axes.flat, _PLOTS, strict=True):
            for system, colour in zip(SYSTEMS, _COLOURS, strict=True):
                found = [
                    (n, cells[n, e, m, s]) for n, e, m, s in sorted(cells) if (e, m, s) == (encoder, measure, system)
                ]
                points = [(n, figures[key] * factor) for n, figures in found if key in figures]
                if points:
                    axis.plot(*zip(*points, strict=True), "o-", color=colour, label=system)
            axis.set(xscale="log", yscale="log", xlabel="passages")
            axis.set_title(title, fontsize=10)
            axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.yaxis.set_major_formatter("{x:g}")
            axis.yaxis.set_minor_formatter(NullFormatter())
            axis.tick_params(axis="y", which="both", labelsize=8)
            axis.grid(alpha=0.3)
        handles, labels = axes.flat[1].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=len(SYSTEMS), frameon=False)
        figure.suptitle(f"Encoder: {encoder}")
        figure.tight_layout(rect=(0, 0.04, 1, 1))
        figure.savefig(RESULTS / f"{encoder}.png", dpi=90)


if __name__ == "__main__":
    main()
