import { describe, expect, it } from 'vitest';

import { createTurns } from '../../../src/host/turns.js';
import { settle } from './world.js';

describe('turns', () => {
  it('come one after the other, also after a failure', async () => {
    const takeTurn = createTurns();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => (): Promise<string> => {
      begun.push(name);
      return new Promise((resolve, reject) => {
        ends.push(() => {
          if (name === 'b') reject(new Error(name));
          else resolve(name);
        });
      });
    };
    const all = ['a', 'b', 'c'].map((name) => takeTurn(work(name)).catch(String));
    for (let turn = 0; turn < 3; turn++) {
      await settle();
      expect(begun).toHaveLength(turn + 1);
      ends[turn]?.();
    }
    expect(await Promise.all(all)).toEqual(['a', 'Error: b', 'c']);
  });
});
