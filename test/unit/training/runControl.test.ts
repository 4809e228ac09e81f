import { describe, expect, it } from 'vitest';

import { RunControl } from '../../../src/engine/training/runControl.js';

/** Whether the run may go on by now. */
const mayGoOn = async (held: Promise<void>): Promise<boolean> => {
  const pending = Symbol('pending');
  const turn = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([held, turn])) !== pending;
};

describe('steering a run', () => {
  it('lets a run go on that is not paused', async () => {
    expect(await mayGoOn(new RunControl().whilePaused())).toBe(true);
  });

  it('holds a paused run until it may go on', async () => {
    const control = new RunControl();
    control.pause();
    const held = control.whilePaused();
    expect(await mayGoOn(held)).toBe(false);
    control.unpause();
    expect(await mayGoOn(held)).toBe(true);
  });

  it('holds on when it is paused again at once', async () => {
    const control = new RunControl();
    control.pause();
    const held = control.whilePaused();
    control.unpause();
    control.pause();
    expect(await mayGoOn(held)).toBe(false);
    control.unpause();
    expect(await mayGoOn(held)).toBe(true);
  });

  it('lets a paused run go when it is asked to stop', async () => {
    const control = new RunControl();
    control.pause();
    const held = control.whilePaused();
    control.stop('interrupted');
    expect(await mayGoOn(held)).toBe(true);
    expect(control.stopRequest).toBe('interrupted');
    expect(await mayGoOn(control.whilePaused())).toBe(true);
  });

  it('does not mind going on without a pause', () => {
    const control = new RunControl();
    control.unpause();
    expect(control.paused).toBe(false);
  });
});
