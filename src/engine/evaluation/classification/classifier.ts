/** What tells the classes of images apart, however it came to be. */
import type { ClassificationResult } from '../../../protocol/classification.js';
import type { ClassScores } from '../classScores.js';
import type { LabelledSet } from '../evaluationData.js';
import type { FeatureExtractor, FeatureMatrix, ImageSource } from '../extractFeatures.js';
import type { OpenedTrunk } from '../openTrunk.js';
import type { StratifiedSplit } from '../stratify.js';

export interface Classifier extends Pick<ClassificationResult, 'method' | 'block' | 'l2'> {
  /** uint8, 1 where a held-out image was told right by a classifier that had not seen it. */
  readonly heldOutCorrect: Uint8Array;
  /** Its one output is what `score` takes. */
  readonly extractor: FeatureExtractor;
  score(features: FeatureMatrix): Promise<ClassScores>;
  /** Frees its tensors. */
  dispose(): void;
}

/** What a classifier is made from. */
export interface ClassifierMaterial {
  readonly trunk: OpenedTrunk;
  readonly labelled: LabelledSet;
  readonly classes: number;
  /** Of the labelled images: what is fitted and what is held out. */
  readonly split: StratifiedSplit;
  readonly source: Pick<ImageSource, 'pool' | 'clock'>;
  readonly signal: AbortSignal;
}
