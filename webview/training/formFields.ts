/** The fields of the form that starts runs: their texts, and where these come from untouched. */
import * as z from 'zod';

import {
  defaultPreset,
  defaultRunConfig,
  presetsOfTask,
} from '../../src/protocol/defaultConfig.js';
import {
  gridSchema,
  presetNameSchema,
  taskSchema,
  type Grid,
  type PresetName,
  type RunConfig,
  type Task,
} from '../../src/protocol/run.js';

/** Fields that hold a text or the name of an option. */
export const textFieldNames = [
  'length',
  'epochs',
  'budgetMinutes',
  'imageSizePx',
  'permutations',
  'batchSize',
  'precision',
  'seed',
  'grid',
  'permutationMethod',
  'permutationsPerImage',
  'turns',
  'learningRate',
  'grayPercent',
  'channelShiftPx',
  'overfitImages',
] as const;
export type TextFieldName = (typeof textFieldNames)[number];

/** Fields that are ticked. */
export const switchNames = ['randomGap', 'normaliseTiles'] as const;
export type SwitchName = (typeof switchNames)[number];

export type FieldName = TextFieldName | SwitchName;
export type FormTexts = Readonly<Record<TextFieldName, string>> &
  Readonly<Record<SwitchName, boolean>>;

export const formChoicesSchema = z.object({
  /** Absolute path, or null while none is chosen. */
  folder: z.string().nullable(),
  task: taskSchema,
  /** Null takes the task's first one. */
  preset: presetNameSchema.nullable(),
  /** What was typed where it differs from what the field would show by itself. */
  texts: z.partialRecord(z.enum(textFieldNames), z.string()),
  switches: z.partialRecord(z.enum(switchNames), z.boolean()),
});
/** What the user chose. Everything else follows the task and the preset. */
export type FormChoices = z.infer<typeof formChoicesSchema>;

export const noChoices: FormChoices = {
  folder: null,
  task: 'rotation',
  preset: null,
  texts: {},
  switches: {},
};

/** What the user's settings say about every new run. */
export type FormSettings = Pick<RunConfig, 'data' | 'precision'>;

const defaultBudgetMinutes = '10';

/** The time budget that the texts name, in ms; null when epochs end the run, or it is no number. */
const typedBudgetMs = ({ length, budgetMinutes }: FormChoices['texts']): number | null => {
  const minutes = Number(budgetMinutes ?? defaultBudgetMinutes);
  return length === 'budget' && Number.isFinite(minutes) ? minutes * 60_000 : null;
};

/** The preset that the form shows: the chosen one while it fits the task, else the budget's. */
export const shownPreset = ({
  task,
  preset,
  texts,
}: Pick<FormChoices, 'task' | 'preset' | 'texts'>): PresetName =>
  preset !== null && presetsOfTask[task].includes(preset)
    ? preset
    : defaultPreset(task, typedBudgetMs(texts));

/** The grid that a text names, or null. */
export const parseGrid = (text: string): Grid | null => {
  const parsed = gridSchema.safeParse(Number(text));
  return parsed.success ? parsed.data : null;
};

/** What the fields would show if nothing had been typed. */
export const defaultTexts = (choices: FormChoices, settings: FormSettings): FormTexts => {
  const grid = parseGrid(choices.texts.grid ?? '') ?? undefined;
  const config = defaultRunConfig(choices.task, shownPreset(choices), { jigsaw: { grid } });
  const { jigsaw, optimizer } = config;
  return {
    length: 'epochs',
    epochs: String(config.epochs ?? ''),
    budgetMinutes: defaultBudgetMinutes,
    imageSizePx: String(config.imageSizePx),
    permutations: String(jigsaw.permutations),
    batchSize: String(config.batchSize),
    precision: settings.precision,
    seed: String(config.seed),
    grid: String(jigsaw.grid),
    permutationMethod: jigsaw.permutationMethod,
    permutationsPerImage: String(jigsaw.permutationsPerImage),
    turns: config.rotation.turns,
    learningRate: String(optimizer.learningRate),
    grayPercent: String(Math.round(jigsaw.grayShare * 100)),
    channelShiftPx: String(jigsaw.channelShiftPx),
    overfitImages: '',
    randomGap: jigsaw.randomGap,
    normaliseTiles: jigsaw.normaliseTiles,
  };
};

/** What the fields show. */
export const shownTexts = (choices: FormChoices, settings: FormSettings): FormTexts => ({
  ...defaultTexts(choices, settings),
  ...choices.texts,
  ...choices.switches,
});

const without = <T>(values: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));

/** Takes what was typed into a field; a text that the field would show by itself is no choice. */
export const typeText = (
  choices: FormChoices,
  settings: FormSettings,
  field: TextFieldName,
  text: string,
): FormChoices => {
  const untouched = { ...choices, texts: without(choices.texts, field) };
  return defaultTexts(untouched, settings)[field] === text
    ? untouched
    : { ...choices, texts: { ...choices.texts, [field]: text } };
};

/** Takes a tick; see `typeText`. */
export const flipSwitch = (
  choices: FormChoices,
  settings: FormSettings,
  field: SwitchName,
  on: boolean,
): FormChoices =>
  defaultTexts(choices, settings)[field] === on
    ? { ...choices, switches: without(choices.switches, field) }
    : { ...choices, switches: { ...choices.switches, [field]: on } };

/** True when fields differ from their defaults. */
export const isTouched = ({ texts, switches }: FormChoices): boolean =>
  Object.keys(texts).length + Object.keys(switches).length > 0;

const jigsawFields: ReadonlySet<FieldName> = new Set<FieldName>([
  'permutations',
  'grid',
  'permutationMethod',
  'permutationsPerImage',
  'grayPercent',
  'channelShiftPx',
  'randomGap',
  'normaliseTiles',
]);

/** Whether a field means something for a task and a way to end the run. */
export const isShown = (field: FieldName, task: Task, length: string): boolean => {
  if (jigsawFields.has(field)) return task !== 'rotation';
  if (field === 'turns') return task !== 'jigsaw';
  if (field === 'epochs') return length !== 'budget';
  if (field === 'budgetMinutes') return length === 'budget';
  return true;
};

/** Fields that lie under "Advanced". */
export const advancedFields: readonly FieldName[] = [
  'grid',
  'permutationMethod',
  'permutationsPerImage',
  'turns',
  'learningRate',
  'overfitImages',
  'randomGap',
  'normaliseTiles',
  'grayPercent',
  'channelShiftPx',
];
