/** What the measurements of decoding say. */
import type { DecodeBenchRow, DecodeSpeed } from './decodeBench.js';
import { tableLines } from './textTable.js';

export interface DecodeRatio {
  readonly sizePx: number;
  readonly theirs: string;
  /** How many times as many images a second this engine decodes, of the medians over the rounds. */
  readonly ofMedians: number;
}

interface DecoderLine {
  readonly row: DecodeBenchRow;
  readonly decoder: string;
  readonly speed: DecodeSpeed;
}

const peerLines = (row: DecodeBenchRow): DecoderLine[] =>
  [
    { row, decoder: 'Pillow', speed: row.pillow },
    { row, decoder: 'Pillow at its best', speed: row.pillowFast },
  ].flatMap(({ speed, ...line }) => (speed === null ? [] : [{ ...line, speed }]));

const speedRatio = ({ row, speed }: DecoderLine): number =>
  row.engine.imagesPerSecond / speed.imagesPerSecond;

/** This engine against each of the others. */
export const decodeRatios = (rows: readonly DecodeBenchRow[]): DecodeRatio[] =>
  rows.flatMap(peerLines).map((line) => ({
    sizePx: line.row.sizePx,
    theirs: line.decoder,
    ofMedians: speedRatio(line),
  }));

/** The table for people. */
export const decodeText = (rows: readonly DecodeBenchRow[]): string =>
  tableLines<DecoderLine>(
    [
      { title: 'side', align: 'right', text: ({ row }) => `${row.sizePx} px` },
      { title: 'decoder', align: 'left', text: ({ decoder }) => decoder },
      { title: 'workers', align: 'right', text: ({ row }) => String(row.workers) },
      { title: 'images', align: 'right', text: ({ row }) => String(row.images) },
      {
        title: 'images/s',
        align: 'right',
        text: ({ speed }) => speed.imagesPerSecond.toFixed(1),
      },
      {
        title: 'cpu ms/image',
        align: 'right',
        text: ({ speed }) => speed.cpuMsPerImage.toFixed(2),
      },
      { title: 'ours/it', align: 'right', text: (line) => speedRatio(line).toFixed(2) },
    ],
    rows.flatMap((row) => [{ row, decoder: 'pretext-lab', speed: row.engine }, ...peerLines(row)]),
  ).join('\n');
