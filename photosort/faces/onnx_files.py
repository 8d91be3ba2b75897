"""Unpacks an ONNX file whose weights are quantised in blocks, for runtimes that cannot.

OpenCV Zoo's `int8bq` files hold weights as int8 with a scale for each block (`DequantizeLinear`
with `block_size`, opset 21), and calculate in float32. OpenCV unpacks them as it loads the file;
OpenVINO rejects them. Here they become plain float32 weights, with the same values.

An ONNX file is a Protocol Buffers message. The few fields that matter are read and written here by
number, as onnx.proto gives them, so that the package `onnx` is not needed.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float32]

_VARINT, _BYTES, _FLOAT = 0, 2, 5  # wire types

# numbers of fields in onnx.proto
_GRAPH = 7  # ModelProto
_NODE, _INITIALIZER, _INPUT = 1, 5, 11  # GraphProto
_NODE_INPUT, _NODE_OUTPUT, _OP_TYPE, _ATTRIBUTE = 1, 2, 4, 5  # NodeProto
_ATTRIBUTE_NAME, _ATTRIBUTE_INT = 1, 3  # AttributeProto
_DIMS, _TYPE, _FLOATS, _INTS, _LONGS, _NAME, _RAW = 1, 2, 4, 5, 7, 8, 9  # TensorProto
_VALUE_NAME, _VALUE_TYPE = 1, 2  # ValueInfoProto
_TENSOR_TYPE, _ELEMENT, _SHAPE, _DIM, _DIM_NAME = 1, 1, 2, 1, 2  # TypeProto and below

_FLOAT32, _INT8, _INT64 = 1, 3, 7  # TensorProto.DataType
_DTYPES = {_FLOAT32: "<f4", _INT8: "<i1", _INT64: "<i8"}

_INPUT_SHAPE = ("N", "C", "height", "width")


class _Field(NamedTuple):
    number: int
    wire: int
    value: bytes | int


class _Node(NamedTuple):
    kind: bytes
    inputs: list[bytes]
    output: bytes
    numbers: dict[bytes, int]  # attributes that are integers


def unpacked(model: bytes) -> bytes:
    """The same network with float32 weights, and one input of any number and size of pictures."""
    return b"".join(
        _field(each, _unpacked_graph(_bytes(each)) if each.number == _GRAPH else None)
        for each in _fields(model)
    )


def _unpacked_graph(graph: bytes) -> bytes:
    fields = list(_fields(graph))
    tensors = {_name(each): _bytes(each) for each in fields if each.number == _INITIALIZER}
    weights: dict[bytes, Weights] = {}
    used: set[bytes] = set()
    kept: list[bytes] = []
    for each in fields:
        if each.number == _NODE and _unpack(_node(_bytes(each)), tensors, weights, used):
            continue
        if each.number == _NODE or each.number not in (_INITIALIZER, _INPUT):
            kept.append(_field(each))
    needed = (each for name, each in tensors.items() if name not in used)
    kept += (_field(_Field(_INITIALIZER, _BYTES, each)) for each in needed)
    kept += (
        _field(_Field(_INITIALIZER, _BYTES, _tensor(name, values)))
        for name, values in weights.items()
        if name not in used
    )
    first = next(each for each in fields if each.number == _INPUT)
    kept.append(_field(_Field(_INPUT, _BYTES, _free_input(_bytes(first)))))
    return b"".join(kept)


def _unpack(
    node: _Node, tensors: dict[bytes, bytes], weights: dict[bytes, Weights], used: set[bytes]
) -> bool:
    """Put the constant that a node makes into `weights`, and what it is made of into `used`."""
    if node.kind == b"DequantizeLinear":
        packed, scales, zeros = (_values(tensors[name]) for name in node.inputs)
        axis, size = node.numbers.get(b"axis", 1), node.numbers[b"block_size"]
        wide = [
            np.repeat(each, size, axis).take(range(packed.shape[axis]), axis)
            for each in (scales, zeros)
        ]
        weights[node.output] = (packed.astype(np.float32) - wide[1]) * wide[0]
    elif node.kind == b"Reshape" and node.inputs[0] in weights:
        shape = [int(each) for each in _values(tensors[node.inputs[1]])]
        weights[node.output] = weights[node.inputs[0]].reshape(shape)
    else:
        return False
    used.update(node.inputs)
    return True


def _node(content: bytes) -> _Node:
    kind, inputs, output, numbers = b"", [], b"", {}
    for each in _fields(content):
        if each.number == _NODE_INPUT:
            inputs.append(_bytes(each))
        elif each.number == _NODE_OUTPUT:
            output = _bytes(each)
        elif each.number == _OP_TYPE:
            kind = _bytes(each)
        elif each.number == _ATTRIBUTE:
            told = {part.number: part.value for part in _fields(_bytes(each))}
            name, value = told.get(_ATTRIBUTE_NAME), told.get(_ATTRIBUTE_INT)
            if isinstance(name, bytes) and isinstance(value, int):
                numbers[name] = value
    return _Node(kind, inputs, output, numbers)


def _values(tensor: bytes) -> npt.NDArray[np.float32]:
    """The numbers of a tensor, in its shape."""
    fields = list(_fields(tensor))
    shape = _integers(fields, _DIMS)
    [kind] = _integers(fields, _TYPE)
    raw = b"".join(_bytes(each) for each in fields if each.number in (_RAW, _FLOATS))
    if raw:
        return np.frombuffer(raw, _DTYPES[kind]).reshape(shape).astype(np.float32)
    stored = _integers(fields, _LONGS if kind == _INT64 else _INTS)
    signed = [value - 2**64 if value >= 2**63 else value for value in stored]
    return np.array(signed, np.float32).reshape(shape)


def _integers(fields: list[_Field], number: int) -> list[int]:
    """A field of integers, packed or not."""
    found: list[int] = []
    for each in fields:
        if each.number != number:
            continue
        if isinstance(each.value, int):
            found.append(each.value)
            continue
        place = 0
        while place < len(each.value):
            value, place = _varint(each.value, place)
            found.append(value)
    return found


def _tensor(name: bytes, values: Weights) -> bytes:
    parts = [_field(_Field(_DIMS, _VARINT, size)) for size in values.shape]
    parts.append(_field(_Field(_TYPE, _VARINT, _FLOAT32)))
    parts.append(_field(_Field(_NAME, _BYTES, name)))
    parts.append(_field(_Field(_RAW, _BYTES, values.astype("<f4").tobytes())))
    return b"".join(parts)


def _free_input(value: bytes) -> bytes:
    """An input of four dimensions, each of any size."""
    name = next(_bytes(each) for each in _fields(value) if each.number == _VALUE_NAME)
    shape = b"".join(
        _message(_DIM, _field(_Field(_DIM_NAME, _BYTES, each.encode()))) for each in _INPUT_SHAPE
    )
    tensor = _field(_Field(_ELEMENT, _VARINT, _FLOAT32)) + _message(_SHAPE, shape)
    return _message(_VALUE_NAME, name) + _message(_VALUE_TYPE, _message(_TENSOR_TYPE, tensor))


def _name(tensor: _Field) -> bytes:
    return next(_bytes(each) for each in _fields(_bytes(tensor)) if each.number == _NAME)


# Protocol Buffers: https://protobuf.dev/programming-guides/encoding/


def _fields(content: bytes) -> Iterator[_Field]:
    place = 0
    while place < len(content):
        key, place = _varint(content, place)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, place = _varint(content, place)
            yield _Field(number, wire, value)
            continue
        size = {_FLOAT: 4, 1: 8}.get(wire, 0)
        if wire == _BYTES:
            size, place = _varint(content, place)
        yield _Field(number, wire, content[place : place + size])
        place += size


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


def _bytes(field: _Field) -> bytes:
    assert isinstance(field.value, bytes)
    return field.value


def _message(number: int, content: bytes) -> bytes:
    return _field(_Field(number, _BYTES, content))


def _field(field: _Field, content: bytes | None = None) -> bytes:
    """A field as bytes, with `content` in the place of its own."""
    value = field.value if content is None else content
    key = _written(field.number << 3 | field.wire)
    if isinstance(value, int):
        return key + _written(value)
    return key + (_written(len(value)) if field.wire == _BYTES else b"") + value


def _written(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)
