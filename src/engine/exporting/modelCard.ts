/** The README of an export: what the network is, what it was made of, and how it is loaded. */
import { basename } from 'node:path';

import type { ExportFormat, LoadingCode } from '../../protocol/exporting.js';
import { inEnglish } from '../../protocol/sentence.js';
import type { FileCheck } from './differences.js';
import type { ExportSubject } from './exportSubject.js';
import { loadingCode } from './loadingCode.js';
import type { Preprocessing } from './preprocessing.js';

/** Images of a run by the side that they were on, as far as it still knows. */
export interface ImageCounts {
  readonly train: number;
  readonly validation: number;
}

export interface ModelCardOptions {
  readonly subject: ExportSubject;
  /** Null when the run's list of images cannot be read. */
  readonly images: ImageCounts | null;
  readonly formats: readonly ExportFormat[];
  /** Relative to the folder. */
  readonly files: readonly string[];
  readonly checks: readonly FileCheck[];
  /** What networks were compared on, as the end of a sentence. */
  readonly checkedOn: string;
}

/** A name from the disk as Markdown that is only text. */
const code = (text: string): string => `\`${text.replaceAll(/[`\r\n]/g, ' ')}\``;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const fence = ({ language, lines }: LoadingCode): string =>
  ['```' + language, ...lines, '```'].join('\n');

const preprocessingText = (steps: Preprocessing): string => {
  const { normalisation } = steps;
  const list = [
    'Turn the image upright (EXIF), convert it to sRGB, and blend transparent pixels onto the grey ' +
      `${steps.background} (of 255).`,
    `Scale the shorter side to ${steps.resizeShorterSidePx} px with a triangle filter (bilinear, antialiased).`,
    `Cut out the middle square, and of that the middle ${steps.centreCropPx} x ${steps.centreCropPx} px.`,
    ...(steps.shrink === 1
      ? []
      : [
          `Average ${steps.shrink} x ${steps.shrink} pixels, which leaves ${steps.viewSizePx} x ${steps.viewSizePx} px.`,
        ]),
    'Divide by 255. Channels are red, green, blue.',
    normalisation.kind === 'fixed'
      ? `Subtract ${normalisation.mean[0] ?? 0} and divide by ${normalisation.std[0] ?? 1}, in every channel.`
      : `Per image and channel, subtract the mean and divide by the standard deviation; one below ${normalisation.leastStd.toPrecision(3)} counts as that.`,
  ];
  return list.map((step, i) => `${i + 1}. ${step}`).join('\n');
};

const formatNames: Readonly<Record<ExportFormat, string>> = {
  onnx: 'ONNX',
  pytorch: 'PyTorch',
  safetensors: 'safetensors',
  tfjs: 'TensorFlow.js',
  features: 'Features',
};

const layoutText: Readonly<Record<ExportFormat, string>> = {
  onnx: 'Input `views`, float32 [N, 3, H, W]; one output per block, float32 [N, C, h, w]. Batch norm is folded into the weights. `rotation.onnx` and `jigsaw.onnx`, where they are there, are the pretext tasks as a whole, to `logits`; `preprocessing.json` says what they are fed.',
  pytorch:
    '`network.py` is the network as a module with `weights.safetensors`, float32 [N, 3, H, W] to a dict of features; it can be trained further.',
  safetensors: "The tensors have PyTorch's names and layout.",
  tfjs: 'A layers model, float32 [N, H, W, 3] to one float32 [N, h, w, C] per block; it can be trained further.',
  features:
    'float32 [images, D] per block, averaged over all positions; row i belongs to line i of `images.csv`.',
};

const dataText = (folder: string, images: ImageCounts | null): string => {
  const counted =
    images === null
      ? 'their number is not known any more'
      : `${images.train} to train on and ${images.validation} held out`;
  return `Images of the folder ${code(basename(folder))}, without labels: ${counted}.`;
};

const figuresText = ({ opened }: ExportSubject): string => {
  const { state } = opened.run;
  const { step, epoch } = opened.checkpoint.state;
  const where = `After ${epoch} ${epoch === 1 ? 'epoch' : 'epochs'} (${step} steps)`;
  const { validation } = state;
  return validation === null
    ? `${where}; nothing was held out, so there is no validation figure.`
    : `${where}. Pretext validation accuracy of the last finished epoch: ${percent(validation.accuracy)} (chance ${percent(validation.chance)}), loss ${validation.loss.toPrecision(4)}. It says that something was learnt, not how useful the features are: probe them on labels of your own.`;
};

const blockRow = ({ name, output }: ExportSubject['blocks'][number]): string =>
  `| \`${name}\` | ${output.channels} | ${output.height} x ${output.width} |`;

const checkRow = ({ file, compared, maxAbsoluteDifference }: FileCheck): string =>
  `| \`${file}\` | ${maxAbsoluteDifference.toExponential(1)} | ${inEnglish(compared)} |`;

/** The text of the file, Markdown. */
export const modelCard = (options: ModelCardOptions): string => {
  const { subject, images, formats, files, checks, checkedOn } = options;
  const { run } = subject.opened;
  const { task, preset, imageSizePx, seed } = run.config;
  return (
    [
      `# ${preset}, pretrained without labels`,
      `An image network pretrained by Pretext Lab ${subject.version} on the pretext task *${task}*${task === 'both' ? ' (rotation and jigsaw)' : ''}.`,
      '| | |\n| --- | --- |\n| Licence | *to be filled in: it depends on your images* |\n' +
        `| Preset | ${preset}, ${imageSizePx} px, seed ${seed} |\n| Created | ${run.createdAt} |`,
      `## Data\n\n${dataText(run.folder, images)}`,
      `## Figures\n\n${figuresText(subject)}`,
      `## Blocks\n\nThe features of every block can be read; early ones are often the better features. For one view of ${subject.viewSizePx} x ${subject.viewSizePx} px:\n\n` +
        [
          '| Block | Channels | Positions |',
          '| --- | --: | --- |',
          ...subject.blocks.map(blockRow),
        ].join('\n'),
      `## Preprocessing\n\nThe same as JSON: \`preprocessing.json\`.\n\n${preprocessingText(subject.preprocessing)}\n\nThe Lab scales JPEG files while it decodes them, so its own views differ a little from those that other libraries make.`,
      ...formats.map(
        (format) =>
          `## ${formatNames[format]}\n\n${layoutText[format]}\n\n${fence(loadingCode(format, subject))}`,
      ),
      `## How it was checked\n\nAfter writing, each file was compared with what the engine computes in float32, networks on ${checkedOn}.\n\n` +
        [
          '| File | Largest difference | Compared |',
          '| --- | --: | --- |',
          ...checks.map(checkRow),
        ].join('\n'),
      `## Files\n\n${files.map((file) => `- \`${file}\``).join('\n')}`,
    ].join('\n\n') + '\n'
  );
};
