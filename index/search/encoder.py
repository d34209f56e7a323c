"""Texts → vectors: the embedded static model without torch, or any sentence-transformers model by name or folder."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import LetterError
from index.search.unigram import Vocabulary
from index.text.folding import encodable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
TokenIds = NDArray[np.uint32]
Kind = Literal["question", "passage"]

_FEW = 8
"""Fewer texts at once are tokenised one by one and remembered. And so many are before the embedded model's tokenizer is
loaded: it is the quickest with one text, but to load it takes longer than to answer a question without it."""

_REMEMBERED = 64
"""Texts whose tokens are kept: a question's are asked for more than once."""

EMBEDDED = Path(__file__).parent.parent / "model"
"""The multilingual model that ships inside the package."""

FINGERPRINT = "FINGERPRINT"
"""The file in which the embedded model states its fingerprint: to compute it takes longer than to answer."""

VOCABULARY = "vocabulary.safetensors"
"""The file in which it has its vocabulary once more, as `unigram.Vocabulary` reads it."""


class Encoder(Protocol):
    """What the index needs of a model."""

    @property
    def name(self) -> str:
        """The name or folder it was loaded by; "embedded" for the model in the package."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Hex digest of the weights: equal fingerprints mean equal vectors."""

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32. A text without known tokens gives a zero row."""

    def encode_tokens(self, texts: Sequence[str], kind: Kind) -> list[Vectors] | None:
        """One row per token, shape (tokens, dimension) each; a row's norm is its weight. None if the model has none."""

    def read(self, question: str) -> tuple[Vectors, Vectors | None]:
        """A question's vector, shape (dimension,), and its tokens' rows, at the cost of one of them."""

    @property
    def table(self) -> "TokenTable | None":
        """The vectors of its tokens; None if a token's vector depends on its neighbours."""


class TokenTable(Protocol):
    """Vectors of tokens, one each whatever stands beside it. They make a second reading of passages cheap."""

    def tokenise(self, texts: Sequence[str]) -> list[TokenIds]:
        """Each text's tokens, as rows of the table."""

    def lookup(self, ids: TokenIds) -> Vectors:
        """The vectors of tokens, shape (len(ids), dimension), as `Encoder.encode_tokens` gives them."""

    def pool(self, tokens: Sequence[TokenIds]) -> Vectors:
        """The unit vectors of texts of these tokens, shape (len(tokens), dimension), as `Encoder.encode` gives them."""


