/** The numbers that training changes: weights with their momentum, and batch-norm statistics. */
import * as tf from '@tensorflow/tfjs';

import type { BatchStatistics } from '../backend/networkOps.js';
import type { Random } from '../random.js';

/** Share of a new batch in the running statistics, as in PyTorch. */
const statisticsRate = 0.1;

/** A trained tensor. Weights decay; biases and batch-norm parameters do not. */
export interface TrainableParameter {
  readonly name: string;
  readonly decays: boolean;
  readonly value: tf.Variable;
  /** Momentum, like `value`. */
  readonly velocity: tf.Variable;
}

/** A named tensor outside TensorFlow, for checkpoints and exports. */
export interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Values of one tensor outside TensorFlow, row-major. */
export type Values = Omit<NamedValues, 'name'>;
export type ValuesByName = ReadonlyMap<string, Values>;

const velocitySuffix = '.velocity';

/** All parameters of one network, by name. Owns its tensors. */
export class Parameters {
  readonly #trainable = new Map<string, TrainableParameter>();
  readonly #statistics = new Map<string, { mean: Float32Array; variance: Float32Array }>();
  readonly #random: Random;

  /** @param random each parameter draws from its own child stream, named like it */
  constructor(random: Random) {
    this.#random = random;
  }

  get trainable(): readonly TrainableParameter[] {
    return [...this.#trainable.values()];
  }

  /**
   * Adds a filter or matrix drawn from N(0, 2 / fanIn) (He et al. 2015).
   * @param shape [..., in, out]
   */
  addWeight(name: string, shape: readonly number[], gain = 2): tf.Variable {
    const size = shape.reduce((product, length) => product * length, 1);
    const fanIn = size / (shape.at(-1) ?? 1);
    const deviation = Math.sqrt(gain / fanIn);
    const random = this.#random.split(name);
    return this.#add(
      name,
      shape,
      Float32Array.from({ length: size }, () => deviation * random.normal()),
      true,
    );
  }

  /** Adds a per-channel parameter that does not decay. */
  addVector(name: string, length: number, value: number): tf.Variable {
    return this.#add(name, [length], new Float32Array(length).fill(value), false);
  }

  /** Adds running statistics of `length` channels: mean 0, variance 1. */
  addStatistics(name: string, length: number): void {
    this.#statistics.set(name, {
      mean: new Float32Array(length),
      variance: new Float32Array(length).fill(1),
    });
  }

  /** The running statistics of that name; throws if there are none. */
  statistics(name: string): BatchStatistics {
    const statistics = this.#statistics.get(name);
    if (statistics === undefined) throw new Error(`There are no batch-norm statistics ${name}.`);
    return statistics;
  }

  /** Moves the running statistics towards those of a batch. */
  updateStatistics(name: string, batch: BatchStatistics): void {
    const running = this.statistics(name);
    for (let c = 0; c < batch.mean.length; c++) {
      running.mean[c]! += statisticsRate * (batch.mean[c]! - running.mean[c]!);
      running.variance[c]! += statisticsRate * (batch.variance[c]! - running.variance[c]!);
    }
  }

  /** Copies everything out: `name`, `name.velocity`, `name.mean`, `name.variance`. */
  export(): NamedValues[] {
    const values: NamedValues[] = [];
    for (const { name, value, velocity } of this.#trainable.values()) {
      values.push({ name, shape: value.shape, data: floats(value) });
      values.push({ name: `${name}${velocitySuffix}`, shape: value.shape, data: floats(velocity) });
    }
    for (const [name, { mean, variance }] of this.#statistics) {
      values.push({ name: `${name}.mean`, shape: [mean.length], data: mean.slice() });
      values.push({ name: `${name}.variance`, shape: [variance.length], data: variance.slice() });
    }
    return values;
  }

  /** Copies out what a network computes with: everything but the momentum. */
  exportWeights(): NamedValues[] {
    return this.export().filter(({ name }) => !name.endsWith(velocitySuffix));
  }

  /**
   * Puts exported values back.
   * @throws Error when one is missing or has another shape
   */
  import(values: ValuesByName): void {
    const take = (name: string, shape: readonly number[]): Float32Array =>
      takeValues(values, name, shape);
    for (const { name, value, velocity } of this.#trainable.values()) {
      assign(value, take(name, value.shape));
      assign(velocity, take(`${name}${velocitySuffix}`, value.shape));
    }
    for (const [name, { mean, variance }] of this.#statistics) {
      mean.set(take(`${name}.mean`, [mean.length]));
      variance.set(take(`${name}.variance`, [variance.length]));
    }
  }

  /**
   * Puts the weights and statistics of a part of the network in place, such as its trunk. What is not
   * named stays as it is, and so does all momentum.
   * @param values by the names of `exportWeights`
   * @throws Error when one of them is not of this network or has another shape; nothing has changed then
   */
  takeOver(values: ValuesByName): void {
    const own = new Map(this.exportWeights().map((tensor) => [tensor.name, tensor]));
    for (const name of values.keys()) {
      const expected = own.get(name);
      if (expected === undefined) throw new Error(`There is no tensor ${name} in this network.`);
      own.set(name, { ...expected, data: takeValues(values, name, expected.shape) });
    }
    for (const { name, value } of this.#trainable.values()) {
      if (values.has(name)) assign(value, own.get(name)?.data ?? new Float32Array());
    }
    for (const [name, { mean, variance }] of this.#statistics) {
      mean.set(own.get(`${name}.mean`)?.data ?? []);
      variance.set(own.get(`${name}.variance`)?.data ?? []);
    }
  }

  dispose(): void {
    for (const { value, velocity } of this.#trainable.values()) tf.dispose([value, velocity]);
    this.#trainable.clear();
  }

  #add(name: string, shape: readonly number[], data: Float32Array, decays: boolean): tf.Variable {
    if (this.#trainable.has(name)) throw new Error(`There are two parameters named ${name}.`);
    const value = asVariable(tf.tensor(data, [...shape]));
    const velocity = asVariable(tf.zeros([...shape]));
    this.#trainable.set(name, { name, decays, value, velocity });
    return value;
  }
}

const takeValues = (values: ValuesByName, name: string, shape: readonly number[]): Float32Array => {
  const found = values.get(name);
  if (found?.shape.join() !== shape.join()) {
    throw new Error(
      `The tensor ${name} should be [${shape.join(', ')}] but is ${found ? `[${found.shape.join(', ')}]` : 'missing'}.`,
    );
  }
  return found.data;
};

const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

const asVariable = (initial: tf.Tensor): tf.Variable => {
  const variable = tf.variable(initial);
  initial.dispose();
  return variable;
};

const assign = (variable: tf.Variable, data: Float32Array): void => {
  // tfjs-node reads the array later, when the tensor is first used: it must not change until then.
  const value = tf.tensor(data.slice(), variable.shape);
  variable.assign(value);
  value.dispose();
};
