/** From the texts of the form to a run's configuration, or to what is wrong with which field. */
import {
  defaultRunConfig,
  greedyLimit,
  permutationLimits,
  permutationRefusal,
} from '../../src/protocol/defaultConfig.js';
import {
  permutationMethodSchema,
  quarterTurnsSchema,
  runConfigSchema,
  type Grid,
  type PermutationMethod,
  type PresetName,
  type RunConfig,
} from '../../src/protocol/run.js';
import { formatCount } from '../parts/format.js';
import { spoken, t } from '../text.js';
import {
  isShown,
  parseGrid,
  shownPreset,
  shownTexts,
  type FieldName,
  type FormChoices,
  type FormSettings,
  type FormTexts,
} from './formFields.js';
import { parseNumber, parseWholeNumber, type Parsed } from '../parts/parseText.js';

/** What is known of the chosen folder. */
export type FolderFacts =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'known'; readonly images: number | null; readonly problem: string | null };

export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

export interface FormVerdict {
  readonly preset: PresetName;
  readonly texts: FormTexts;
  /** The run that would be started, or null while a field is wrong. */
  readonly config: RunConfig | null;
  readonly errors: FieldErrors;
}

/** Each preset's smallest cell of a puzzle in px: below it the tiles shrink to nothing on their way. */
const smallestCellPx: Partial<Readonly<Record<PresetName, number>>> = {
  'jigsaw-paper': 25,
  'jigsaw-paper-plain': 25,
};

/** The largest set that the method code can give. */
const codeLimit = 1512;

/** Images to train on that a folder of so many is expected to give; the rest is held out. */
export const expectedTrainImages = (
  images: number,
  config: Pick<RunConfig, 'data' | 'overfitImages'>,
) =>
  config.overfitImages === null
    ? Math.round(images * (1 - config.data.validationShare))
    : Math.min(images, config.overfitImages);

/** Checks all fields that are shown; what the engine would refuse is said here first. */
export const checkForm = (
  choices: FormChoices,
  settings: FormSettings,
  facts: FolderFacts,
): FormVerdict => {
  const { task } = choices;
  const preset = shownPreset(choices);
  const texts = shownTexts(choices, settings);
  const errors: Partial<Record<FieldName, string>> = {};

  /** The value of a field; undefined, so the default, where it is not shown or wrong. */
  const read = <T>(field: FieldName, parsed: () => Parsed<T>): T | undefined => {
    if (!isShown(field, task, texts.length)) return undefined;
    const { value, error } = parsed();
    if (error !== null) errors[field] = error;
    return value ?? undefined;
  };
  const readWhole = (
    field: Exclude<FieldName, 'randomGap' | 'normaliseTiles'>,
    min: number,
    max: number | null = null,
  ) => read(field, () => parseWholeNumber(texts[field], min, max));
  const isOn = (field: 'randomGap' | 'normaliseTiles') =>
    isShown(field, task, texts.length) ? texts[field] : undefined;

  const grid = parseGrid(texts.grid) ?? 3;
  const method = permutationMethodSchema.safeParse(texts.permutationMethod).data ?? 'max-min';
  const minutes = read('budgetMinutes', () => parseNumber(texts.budgetMinutes, { above: 0 }));
  const grayPercent = read('grayPercent', () =>
    parseNumber(texts.grayPercent, { min: 0, max: 100 }),
  );
  const overrides = {
    ...settings,
    precision: runConfigSchema.shape.precision.safeParse(texts.precision).data,
    epochs: readWhole('epochs', 1),
    budgetMs: minutes === undefined ? undefined : minutes * 60_000,
    imageSizePx: readWhole('imageSizePx', 16, 1024),
    batchSize: readWhole('batchSize', 1),
    seed: readWhole('seed', 0, 0xffff_ffff),
    overfitImages: texts.overfitImages.trim() === '' ? undefined : readWhole('overfitImages', 1),
    rotation: { turns: quarterTurnsSchema.safeParse(texts.turns).data },
    jigsaw: {
      grid,
      permutationMethod: method,
      permutations: readWhole('permutations', 2),
      permutationsPerImage: readWhole('permutationsPerImage', 1),
      randomGap: isOn('randomGap'),
      normaliseTiles: isOn('normaliseTiles'),
      grayShare: grayPercent === undefined ? undefined : grayPercent / 100,
      channelShiftPx: readWhole('channelShiftPx', 0, 8),
    },
    optimizer: {
      learningRate: read('learningRate', () => parseNumber(texts.learningRate, { above: 0 })),
    },
  };
  const config = defaultRunConfig(task, preset, overrides);

  if (task !== 'rotation' && errors.permutations === undefined) {
    const refusal = refusePermutations(grid, config.jigsaw.permutations, method);
    if (refusal !== null) errors[refusal.field] = refusal.error;
  }
  const smallest = (smallestCellPx[preset] ?? 0) * grid;
  if (task !== 'rotation' && errors.imageSizePx === undefined && config.imageSizePx < smallest) {
    errors.imageSizePx = t(
      'The tiles would be too small for this preset; choose at least {0} px.',
      formatCount(smallest),
    );
  }
  if (facts.kind === 'known' && facts.images !== null && facts.problem === null) {
    Object.assign(errors, refuseForImages(facts.images, config, errors));
  }
  return { preset, texts, config: Object.keys(errors).length > 0 ? null : config, errors };
};

