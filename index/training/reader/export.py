"""The trained network → one ONNX file that onnxruntime reads by itself.

The pieces' embeddings keep the 4 bits in which the body came: they are not trained, so nothing is lost. The matrices of
the layers become 8 bits with one scale for every 32 values; activations are quantized likewise while it runs, row by
row, so that a window is read alike whatever else is in its batch. (One scale for each output and one for all of a
batch's activations, as onnxruntime's dynamic quantization has it, is as fast and errs ten times as much.)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.search.reading.reader import LONGEST_QUESTION, LONGEST_WINDOW
from index.training.reader.body import BLOCK, Shape

Floats = NDArray[np.float32]

OPSET, CONTRIBUTED = 21, "com.microsoft"
"""Operators beyond the standard's are those of onnxruntime: it alone runs the file."""

LONGEST_ROW = LONGEST_QUESTION + LONGEST_WINDOW + 4
"""A question and a window with the marks around them."""

LEVELS, MIDDLE = 63, 128
"""Of 8 bits only 7 are used: on processors without VNNI the sum of two products of 8 bits may overflow its 16, and the
numbers would differ from machine to machine. `MIDDLE` stands for 0."""


class Graph:
    """Collects the nodes and the constants of an ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values.copy("C"), name))
        return name

    def halves(self, values: NDArray[np.uint8]) -> str:
        """A constant of 4-bit values, of which each byte holds two, the first in its low half."""
        name = f"c{len(self.constants)}"
        rows, width = values.shape
        self.constants.append(helper.make_tensor(name, TensorProto.INT4, (rows, width * 2), values.tobytes(), raw=True))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str = "", domain: str = "", **settings: Any) -> str:
        """Add a node; the name of its output."""
        output = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **settings))
        return output

    def contributed(self, operator: str, inputs: Sequence[str], **settings: Any) -> str:
        """Add a node of onnxruntime's own operators."""
        return self.add(operator, inputs, domain=CONTRIBUTED, **settings)

    def linear(self, hidden: str, weight: Floats, bias: Floats) -> str:
        """hidden @ weight.T + bias, with weights (out × in) of 8 bits, as many scales as there are blocks."""
        blocks = weight.reshape(len(weight), -1, BLOCK)
        scales = (np.abs(blocks).max(axis=-1) / LEVELS).astype(np.float32)
        whole = (np.rint(blocks / _divisors(scales)) + MIDDLE).astype(np.uint8)
        return self.contributed(
            "MatMulNBits",
            [hidden, self.constant(whole), self.constant(scales), "", "", self.constant(bias)],
            K=weight.shape[1],
            N=weight.shape[0],
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,
        )

    def model(self) -> bytes:
        """The file of the graph."""
        value = helper.make_tensor_value_info
        inputs = [
            value("ids", TensorProto.INT64, ["rows", "tokens"]),
            value("lengths", TensorProto.INT32, ["rows"]),
        ]
        outputs = [
            value("answers", TensorProto.FLOAT, ["rows"]),
            value("ends", TensorProto.FLOAT, ["rows", "tokens", 2]),
        ]
        made = helper.make_graph(self.nodes, "reader", inputs, outputs, self.constants)
        used = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
        return bytes(helper.make_model(made, opset_imports=used, ir_version=10).SerializeToString())


def quantize_rows(table: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Rows of float32 → 4-bit values from -8 to 7, two in a byte, shape (rows, width / 2), and the scales of their
    blocks, shape (rows, width / 32).

    What came out of Q4_0 stays what it is: the largest of a block is -8 of its scale.
    """
    blocks = table.reshape(len(table), -1, BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scales = (largest / -8).astype(np.float32)
    halves = np.rint(blocks / _divisors(scales)).clip(-8, 7).astype(np.int8).view(np.uint8).reshape(len(table), -1) & 15
    return halves[:, ::2] | halves[:, 1::2] << 4, scales


def _divisors(scales: Floats) -> Floats:
    """The scales, to divide blocks by; a block of zeros is divided by 1."""
    return np.where(scales == 0, np.float32(1), scales)[..., None]


def build_graph(weights: dict[str, Floats], shape: Shape, layers: int) -> bytes:
    """The network's weights, named as in torch, with the embeddings of the kept pieces → the bytes of an ONNX file.

    Inputs: `ids` int64 (rows, tokens), `lengths` int32 (rows,). Outputs: `answers` (rows,), `ends` (rows, tokens, 2).
    """
    graph = Graph()

    def named(part: str) -> tuple[Floats, Floats]:
        return weights[f"{part}.weight"], weights[f"{part}.bias"]

    def constants(part: str) -> list[str]:
        return [graph.constant(values) for values in named(part)]

    def linear(hidden: str, part: str) -> str:
        return graph.linear(hidden, *named(part))

    def normalised(hidden: str, other: str, part: str) -> str:
        inputs = [hidden, other, *constants(part)]
        return graph.contributed("SkipLayerNormalization", inputs, epsilon=shape.epsilon)

    placed = _places(graph, weights)
    hidden = graph.add("Add", [_words(graph, weights["body.embeddings.word_embeddings.weight"]), placed])
    inputs = [hidden, *constants("body.embeddings.LayerNorm")]
    hidden = graph.add("LayerNormalization", inputs, axis=-1, epsilon=shape.epsilon)
    for layer in range(layers):
        part = f"body.encoder.layer.{layer}"
        three = [linear(hidden, f"{part}.attention.self.{name}") for name in ("query", "key", "value")]
        attended = graph.contributed("MultiHeadAttention", [*three, "", "lengths"], num_heads=shape.heads)
        attended = linear(attended, f"{part}.attention.output.dense")
        hidden = normalised(attended, hidden, f"{part}.attention.output.LayerNorm")
        inner = graph.contributed("Gelu", [linear(hidden, f"{part}.intermediate.dense")])
        hidden = normalised(linear(inner, f"{part}.output.dense"), hidden, f"{part}.output.LayerNorm")
    first = graph.add("Gather", [hidden, graph.constant(np.array(0))], axis=1)
    first = graph.add("Tanh", [graph.add("Gemm", [first, *constants("inner")], transB=1)])
    first = graph.add("Gemm", [first, *constants("answers")], transB=1)
    graph.add("Squeeze", [first, graph.constant(np.array([1]))], "answers")
    weight, bias = named("ends")
    graph.add("Add", [graph.add("MatMul", [hidden, graph.constant(weight.T)]), graph.constant(bias)], "ends")
    return graph.model()


def _words(graph: Graph, table: Floats) -> str:
    """The rows of the pieces in `ids`."""
    halves, scales = quantize_rows(table)
    inputs = [graph.halves(halves), "ids", graph.constant(scales)]
    return graph.contributed("GatherBlockQuantized", inputs, block_size=BLOCK, gather_axis=0, quantize_axis=1)


def _places(graph: Graph, weights: dict[str, Floats]) -> str:
    """The rows of the places 0, 1, … of as many tokens as there are."""
    table = "body.embeddings.{}_embeddings.weight"
    rows = weights[table.format("position")][:LONGEST_ROW] + weights[table.format("token_type")][0]
    start, one, two = (graph.constant(np.array([number])) for number in (0, 1, 2))
    count = graph.add("Slice", [graph.add("Shape", ["ids"]), one, two])
    return graph.add("Slice", [graph.constant(rows), start, count, start])
