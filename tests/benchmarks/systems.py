"""What is compared: this project, and what else one would take, each set up as its own documentation says.

A system loads its encoder when it is made, indexes passages into a folder, opens that folder, and answers a question
with the texts of ten passages. All imports stand in the methods: every system runs in a process of its own.
As a command this file is the cold start of a peer, a script that opens its saved index and prints an answer:

    python -m tests.benchmarks.systems NAME MODEL FOLDER QUESTION
"""

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.corpus import passages

TOP = 10
"""Passages in an answer, for every system."""

_BATCH = 256
"""Texts that the encoder sees at once. The peers' own defaults of 10 to 32 are slower."""

_CHUNK = 10_000
"""Texts that are handed to a peer at once, where it takes them in portions."""


class System(Protocol):
    """One of those that are compared."""

    def __init__(self, model: str) -> None: ...

    def build(self, corpus: Path, folder: Path) -> None:
        """Index a corpus and save the index in a new folder."""

    def open(self, folder: Path) -> None:
        """Open the saved index."""

    def ask(self, question: str) -> list[str]:
        """The texts of the ten best passages."""


class Ours:
    """The whole of `Letter.ask`: BM25, passage vectors, late interaction, confidence, highlighting."""

    def __init__(self, model: str) -> None:
        from index.search.encoder import load_encoder

        load_encoder(model)
        self.model = model

    def build(self, corpus: Path, folder: Path) -> None:
        import qa

        qa.open(corpus, model=self.model, index=folder)

    def open(self, folder: Path) -> None:
        import qa

        self.letter = qa.open(model=self.model, index=folder)

    def ask(self, question: str) -> list[str]:
        return [hit.text for hit in self.letter.ask(question, top_k=TOP).hits]


class OursDense(Ours):
    """Passage vectors alone, which is what the peers do."""

    def ask(self, question: str) -> list[str]:
        index = self.letter.index
        rows = index.nearest(index.encoder.encode([question], "question")[0], TOP)
        return [index.passage(row).text for row in rows.tolist()]


