/** Measurements that the comparison runs in processes of their own, beside `step`. */
import type { Command } from 'commander';

import type { PoolName } from './benchNetworks.js';
import { atLeastOne, poolOption, type BenchWorld } from './benchWorld.js';
import { measureConvolutionRates } from './convolutionRate.js';
import { timeStockTfjs } from './peers/stockTfjs.js';

interface StockTfjsOptions {
  readonly pool: PoolName;
  readonly batch: number;
  readonly steps: number;
}

/** Adds `stock-tfjs` and `convolution-rates`; both print one line of JSON. */
export const addPeers = (program: Command, world: BenchWorld): void => {
  program
    .command('stock-tfjs', { hidden: true })
    .addOption(poolOption())
    .option('--batch <views>', 'views per step', atLeastOne, 128)
    .option('--steps <count>', 'timed steps', atLeastOne, 8)
    .action(async ({ pool, batch, steps }: StockTfjsOptions) => {
      world.writeOut(JSON.stringify(await timeStockTfjs(pool, batch, steps, world.clock)));
    });
  program
    .command('convolution-rates', { hidden: true })
    .option('--repeats <count>', 'timed convolutions of each shape', atLeastOne, 16)
    .action(async ({ repeats }: { readonly repeats: number }) => {
      world.writeOut(JSON.stringify(await measureConvolutionRates(repeats, world.clock)));
    });
};
