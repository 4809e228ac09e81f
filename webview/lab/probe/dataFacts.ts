/** What an evaluation was measured on, in sentences. */
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { formatCount, formatDuration } from '../../parts/format.js';
import { t } from '../../text.js';

export interface DataFact {
  readonly text: string;
  /** True where it makes the figures look better than they are. */
  readonly isWarning: boolean;
}

const fact = (text: string): DataFact => ({ text, isWarning: false });
const warning = (text: string): DataFact => ({ text, isWarning: true });

/** Classes that are named one by one. */
const mostNamed = 12;

const classesFact = (classes: readonly string[]): DataFact => {
  const named = classes.slice(0, mostNamed).join(', ');
  const count = formatCount(classes.length);
  return fact(
    classes.length > mostNamed
      ? t('{0} classes, among them {1}.', count, named)
      : t('{0} classes: {1}.', count, named),
  );
};

const imagesFact = ({ trainImages, testImages, testFolder }: EvaluationResult['dataset']) => {
  const [fitted, measured] = [formatCount(trainImages), formatCount(testImages)];
  return fact(
    testFolder === null
      ? t(
          'Fitted on {0} images, measured on {1} that were held out of the same folder.',
          fitted,
          measured,
        )
      : t('Fitted on {0} images, measured on {1} of the folder {2}.', fitted, measured, testFolder),
  );
};

const unlabelledFact = ({ train, test }: EvaluationResult['dataset']['unlabelled']) => {
  const count = train + test;
  if (count === 0) return [];
  return [
    fact(
      count === 1
        ? t('1 image without a label was left out.')
        : t('{0} images without a label were left out.', formatCount(count)),
    ),
  ];
};

const sharedFacts = (shared: EvaluationResult['dataset']['shared']): readonly DataFact[] => {
  const { testWithTrain, trainWithPretraining, testWithPretraining } = shared;
  const withTrain =
    testWithTrain === 0
      ? fact(t('No image measured on is byte for byte among those fitted on.'))
      : warning(
          testWithTrain === 1
            ? t(
                '1 of the images measured on is byte for byte among those fitted on, so the figures may be too high.',
              )
            : t(
                '{0} of the images measured on are byte for byte among those fitted on, so the figures may be too high.',
                formatCount(testWithTrain),
              ),
        );
  if (trainWithPretraining === null || testWithPretraining === null) {
    return [
      withTrain,
      warning(
        t(
          'Whether the run was pretrained on these images is not known: its cache of decoded images is gone.',
        ),
      ),
    ];
  }
  const withPretraining = t(
    'The run was pretrained, without labels, on {0} of the images fitted on and on {1} of those measured on.',
    formatCount(trainWithPretraining),
    formatCount(testWithPretraining),
  );
  return [withTrain, testWithPretraining > 0 ? warning(withPretraining) : fact(withPretraining)];
};

const trainingFacts = ({ supervised, fineTuned }: EvaluationResult['references']) => {
  const facts: DataFact[] = [];
  if (supervised !== null) {
    const { steps, images, elapsedMs } = supervised.training;
    facts.push(
      fact(
        t(
          'Trained with the labels of {0} images for {1} steps, as much as the run was pretrained; it took {2}.',
          formatCount(images),
          formatCount(steps),
          formatDuration(elapsedMs),
        ),
      ),
    );
  }
  if (fineTuned !== null) {
    const { images, elapsedMs } = fineTuned.training;
    facts.push(
      fact(
        t(
          'Fine-tuned on {0} labelled images, {1} epochs from either start; it took {2}.',
          formatCount(images),
          formatCount(fineTuned.epochs),
          formatDuration(elapsedMs),
        ),
      ),
    );
  }
  return facts;
};

export const dataFacts = ({
  dataset,
  settings,
  references,
  step,
  epoch,
  elapsedMs,
}: EvaluationResult): readonly DataFact[] => [
  classesFact(dataset.classes),
  imagesFact(dataset),
  ...unlabelledFact(dataset.unlabelled),
  ...sharedFacts(dataset.shared),
  ...trainingFacts(references),
  fact(
    t(
      'Features after step {0} (epoch {1}), averaged over {2} × {2} cells; {3} neighbours, seed {4}.',
      formatCount(step),
      formatCount(epoch),
      settings.poolGrid,
      formatCount(settings.neighbors),
      String(settings.seed),
    ),
  ),
  fact(t('Measured in {0}.', formatDuration(elapsedMs))),
];
