/** How each format of an export is loaded, in a few lines to start from. */
import type { ExportFormat, LoadingCode } from '../../protocol/exporting.js';
import type { ExportSubject } from './exportSubject.js';

/** What the lines depend on. */
type LoadedSubject = Pick<ExportSubject, 'blocks' | 'viewSizePx'>;

const linesOf = (
  format: ExportFormat,
  { blocks, viewSizePx }: LoadedSubject,
): readonly string[] => {
  const last = blocks.at(-1)?.name ?? '';
  switch (format) {
    case 'onnx':
      return [
        'import numpy, onnxruntime',
        'session = onnxruntime.InferenceSession("trunk.onnx")',
        `views = numpy.zeros((1, 3, ${viewSizePx}, ${viewSizePx}), numpy.float32)  # preprocessed images`,
        `(features,) = session.run(["${last}"], {"views": views})`,
        'print(features.shape)',
      ];
    case 'pytorch':
      return [
        'import torch',
        'from network import load, preprocess',
        'from PIL import Image',
        'views = preprocess(Image.open("photo.jpg")).unsqueeze(0)',
        `print(load()(views)["${last}"].shape)`,
      ];
    case 'safetensors':
      return [
        'from safetensors import safe_open',
        'with safe_open("weights.safetensors", "pt") as file:',
        '    print(file.metadata()["preprocessing"])',
        '    weights = {name: file.get_tensor(name) for name in file.keys()}',
      ];
    case 'tfjs':
      return [
        "import * as tf from '@tensorflow/tfjs-node';",
        "const model = await tf.loadLayersModel('file://tfjs/model.json');",
        `const views = tf.zeros([1, ${viewSizePx}, ${viewSizePx}, 3]); // preprocessed images`,
        'const features = model.predict(views); // one tensor for each name in model.outputNames',
      ];
    case 'features':
      return [
        'import csv, numpy',
        `features = numpy.load("features/${last}.npy")`,
        'paths = [row["path"] for row in csv.DictReader(open("features/images.csv", encoding="utf-8"))]',
        'print(paths[0], features[0])',
      ];
  }
};

/** Lines that are run in the folder of the export. */
export const loadingCode = (format: ExportFormat, subject: LoadedSubject): LoadingCode => ({
  format,
  language: format === 'tfjs' ? 'js' : 'python',
  lines: [...linesOf(format, subject)],
});
