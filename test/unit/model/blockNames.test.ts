import { expect, it } from 'vitest';

import { networkSpec } from '../../../src/engine/model/presets.js';
import { blockNamesOf } from '../../../src/protocol/blockNames.js';
import { presetNameSchema } from '../../../src/protocol/run.js';

it.each(presetNameSchema.options)('the blocks of %s are called what owners call them', (preset) => {
  const { blocks } = networkSpec(preset).trunk;
  expect(blockNamesOf(preset)).toEqual(blocks.map(({ name }) => name));
});
