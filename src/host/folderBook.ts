/** Folders of images that were worked on in this workspace, remembered beyond the window's end. */
import * as z from 'zod';

import { createEmitter } from './emitter.js';
import type { Memory, Subscription } from './outside.js';

const key = 'pretextLab.folders';
const mostFolders = 20;

export interface FolderBook {
  /** Absolute paths, the last used first. */
  readonly all: () => readonly string[];
  remember(folder: string): Promise<void>;
  /** Drops a folder that is gone. */
  forget(folder: string): Promise<void>;
  onChange(listener: () => void): Subscription;
}

export const createFolderBook = (memory: Memory): FolderBook => {
  const changes = createEmitter<undefined>();
  const all = (): readonly string[] => {
    const parsed = z.array(z.string().min(1)).safeParse(memory.get(key));
    return parsed.success ? parsed.data : [];
  };
  const write = async (folders: readonly string[]): Promise<void> => {
    await memory.set(key, folders);
    changes.emit(undefined);
  };
  return {
    all,
    remember: async (folder) => {
      if (all()[0] === folder) return;
      await write([folder, ...all().filter((known) => known !== folder)].slice(0, mostFolders));
    },
    forget: async (folder) => {
      if (all().includes(folder)) await write(all().filter((known) => known !== folder));
    },
    onChange: (listener) => changes.on(() => listener()),
  };
};