class Floor:
    """sentence-transformers and FAISS without anything around them; exact."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model)

    def build(self, corpus: Path, folder: Path) -> None:
        import faiss

        folder.mkdir()
        index = faiss.IndexFlatIP(self.model.get_embedding_dimension() or 0)
        with (folder / "texts.jsonl").open("w", encoding="utf-8") as file:
            for texts in _chunks(passages(corpus)):
                index.add(self.model.encode(texts, batch_size=_BATCH, normalize_embeddings=True))
                file.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
        faiss.write_index(index, str(folder / "vectors.faiss"))

    def open(self, folder: Path) -> None:
        import faiss

        self.index = faiss.read_index(str(folder / "vectors.faiss"))
        self.texts = [json.loads(line) for line in (folder / "texts.jsonl").open(encoding="utf-8")]

    def ask(self, question: str) -> list[str]:
        _, rows = self.index.search(self.model.encode([question], normalize_embeddings=True), TOP)
        return [self.texts[row] for row in rows[0]]


class LangChain:
    """`FAISS` of langchain-community with `HuggingFaceEmbeddings`: an exact index, texts in a pickle."""

    def __init__(self, model: str) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_huggingface import HuggingFaceEmbeddings

        self.store: Any = FAISS
        encode = {"batch_size": _BATCH, "normalize_embeddings": True}
        self.encoder = HuggingFaceEmbeddings(model_name=model, encode_kwargs=encode)

    def build(self, corpus: Path, folder: Path) -> None:
        chunks = _chunks(passages(corpus))
        store = self.store.from_texts(next(chunks), self.encoder)
        for texts in chunks:
            store.add_texts(texts)
        store.save_local(str(folder))

    def open(self, folder: Path) -> None:
        self.store = self.store.load_local(str(folder), self.encoder, allow_dangerous_deserialization=True)

    def ask(self, question: str) -> list[str]:
        return [found.page_content for found in self.store.similarity_search(question, k=TOP)]


class LlamaIndex:
    """`VectorStoreIndex` over `FaissVectorStore` with `HuggingFaceEmbedding`: an exact index, texts in JSON."""

    def __init__(self, model: str) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        unlimited: Any = StaticEmbedding
        unlimited.max_seq_length = 1_000_000  # LlamaIndex refuses a model whose texts may be of any length.
        self.encoder = HuggingFaceEmbedding(model_name=model, embed_batch_size=_BATCH)

    def build(self, corpus: Path, folder: Path) -> None:
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.schema import TextNode
        from llama_index.vector_stores.faiss import FaissVectorStore

        dimension = len(self.encoder.get_text_embedding("一"))
        storage = StorageContext.from_defaults(vector_store=FaissVectorStore(faiss.IndexFlatL2(dimension)))
        nodes = [TextNode(text=text) for text in passages(corpus)]
        VectorStoreIndex(nodes, storage_context=storage, embed_model=self.encoder)
        storage.persist(str(folder))

    def open(self, folder: Path) -> None:
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissVectorStore

        vectors = FaissVectorStore.from_persist_dir(str(folder))
        storage = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(folder))
        index: Any = load_index_from_storage(storage, embed_model=self.encoder)
        self.retriever = index.as_retriever(similarity_top_k=TOP)

    def ask(self, question: str) -> list[str]:
        return [found.node.get_content() for found in self.retriever.retrieve(question)]


class Txtai:
    """`Embeddings` with content: FAISS, exact up to 5,000 passages and IVF beyond, texts in SQLite. Threads share one
    connection, and eight of them have been seen to crash the process."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings(
            path=model, method="sentence-transformers", content=True, encodebatch=_BATCH, gpu=False
        )

    def build(self, corpus: Path, folder: Path) -> None:
        self.embeddings.index(passages(corpus))
        self.embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        self.embeddings.load(str(folder))

    def ask(self, question: str) -> list[str]:
        return [found["text"] for found in self.embeddings.search(question, TOP)]


class Haystack:
    """`InMemoryDocumentStore` with sentence-transformers embedders: numpy, everything in one JSON file."""

    def __init__(self, model: str) -> None:
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        options = {"model": model, "progress_bar": False, "normalize_embeddings": True}
        self.passage_encoder = SentenceTransformersDocumentEmbedder(batch_size=_BATCH, **options)
        self.question_encoder = SentenceTransformersTextEmbedder(**options)

    def build(self, corpus: Path, folder: Path) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        self.passage_encoder.warm_up()
        for start, texts in enumerate(_chunks(passages(corpus))):
            documents = [Document(id=f"{start}-{row}", content=text) for row, text in enumerate(texts)]
            store.write_documents(self.passage_encoder.run(documents)["documents"])
        folder.mkdir()
        store.save_to_disk(str(folder / "store.json"))

    def open(self, folder: Path) -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(folder / "store.json"))
        self.retriever = InMemoryEmbeddingRetriever(store, top_k=TOP)
        self.question_encoder.warm_up()

    def ask(self, question: str) -> list[str]:
        vector = self.question_encoder.run(question)["embedding"]
        return [found.content for found in self.retriever.run(query_embedding=vector)["documents"]]


OURS: dict[str, type[System]] = {"ours": Ours, "ours dense": OursDense}

PEERS: dict[str, type[System]] = {
    "floor": Floor,
    "LangChain": LangChain,
    "LlamaIndex": LlamaIndex,
    "txtai": Txtai,
    "Haystack": Haystack,
}


_MEMORY = 0.8
"""Share of the machine that a system may use: one that needs more fails by itself and takes no other down."""


def limit_memory() -> None:
    """Keep this process within its share of the memory."""
    memory = int(_MEMORY * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    stream = iter(texts)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk


if __name__ == "__main__":
    limit_memory()
    name, model, folder, question = sys.argv[1:]
    system = PEERS[name](model)
    system.open(Path(folder))
    print("\n".join(system.ask(question)), flush=True)
