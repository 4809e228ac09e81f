/**
 * The PyTorch module of a run: one Python file that can be read from top to bottom, needs torch and
 * safetensors, and loads the weights that `pytorchWeights.ts` lays out.
 */
import type { Activation } from '../../model/layers.js';
import type { PlannedBlock, PlannedDense, PlannedHead, PlannedLayer } from '../inferencePlan.js';
import type { Normalisation, Preprocessing } from '../preprocessing.js';
import { pytorchHeader, pytorchLayers, pytorchUsage } from './pytorchTemplate.js';

/** What the file is made of. */
export interface PytorchModule {
  /** Sentences for the top of the file, without line breaks. */
  readonly description: readonly string[];
  readonly weightsFile: string;
  /** Padding is computed for whatever is fed, so the size that they are planned for does not matter. */
  readonly blocks: readonly PlannedBlock[];
  readonly heads: readonly PlannedHead[];
  readonly preprocessing: Preprocessing;
}

const truth = (value: boolean): string => (value ? 'True' : 'False');

const activationSource = (activation: Activation): string =>
  `norm=${truth(activation === 'batchNormRelu')}, relu=${truth(activation !== 'bias')}`;

const layerSource = (layer: PlannedLayer): string => {
  const shared = `size=${layer.size}, stride=${layer.stride}, same=${truth(layer.isPadded)}`;
  if (layer.kind === 'pool') {
    return layer.method === 'max' ? `MaxPool(${shared})` : `AveragePool(${shared})`;
  }
  const { inputChannels, channels, activation } = layer;
  return `ConvLayer(${inputChannels}, ${channels}, ${shared}, ${activationSource(activation)})`;
};

const blockSource = ({ name, layers }: PlannedBlock): string => {
  const items = layers.map((layer) => {
    const own = layer.name.slice(name.length + 1);
    return `            ${own}=${layerSource(layer)},`;
  });
  return [`        self.${name} = named(`, ...items, '        )'].join('\n');
};

const trunkSource = ({ blocks }: PytorchModule): string => {
  const channels = blocks.map(({ name, output }) => `${name} ${output.channels}`).join(', ');
  return `class Trunk(nn.Module):
    """Views to the features of every block. Channels: ${channels}."""

    def __init__(self):
        super().__init__()
${blocks.map((block) => blockSource(block)).join('\n')}

    def forward(self, views: torch.Tensor) -> dict[str, torch.Tensor]:
        """float32 [N, 3, H, W] -> for each block float32 [N, C, h, w]"""
        features = {}
        for name, block in self.named_children():
            views = block(views)
            features[name] = views
        return features`;
};

const denseSource = ({ inputs, units, activation }: PlannedDense): string =>
  `DenseLayer(${inputs}, ${units}, ${activationSource(activation)})`;

const headSource = (head: PlannedHead): string => {
  switch (head.task) {
    case 'rotation':
      return `class RotationHead(nn.Module):
    """By which of ${head.logits.units} rotations was a view turned?"""

    def __init__(self):
        super().__init__()
        self.logits = ${denseSource(head.logits)}

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The trunk's last block, [N, C, h, w] -> logits [N, ${head.logits.units}]"""
        return self.logits(features.mean(dim=(2, 3)))`;
    case 'jigsaw':
      return `class JigsawHead(nn.Module):
    """By which of ${head.logits.units} permutations (permutations.json) were ${head.tiles} tiles shuffled?"""

    tiles = ${head.tiles}
    tile_size_px = ${head.viewSizePx}

    def __init__(self):
        super().__init__()
        self.fc6 = ${denseSource(head.perTile)}
        self.fc7 = ${denseSource(head.perPuzzle)}
        self.logits = ${denseSource(head.logits)}

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """The trunk's last block over the tiles of N puzzles, as they are shown,
        [N * ${head.tiles}, C, h, w] -> logits [N, ${head.logits.units}]"""
        # The weights expect channels last.
        tiles = self.fc6(features.permute(0, 2, 3, 1).flatten(1))
        return self.logits(self.fc7(tiles.reshape(-1, self.tiles * tiles.shape[1])))`;
  }
};

const headClass = { rotation: 'RotationHead', jigsaw: 'JigsawHead' } as const;

const networkSource = ({ heads }: PytorchModule): string =>
  [
    'class Network(nn.Module):',
    '    """The trunk, with the heads of its pretext tasks beside it."""',
    '',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.trunk = Trunk()',
    ...heads.map(({ task }) => `        self.${task} = ${headClass[task]}()`),
    '',
    '    def forward(self, views: torch.Tensor) -> dict[str, torch.Tensor]:',
    '        return self.trunk(views)',
  ].join('\n');

const normalisationSource = (normalisation: Normalisation): string => {
  if (normalisation.kind === 'fixed') {
    const tensor = (values: readonly number[]): string =>
      `torch.tensor([${values.join(', ')}]).view(3, 1, 1)`;
    return `    return (view - ${tensor(normalisation.mean)}) / ${tensor(normalisation.std)}`;
  }
  return `    # Every view is normalised on its own; a deviation below ${normalisation.leastStd} counts as that.
    mean = view.mean(dim=(1, 2), keepdim=True)
    std = view.std(dim=(1, 2), keepdim=True, correction=0)
    return (view - mean) / std.clamp_min(${normalisation.leastStd})`;
};

/** Lines that leave out the rim of the square, where there is one. */
const cutSource = ({ resizeShorterSidePx, centreCropPx }: Preprocessing): string => {
  if (resizeShorterSidePx === centreCropPx) return '';
  const edge = Math.floor((resizeShorterSidePx - centreCropPx) / 2);
  const end = edge + centreCropPx;
  return `    image = image.crop((${edge}, ${edge}, ${end}, ${end}))\n`;
};

const preprocessSource = (steps: Preprocessing): string => {
  const square = steps.resizeShorterSidePx;
  return `def preprocess(image) -> torch.Tensor:
    """A PIL image -> one view, float32 [3, ${steps.viewSizePx}, ${steps.viewSizePx}]

    The Lab scales JPEG files while it decodes them, so its own views differ a little.
    """
    import numpy
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image).convert("RGBA")
    backdrop = Image.new("RGBA", image.size, (${steps.background}, ${steps.background}, ${steps.background}, 255))
    image = Image.alpha_composite(backdrop, image).convert("RGB")
    scale = ${square} / min(image.size)
    size = [max(${square}, round(side * scale)) for side in image.size]
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = ((side - ${square} + 1) // 2 for side in size)
    image = image.crop((left, top, left + ${square}, top + ${square}))
${cutSource(steps)}    view = torch.from_numpy(numpy.array(image)).permute(2, 0, 1).float() / 255
${steps.shrink === 1 ? '' : `    view = F.avg_pool2d(view, ${steps.shrink})\n`}${normalisationSource(steps.normalisation)}`;
};

/** The text of the file. It is made of the plan alone, so the same network gives the same text. */
export const pytorchSource = (module: PytorchModule): string =>
  [
    pytorchHeader(module.description, module.weightsFile),
    pytorchLayers,
    trunkSource(module),
    ...module.heads.map(headSource),
    networkSource(module),
    preprocessSource(module.preprocessing),
    pytorchUsage,
  ].join('\n\n\n');
