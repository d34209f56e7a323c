"""Counters and a histogram in the text format of Prometheus (version 0.0.4)."""

from bisect import bisect_left
from collections import Counter
from threading import Lock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_COUNTERS = {
    "questions": "Questions asked, on the page and by programs.",
    "answered": "Questions that got an answer.",
    "refused": "Questions to which the documents say nothing.",
    "invalid": "Questions that were empty, too long or otherwise no question.",
    "errors": "Questions that failed through a fault of the program.",
    "uploads": "Files that visitors brought and could ask.",
    "uploads_refused": "Files that visitors brought and could not be used.",
    "requests_limited": "Requests refused because a client sent too many, or one that was too large.",
    "requests_unauthorized": "Requests without the right name and password.",
    "requests_unknown": "Requests for a route that is not there.",
}
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds, up to which a bucket of the histogram counts. An answer takes about 4 ms with the embedded model and 50 ms
with a transformer."""


class Metrics:
    """What has happened since the start."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._lock = Lock()

    def count(self, *names: str) -> None:
        """Add one to counters."""
        with self._lock:
            for name in names:
                self._counts[name] += 1

    def took(self, seconds: float) -> None:
        """Note how long a question took."""
        with self._lock:
            self._buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds += seconds

    def text(self) -> str:
        """Everything, one line a value."""
        with self._lock:
            counts, buckets, seconds = Counter(self._counts), list(self._buckets), self._seconds
        lines = []
        for name, meaning in _COUNTERS.items():
            metric = f"letter_{name}_total"
            lines += [f"# HELP {metric} {meaning}", f"# TYPE {metric} counter", f"{metric} {counts[name]}"]
        metric = "letter_question_seconds"
        lines += [f"# HELP {metric} How long questions took.", f"# TYPE {metric} histogram"]
        for position, bound in enumerate([*map(str, _BOUNDS), "+Inf"], 1):
            lines.append(f'{metric}_bucket{{le="{bound}"}} {sum(buckets[:position])}')
        return "\n".join([*lines, f"{metric}_sum {seconds:.6f}", f"{metric}_count {sum(buckets)}", ""])
