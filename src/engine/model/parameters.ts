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

/** Batch-norm statistics of a layer, moved by each batch. */
interface RunningStatistics {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
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
  readonly #statistics = new Map<string, RunningStatistics>();
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
      mean: asVariable(tf.zeros([length])),
      variance: asVariable(tf.ones([length])),
    });
  }

  /** The running statistics of that name, which stay this network's; throws if there are none. */
  statistics(name: string): BatchStatistics {
    return this.#running(name);
  }

  /** Moves the running statistics towards those of a batch, which stay the caller's. */
  updateStatistics(name: string, batch: BatchStatistics): void {
    const running = this.#running(name);
    for (const key of ['mean', 'variance'] as const) {
      tf.tidy(() => {
        const step = tf.mul(tf.sub(batch[key], running[key]), statisticsRate);
        running[key].assign(tf.add(running[key], step));
      });
    }
  }

  /**
   * Copies everything out: `name`, `name.velocity`, `name.mean`, `name.variance`. Nothing may be
   * changed until it has.
   */
  export(): Promise<NamedValues[]> {
    return Promise.all(
      [...this.#tensors()].map(async ([name, variable]) => ({
        name,
        shape: variable.shape,
        data: Float32Array.from(await variable.data()),
      })),
    );
  }

  /** Copies out what a network computes with: everything but the momentum. */
  async exportWeights(): Promise<NamedValues[]> {
    return (await this.export()).filter(({ name }) => !name.endsWith(velocitySuffix));
  }

  /** The shapes of what `exportWeights` copies out, by name. */
  weightShapes(): ReadonlyMap<string, readonly number[]> {
    return new Map(
      [...this.#tensors()]
        .filter(([name]) => !name.endsWith(velocitySuffix))
        .map(([name, { shape }]) => [name, shape]),
    );
  }

  /**
   * Puts exported values back.
   * @throws Error when one is missing or has another shape; nothing has changed then
   */
  import(values: ValuesByName): void {
    const taken = [...this.#tensors()].map(
      ([name, variable]) => [variable, takeValues(values, name, variable.shape)] as const,
    );
    for (const [variable, data] of taken) assign(variable, data);
  }

  /**
   * Puts the weights and statistics of a part of the network in place, such as its trunk. What is not
   * named stays as it is, and so does all momentum.
   * @param values by the names of `exportWeights`
   * @throws Error when one of them is not of this network or has another shape; nothing has changed then
   */
  takeOver(values: ValuesByName): void {
    const own = new Map(this.#tensors());
    const taken = [...values.keys()].map((name) => {
      const variable = own.get(name);
      if (variable === undefined) throw new Error(`There is no tensor ${name} in this network.`);
      return [variable, takeValues(values, name, variable.shape)] as const;
    });
    for (const [variable, data] of taken) assign(variable, data);
  }

  dispose(): void {
    for (const [, variable] of this.#tensors()) variable.dispose();
    this.#trainable.clear();
    this.#statistics.clear();
  }

  *#tensors(): Generator<readonly [name: string, variable: tf.Variable]> {
    for (const { name, value, velocity } of this.#trainable.values()) {
      yield [name, value];
      yield [`${name}${velocitySuffix}`, velocity];
    }
    for (const [name, { mean, variance }] of this.#statistics) {
      yield [`${name}.mean`, mean];
      yield [`${name}.variance`, variance];
    }
  }

  #running(name: string): RunningStatistics {
    const running = this.#statistics.get(name);
    if (running === undefined) throw new Error(`There are no batch-norm statistics ${name}.`);
    return running;
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
