/**
 * What a pretext task is. A task lives in one folder of `pretext/` and has two halves:
 *
 * - views (`pretextViews.ts`): one decoded image becomes network inputs and labels, in loader workers;
 * - a head (`pretextHead.ts`): trunk features become logits, where TensorFlow is.
 *
 * Its `...Task.ts` makes a `PretextTask` of a configuration, which holds all that training, validation
 * and the run folder need to know of it; none of them asks for a task's name. A third task adds its
 * folder, a case in `viewMakers.ts` and one in `tasks.ts`; ARCHITECTURE.md lists what users see of it.
 */
import type { Sentence } from '../../protocol/sentence.js';
import type { Parameters } from '../model/parameters.js';
import type { NetworkSpec } from '../model/presets.js';
import type { PretextHead } from './pretextHead.js';
import type { ViewLayout } from './pretextViews.js';
import type { TaskViewsSpec } from './viewMakers.js';
import type { WholeViewsSpec } from './wholeViews.js';

export type TaskName = TaskViewsSpec['task'];

/** One task of a run, before there is a network. */
export interface PretextTask {
  readonly name: TaskName;
  /** What it is called within a sentence. */
  readonly title: Sentence;
  /** What loader workers make its views with. */
  readonly spec: TaskViewsSpec;
  /** How the trunk is shown a whole image once pretraining is over, for probes and exports. */
  readonly wholeViews: WholeViewsSpec;
  readonly layout: ViewLayout;
  /** Whether a view's own mean and contrast were taken out, so that it has no colours of its own. */
  readonly normalisesEachView: boolean;
  /** Whether validation counts which class is taken for which: classes x classes numbers. */
  readonly countsConfusion: boolean;
  /** Labels of an image that are shown in validation samples, from the first, at most `labelsPerImage`. */
  readonly sampledLabels: number;
  /**
   * The views that a label is about, in the order in which the network sees them.
   * @param place of the label among those of its image, 0 .. labelsPerImage - 1
   * @param label its class
   * @returns places among the image's views, 0 .. viewsPerImage - 1
   */
  viewsOfLabel(place: number, label: number): readonly number[];
  /**
   * What to try when the loss stays that of guessing, as the end of a sentence.
   * @param batchNorm whether the trunk has batch norm
   */
  plateauAdvice(batchNorm: boolean): Sentence;
  /** Multiply-adds of the head for one image. */
  headMultiplyAdds(network: NetworkSpec): number;
  /** Adds the head's parameters. */
  createHead(network: NetworkSpec, parameters: Parameters): PretextHead;
}
