/** Worker side: turns the images of a batch into network inputs. */
import type { Sentence } from '../../protocol/sentence.js';
import type { SquareImage, ViewMaker } from '../pretext/pretextViews.js';
import { createViewMaker } from '../pretext/viewMakers.js';
import { createRandom, type Random } from '../random.js';
import { slotParts } from './batchSlot.js';
import type { DecodeFile } from './decodeJob.js';
import { forEachInFlight } from './inFlight.js';
import { openPixelReader } from './pixelReader.js';
import { pixelBytesOf } from './pixelRecords.js';
import { pathInSource } from './pixelSource.js';
import type { OpenStreamJob, RenderedReply, RenderJob } from './workerMessages.js';

/** What a worker keeps of one loader. */
export interface ViewStream {
  render(job: RenderJob): Promise<RenderedReply>;
  close(): void;
}

/** The colour of an image whose file can no longer be read: it says nothing about any task. */
const grey = 128;

/**
 * Opens a loader's stream. The random numbers of an image depend on the seed, the task, the mode, the
 * epoch (in train mode) and the image's path, so neither the number of workers nor other files matter.
 */
export const openViewStream = (stream: OpenStreamJob, decodeFile: DecodeFile): ViewStream => {
  const { pixels, mode } = stream;
  const reader = openPixelReader(pixels, decodeFile);
  const epochKey = mode === 'train' ? stream.epoch : 0;
  const tasks: readonly { maker: ViewMaker; random: Random }[] = stream.specs.map((spec) => ({
    maker: createViewMaker(spec),
    random: createRandom(stream.seed).split('views', spec.task, mode, epochKey),
  }));
  const layouts = tasks.map(({ maker }) => maker.layout);

  const renderImage = (job: RenderJob, place: number, image: number, square: SquareImage): void => {
    const slot = stream.slots[job.slot];
    if (slot === undefined) throw new RangeError(`There is no slot ${job.slot}.`);
    const parts = slotParts(slot, layouts, stream.batchSize, job.first + place, 1);
    const path = pathInSource(pixels, image);
    for (const [i, { maker, random }] of tasks.entries()) {
      const part = parts[i];
      if (part !== undefined) {
        maker.render(square, mode, random.split(path), part.views, part.labels);
      }
    }
  };

  return {
    async render(job) {
      const uncached: [place: number, image: number][] = [];
      for (const [place, image] of job.images.entries()) {
        if (Atomics.load(stream.cancelled, 0) !== 0) break;
        const square = reader.cached(image);
        if (square === null) uncached.push([place, image]);
        else renderImage(job, place, image, square);
      }
      const unreadable: { image: number; message: Sentence }[] = [];
      await forEachInFlight(uncached, async ([place, image]) => {
        if (Atomics.load(stream.cancelled, 0) !== 0) return;
        const square = await reader.decode(image);
        if ('pixels' in square) {
          renderImage(job, place, image, square);
          return;
        }
        unreadable.push({ image, message: square });
        const plain = new Uint8Array(pixelBytesOf(pixels.sizePx)).fill(grey);
        renderImage(job, place, image, { sizePx: pixels.sizePx, pixels: plain });
      });
      return { kind: 'rendered', unreadable };
    },
    close() {
      reader.close();
    },
  };
};
