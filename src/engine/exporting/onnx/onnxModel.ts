/**
 * ONNX models as plain data, and their bytes (onnx.proto of the ONNX repository, as far as networks of
 * the Lab need it).
 */
import {
  bytesField,
  integerField,
  protoMessage,
  readFields,
  textField,
  type ReadField,
} from '../../protocolBuffers.js';

/** int64 tensors hold shapes; everything else is float32. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
}

/** A float32 input or output; a name in its shape stands for any length. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  /** In an order in which they can be computed. */
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxModel extends OnnxGraph {
  /** Texts that travel with the model (`metadata_props`). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly producerVersion: string;
}

/** Opset 17 (2022): everything used here has been the same since opset 13, and runtimes know it. */
const opsetVersion = 17;
/** The version of the file format that came with opset 17. */
const irVersion = 8;
const elementType = { float32: 1, int64: 7 } as const;
const attributeType = { integer: 2, integers: 7 } as const;

const bytesOf = (data: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const encodeTensor = ({ name, shape, data }: OnnxTensor): Uint8Array =>
  protoMessage(
    ...shape.map((side) => integerField(1, side)),
    integerField(2, data instanceof Float32Array ? elementType.float32 : elementType.int64),
    textField(8, name),
    bytesField(9, bytesOf(data)),
  );

const encodeAttribute = (name: string, value: number | readonly number[]): Uint8Array =>
  typeof value === 'number'
    ? protoMessage(
        textField(1, name),
        integerField(3, value),
        integerField(20, attributeType.integer),
      )
    : protoMessage(
        textField(1, name),
        ...value.map((item) => integerField(8, item)),
        integerField(20, attributeType.integers),
      );

const encodeNode = ({ operator, inputs, outputs, attributes }: OnnxNode): Uint8Array =>
  protoMessage(
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    // A node is named after what it gives.
    textField(3, outputs[0] ?? operator),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(5, encodeAttribute(name, value)),
    ),
  );

const encodeValue = ({ name, shape }: OnnxValue): Uint8Array => {
  const sides = shape.map((side) =>
    bytesField(1, typeof side === 'number' ? integerField(1, side) : textField(2, side)),
  );
  const tensorType = protoMessage(
    integerField(1, elementType.float32),
    bytesField(2, protoMessage(...sides)),
  );
  return protoMessage(textField(1, name), bytesField(2, bytesField(1, tensorType)));
};

/** The bytes of a model file. */
export const encodeOnnx = (model: OnnxModel): Uint8Array => {
  const graph = protoMessage(
    ...model.nodes.map((node) => bytesField(1, encodeNode(node))),
    textField(2, model.name),
    ...model.constants.map((tensor) => bytesField(5, encodeTensor(tensor))),
    ...model.inputs.map((value) => bytesField(11, encodeValue(value))),
    ...model.outputs.map((value) => bytesField(12, encodeValue(value))),
  );
  return protoMessage(
    integerField(1, irVersion),
    textField(2, 'pretext-lab'),
    textField(3, model.producerVersion),
    bytesField(7, graph),
    bytesField(8, protoMessage(textField(1, ''), integerField(2, opsetVersion))),
    ...Object.entries(model.metadata).map(([key, value]) =>
      bytesField(14, protoMessage(textField(1, key), textField(2, value))),
    ),
  );
};

/** The fields of one message by number. */
class Message {
  readonly #fields: readonly ReadField[];

  constructor(bytes: Uint8Array) {
    this.#fields = readFields(bytes);
  }

  integers(number: number): number[] {
    return this.#values(number).filter((value) => typeof value === 'number');
  }

  parts(number: number): Uint8Array[] {
    return this.#values(number).filter((value) => value instanceof Uint8Array);
  }

  messages(number: number): Message[] {
    return this.parts(number).map((bytes) => new Message(bytes));
  }

  texts(number: number): string[] {
    return this.parts(number).map((bytes) => Buffer.from(bytes).toString('utf8'));
  }

  text(number: number): string {
    return this.texts(number)[0] ?? '';
  }

  #values(number: number): (number | Uint8Array)[] {
    return this.#fields.filter((field) => field.number === number).map(({ value }) => value);
  }
}

const decodeTensor = (message: Message): OnnxTensor => {
  // A copy of its own is aligned as typed arrays want it.
  const { buffer } = Uint8Array.from(message.parts(9)[0] ?? []);
  const isFloat = message.integers(2)[0] === elementType.float32;
  return {
    name: message.text(8),
    shape: message.integers(1),
    data: isFloat ? new Float32Array(buffer) : new BigInt64Array(buffer),
  };
};

const decodeAttribute = (message: Message): [string, number | number[]] => [
  message.text(1),
  message.integers(20)[0] === attributeType.integers
    ? message.integers(8)
    : (message.integers(3)[0] ?? 0),
];

const decodeNode = (message: Message): OnnxNode => ({
  operator: message.text(4),
  inputs: message.texts(1),
  outputs: message.texts(2),
  attributes: Object.fromEntries(message.messages(5).map(decodeAttribute)),
});

const decodeValue = (message: Message): OnnxValue => ({
  name: message.text(1),
  shape: message
    .messages(2)
    .flatMap((type) => type.messages(1))
    .flatMap((tensor) => tensor.messages(2))
    .flatMap((shape) => shape.messages(1))
    .map((side) => side.integers(1)[0] ?? side.text(2)),
});

/**
 * Reads a model that `encodeOnnx` wrote.
 * @throws Error when the bytes are no such model
 */
export const decodeOnnx = (bytes: Uint8Array): OnnxModel => {
  const model = new Message(bytes);
  const [graph] = model.messages(7);
  if (graph === undefined) throw new Error('The file holds no ONNX graph.');
  return {
    name: graph.text(2),
    nodes: graph.messages(1).map(decodeNode),
    constants: graph.messages(5).map(decodeTensor),
    inputs: graph.messages(11).map(decodeValue),
    outputs: graph.messages(12).map(decodeValue),
    metadata: Object.fromEntries(
      model.messages(14).map((entry): [string, string] => [entry.text(1), entry.text(2)]),
    ),
    producerVersion: model.text(3),
  };
};
