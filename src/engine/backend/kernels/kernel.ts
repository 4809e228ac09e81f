/** What a kernel of the Lab is, and how it reads what it was called with. */
import * as tf from '@tensorflow/tfjs';

export type Inputs = Readonly<Record<string, tf.TensorInfo | undefined>>;
export type Attributes = Readonly<Record<string, unknown>>;
/** One kernel: the caller owns what it returns, and everything else that it made is disposed. */
export type Kernel = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/** The named input; a missing one is a programming error. */
export const input = (inputs: Inputs, name: string): tf.TensorInfo => {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`The kernel was called without its input ${name}.`);
  return tensor;
};

/** The named attribute, checked to be a number. */
export const numberAttribute = (attributes: Attributes, name: string): number => {
  const value = attributes[name];
  if (typeof value !== 'number')
    throw new Error(`The kernel's attribute ${name} must be a number.`);
  return value;
};

/** The named attribute, checked to be a list of numbers. */
export const shapeAttribute = (attributes: Attributes, name: string): number[] => {
  const value = attributes[name];
  if (!Array.isArray(value)) throw new Error(`The kernel's attribute ${name} must be a shape.`);
  return value.map(Number);
};

const isTensor = (info: unknown): info is tf.Tensor => info instanceof tf.Tensor;

/** The named input as a tensor for tfjs's operations. */
export const tensorInput = (inputs: Inputs, name: string): tf.Tensor => {
  const tensor = input(inputs, name);
  if (isTensor(tensor)) return tensor;
  throw new Error(`The kernel's input ${name} is no tensor of tfjs.`);
};

/** The attributes of a convolution or of pooling, checked. */
export const windowAttributes = (
  attributes: Attributes,
): { readonly stride: number; readonly padding: 'same' | 'valid' } => ({
  stride: numberAttribute(attributes, 'stride'),
  padding: attributes['padding'] === 'valid' ? 'valid' : 'same',
});
