import { expect, it } from 'vitest';
import * as z from 'zod';

import {
  keepStateIn,
  readRunState,
  readState,
  writeRunState,
  writeState,
} from '../../../webview/parts/pageState.js';

it('keeps entries beside each other and refuses those of another shape', () => {
  const store: { state: unknown } = { state: 'left behind by something else' };
  keepStateIn({
    getState: () => store.state,
    setState: (state) => {
      store.state = state;
    },
  });
  expect(readState('tab', z.string(), 'curves')).toBe('curves');
  writeState('tab', 'run');
  writeState('slider', 3);
  expect(store.state).toEqual({ tab: 'run', slider: 3 });
  expect(readState('tab', z.string(), 'curves')).toBe('run');
  expect(readState('tab', z.number(), 7)).toBe(7);
});

it('keeps what was chosen of one run, and nothing of another', () => {
  const store: { state: unknown } = { state: undefined };
  keepStateIn({
    getState: () => store.state,
    setState: (state) => {
      store.state = state;
    },
  });
  writeRunState('zoom', '/runs/a', { from: 1 });
  const schema = z.object({ from: z.number() }).nullable();
  expect(readRunState('zoom', '/runs/a', schema, null)).toEqual({ from: 1 });
  expect(readRunState('zoom', '/runs/b', schema, null)).toBeNull();
  expect(readRunState('zoom', '/runs/a', z.number(), 7)).toBe(7);
});