/** Says what `permutationRefusal` refuses in the user's language, at the field that is to be changed. */
const refusePermutations = (
  grid: Grid,
  count: number,
  method: PermutationMethod,
): { field: FieldName; error: string } | null => {
  const limit = permutationLimits[grid];
  if (count > limit) {
    const error =
      grid === 4
        ? t('Too many for a 4×4 grid; choose at most {0}.', formatCount(limit))
        : t('A {0}×{0} grid has only {1} permutations.', grid, formatCount(limit));
    return { field: 'permutations', error };
  }
  if (method === 'code' && grid !== 3) {
    const error = t('Group codes exist for the 3×3 grid only; choose another method.');
    return { field: 'permutationMethod', error };
  }
  if (method === 'code' && count > codeLimit) {
    const error = t(
      'Group codes have at most {0} permutations; choose fewer, or another method.',
      formatCount(codeLimit),
    );
    return { field: 'permutations', error };
  }
  if (method !== 'random' && method !== 'code' && count > greedyLimit) {
    const error = t(
      'Choosing so many by distance takes too long; choose at most {0}, or take them at random.',
      formatCount(greedyLimit),
    );
    return { field: 'permutations', error };
  }
  const other = permutationRefusal(grid, count, method);
  return other === null ? null : { field: 'permutations', error: spoken(other) };
};

/** What a folder of so many images is too small for. */
const refuseForImages = (images: number, config: RunConfig, known: FieldErrors): FieldErrors => {
  const train = expectedTrainImages(images, config);
  if (config.overfitImages !== null) {
    if (known.overfitImages !== undefined || images >= config.overfitImages) return {};
    return {
      overfitImages: t('The folder has {0} images; choose at most that many.', formatCount(images)),
    };
  }
  if (known.batchSize !== undefined || train >= config.batchSize || train === 0) return {};
  return {
    batchSize: t(
      'About {0} of {1} images are trained on, so the largest batch is {0}.',
      formatCount(train),
      formatCount(images),
    ),
  };
};

/** Why no run can be started as the form is, in one sentence, or null. */
export const whyNotStart = (
  choices: FormChoices,
  verdict: FormVerdict,
  facts: FolderFacts,
  labelOf: (field: FieldName) => string,
): string | null => {
  if (choices.folder === null) return t('Choose a folder of images first.');
  if (facts.kind === 'looking') return t('Looking at the folder…');
  if (facts.kind === 'known') {
    if (facts.problem !== null) return facts.problem;
    if (facts.images === 0) return t('There are no images in this folder; choose another one.');
  }
  const wrong = Object.keys(verdict.errors).map((field) => labelOf(field as FieldName));
  return wrong.length === 0 ? null : t('To start, correct: {0}.', wrong.join(', '));
};
