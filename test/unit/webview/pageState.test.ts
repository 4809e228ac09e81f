import { expect, it } from 'vitest';
import * as z from 'zod';

import { keepStateIn, readState, writeState } from '../../../webview/parts/pageState.js';

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