class StaticEncoder:
    """A `StaticEmbedding` folder of sentence-transformers, read with numpy and tokenizers alone.

    A text's vector is the mean of its tokens' rows, scaled to unit length. The file holds either `embedding.weight`, or
    `embeddings` (int8) with one factor a row in `weights`; sentence-transformers reads both forms too.
    """

    def __init__(self, folder: Path, name: str) -> None:
        module = _static_module(folder)
        if module is None:
            raise LetterError(f"{str(folder)!r} is no static embedding model. Name the folder that holds modules.json.")
        self.name = name
        self._folder = folder
        self._module = module
        self._tokenised = 0
        self._tokens_of = lru_cache(_REMEMBERED)(self._read_one)
        with self._blaming_the_folder():
            tensors, _ = read_safetensors(module / "model.safetensors")
        self._vectors = tensors["embeddings"] if "embeddings" in tensors else tensors["embedding.weight"]
        self._factors = tensors.get("weights")
        if folder != EMBEDDED:
            self._tokenizer  # noqa: B018  A foreign model is found to be damaged when it is loaded, not when it is used.

    @property
    def table(self) -> TokenTable:
        return self

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """The digest of the folder's weights and tokenizer; the embedded model states its own, to be quick."""
        if self._folder == EMBEDDED:
            return (EMBEDDED / FINGERPRINT).read_text(encoding="ascii").strip()
        return fingerprint(self._folder)

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        return self.pool(self.tokenise(texts))

    def encode_tokens(self, texts: Sequence[str], kind: Kind) -> list[Vectors]:
        return [self.lookup(ids) for ids in self.tokenise(texts)]

    def read(self, question: str) -> tuple[Vectors, Vectors | None]:
        return self.encode([question], "question")[0], self.encode_tokens([question], "question")[0]

    def tokenise(self, texts: Sequence[str]) -> list[TokenIds]:
        read = list(map(encodable, texts))
        return list(map(self._tokens_of, read)) if len(read) < _FEW else self._read(read)

    def _read_one(self, text: str) -> TokenIds:
        self._tokenised += 1
        if self._tokenised <= _FEW:
            return self._read([text])[0]
        return np.array(self._tokenizer.encode(text, add_special_tokens=False).ids, np.uint32)

    def _read(self, texts: Sequence[str]) -> list[TokenIds]:
        """By the vocabulary, and by the library what that leaves."""
        found: list[TokenIds | None] = [None] * len(texts)
        if self._folder == EMBEDDED:
            found = self._vocabulary.read(texts)
        left = [text for text, tokens in zip(texts, found, strict=True) if tokens is None]
        others = iter(self._by_the_library(left))
        return [next(others) if tokens is None else tokens for tokens in found]

    def _by_the_library(self, texts: Sequence[str]) -> list[TokenIds]:
        if not texts:
            return []
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, np.uint32) for encoding in found]

    def ends(self, text: str) -> list[int]:
        """Where each token of a text ends, ascending. The embedded model cuts Chinese into words so."""
        read = encodable(text)
        if self._folder == EMBEDDED and "_tokenizer" not in self.__dict__:
            found = self._vocabulary.ends(read)
            if found is not None:
                return found
        return [end for _, end in self._tokenizer.encode(read, add_special_tokens=False).offsets]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        tensors, notes = read_safetensors(EMBEDDED / VOCABULARY)
        return Vocabulary.of(tensors, notes["alone"])

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        with self._blaming_the_folder():
            tokenizer = Tokenizer.from_file(str(self._module / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @contextmanager
    def _blaming_the_folder(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # tokenizers raises bare Exception
            raise LetterError(
                f"The model in {str(self._folder)!r} is damaged ({_first_line(error)}). Copy it again."
            ) from error

    def lookup(self, ids: TokenIds) -> Vectors:
        rows = self._vectors.take(ids, axis=0).astype(np.float32)
        if self._factors is not None:
            rows *= self._factors.take(ids).astype(np.float32)[:, None]
        return np.asarray(rows, np.float32)

    def pool(self, tokens: Sequence[TokenIds]) -> Vectors:
        vectors = np.zeros((len(tokens), self.dimension), np.float32)
        for row, ids in enumerate(tokens):
            if len(ids):
                vectors[row] = self.lookup(ids).mean(axis=0)
        return _unit(vectors)


class TransformerEncoder:
    """Any sentence-transformers model, with the query and document prompts that it declares."""

    table = None

    def __init__(self, model: "SentenceTransformer", name: str) -> None:
        self._model = model
        self._lock = Lock()
        self.name = name

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return digest.hexdigest()

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        return _unit(np.asarray(self._call(texts, kind, "sentence_embedding"), np.float32))

    def encode_tokens(self, texts: Sequence[str], kind: Kind) -> list[Vectors]:
        tokens = self._call(texts, kind, "token_embeddings")
        return [np.asarray(rows.cpu(), np.float32) for rows in tokens]

    def read(self, question: str) -> tuple[Vectors, Vectors | None]:
        (found,) = self._call([question], "question", None)
        tokens = found["token_embeddings"][found["attention_mask"].bool()]
        vector = np.asarray(found["sentence_embedding"].cpu(), np.float32)
        return _unit(vector[None])[0], np.asarray(tokens.cpu(), np.float32)

    def _call(self, texts: Sequence[str], kind: Kind, output: Any) -> Any:
        encode = self._model.encode_query if kind == "question" else self._model.encode_document
        with self._lock:  # A fast tokenizer cannot be used by two threads at once.
            return encode(list(map(encodable, texts)), output_value=output, show_progress_bar=False)


def load_encoder(name: str | None = None) -> Encoder:
    """Load a model: None for the embedded one, else a sentence-transformers name or folder.

    Raises:
        LetterError: the model is neither a folder nor in the local cache, and cannot be fetched.
    """
    if name is None or name == "embedded":
        return StaticEncoder(EMBEDDED, "embedded")
    if _static_module(Path(name)):
        return StaticEncoder(Path(name), name)
    return TransformerEncoder(_sentence_transformer(name), name)


@cache
def embedded() -> StaticEncoder:
    """The embedded model, loaded once: what questions are read by, whatever model finds the answers."""
    return StaticEncoder(EMBEDDED, "embedded")


def fingerprint(folder: Path) -> str:
    """The fingerprint of a static model's folder, computed: the digest of its weights and its tokenizer."""
    module = _static_module(folder) or folder
    digest = hashlib.sha256((module / "model.safetensors").read_bytes())
    digest.update((module / "tokenizer.json").read_bytes())
    return digest.hexdigest()


def _sentence_transformer(name: str) -> "SentenceTransformer":
    """A model from its folder or the local cache, and from the hub only if it is in neither."""
    from huggingface_hub import HfApi
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, local_files_only=True)
    except Exception:
        try:
            HfApi().model_info(name, timeout=10)  # One short call: without a network, downloading tries for minutes.
            return SentenceTransformer(name)
        except Exception as error:
            raise LetterError(
                f"The model {name!r} could not be loaded ({_first_line(error)}). Name a folder that holds a sentence-"
                "transformers model, or a model name while online, or leave --model out for the embedded model."
            ) from error


def _static_module(folder: Path) -> Path | None:
    """The folder of the StaticEmbedding module, if `folder` holds a model whose only other step is to normalise."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        return folder / modules[0]["path"] if kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]) else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def read_safetensors(file: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Memory-map a safetensors file: name → array, and the notes in it. The format: header length (8 bytes), JSON
    header, raw tensors. The library of that name copies every tensor for numpy, which would take a third of a cold
    answer's time, and the memory."""
    kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I8": "i1", "U16": "<u2", "U32": "<u4", "U64": "<u8"}
    data = np.asarray(np.memmap(file, np.uint8, "r"))
    length = int(data[:8].view("<u8")[0])
    header = json.loads(bytes(data[8 : 8 + length]))
    notes = header.pop("__metadata__", {})
    arrays = {}
    for key, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        arrays[key] = data[start:end].view(kinds[entry["dtype"]]).reshape(entry["shape"])
    return arrays, notes


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
