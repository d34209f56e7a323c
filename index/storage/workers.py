"""Sources → the tables of segments, in this process and in others beside it, as many as there are cores.

`multiprocessing` would begin each of them by running the caller's script once more, which few scripts are written for,
and loky would send pickles, which nothing here reads. These run `serve` and nothing else, and end when this process
does, however it ends.
"""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock, local
from typing import IO

import numpy as np

from index.search.encoder import Encoder, StaticEncoder, load_encoder
from index.storage.building import Reading, build
from index.storage.tables import NAMES, Tables
from index.types import Source

Batch = Sequence[tuple[Source, str]]
"""Sources, each with the digest of the bytes that it was read from."""

_MOST = 8
"""Processes at work. Each needs memory of its own, and this one has to write what they make."""

_ALONE = 200_000
"""Characters that this process reads before it starts others, in the time that these need to be ready."""


def build_batch(batch: Batch, encoder: Encoder) -> Tables:
    """Parse and embed sources."""
    return build([Reading.of(source, digest) for source, digest in batch], encoder)


class Workers:
    """Those who build. A transformer uses all cores by itself; with it, this process builds alone."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._others = min(_cores(), _MOST) - 1 if isinstance(encoder, StaticEncoder) else 0
        self._threads = ThreadPoolExecutor(max(self._others, 1))
        self._of_thread = local()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._handed: list[Future[Tables]] = []
        self._read = 0
        self._lock = Lock()
        self._closed = False

    def build(self, batch: Batch) -> "Future[Tables]":
        """The tables of a batch: handed to another process or, if these have enough to do, made before this returns."""
        alone = self._read < _ALONE
        self._read += sum(len(source.text) for source, _ in batch)
        self._handed = [future for future in self._handed if not future.done()]
        if not alone and len(self._handed) < 2 * self._others:
            future = self._threads.submit(self._ask, batch)
            self._handed.append(future)
            return future
        made: Future[Tables] = Future()
        made.set_result(build_batch(batch, self._encoder))
        return made

    def close(self) -> None:
        """End the others, whatever they are at."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()
        self._threads.shutdown()
        for process in self._processes:
            with suppress(OSError), process:  # What it was still to be told is lost.
                pass

    def _ask(self, batch: Batch) -> Tables:
        """What the process of this thread answers. If it has ended, for want of memory perhaps, this one does it."""
        try:
            if not hasattr(self._of_thread, "process"):
                self._of_thread.process = self._start()
            return _exchange(self._of_thread.process, batch)
        except (OSError, EOFError):
            if self._closed:
                raise
            return build_batch(batch, self._encoder)

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-c", f"from {__name__} import serve; serve({self._encoder.name!r})"]
        where = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
        pipe = subprocess.PIPE
        with self._lock:
            if self._closed:
                raise EOFError
            process = subprocess.Popen(
                command, env=os.environ | where, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
            )
            self._processes.append(process)
        return process


def serve(encoder_name: str) -> None:
    """Be another process: answer every batch on the standard input with its tables on the standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "wb") as answers, suppress(EOFError):
        os.dup2(2, 1)  # What a library prints is no answer.
        encoder = load_encoder(encoder_name)
        while True:
            batch = _batch(_receive(sys.stdin.buffer))
            _send(answers, _packed(build_batch(batch, encoder)))


def _exchange(process: "subprocess.Popen[bytes]", batch: Batch) -> Tables:
    assert process.stdin
    assert process.stdout
    _send(process.stdin, json.dumps([(source.record(), digest) for source, digest in batch]).encode())
    return _unpacked(_receive(process.stdout))


def _batch(data: bytes) -> Batch:
    """What `_exchange` sends."""
    return [(Source.from_record(record), digest) for record, digest in json.loads(data)]


def _packed(tables: Tables) -> bytes:
    data = io.BytesIO()
    for name in NAMES:
        np.lib.format.write_array(data, getattr(tables, name), allow_pickle=False)
    return data.getvalue()


def _unpacked(data: bytes) -> Tables:
    tables = io.BytesIO(data)
    return Tables(*(np.lib.format.read_array(tables, allow_pickle=False) for _ in NAMES))


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "little"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    """What `_send` has sent.

    Raises:
        EOFError: the other side has ended.
    """
    size = int.from_bytes(stream.read(8), "little")
    data = stream.read(size)
    if not size or len(data) < size:
        raise EOFError
    return data


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
