/**
 * Moves images where the user says, and back again. Nothing is ever written over, nothing is moved that
 * lies outside of the folder, and nothing without a dialog that says how many files it is about.
 */
import { basename, join, relative, sep } from 'node:path';

import type { MovedImages } from '../protocol/moving.js';
import type { Translate } from '../protocol/sentence.js';
import { imageInside } from './imageInside.js';
import { SpokenError } from './spokenError.js';
import { changingObstacle, refuse, type WorkspaceFacts } from './workspaceGuard.js';

/** What came of moving one file. */
export type FileMove = 'moved' | 'taken' | 'missing';

/** Where moving stands, for whoever shows it. */
export interface MoveProgress {
  readonly isStopped: boolean;
  report(done: number): void;
}

/** What is asked of the editor. */
export interface MoveSurroundings {
  facts(): WorkspaceFacts;
  /** The folder of images that a run reads now, or null. */
  folderInUse(): string | null;
  /** Opens a dialog. @returns an absolute path, or null where the user closed it */
  chooseTarget(title: string): Promise<string | null>;
  confirm(question: { message: string; detail: string; yes: string }): Promise<boolean>;
  /** Shows how far something is, and lets the user stop it. */
  during<T>(title: string, total: number, work: (progress: MoveProgress) => Promise<T>): Promise<T>;
  /** Moves a file, never over another one. @throws whatever the file system has against it */
  move(from: string, to: string): Promise<FileMove>;
}

export interface ImageMover {
  /**
   * @param paths relative to the folder
   * @returns null where the user thought better of it
   * @throws SpokenError where nothing may be moved at all
   */
  readonly move: (folder: string, paths: readonly string[]) => Promise<MovedImages | null>;
  /** Moves back what was moved last. @throws SpokenError where nothing was, or nothing may be moved */
  readonly moveBack: () => Promise<MovedImages>;
}

interface Journey {
  /** Relative to the folder that was looked at: what the page knows it by. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

const isWithin = (folder: string, other: string): boolean =>
  relative(folder, other).split(sep)[0] !== '..';

export const createImageMover = (around: MoveSurroundings, t: Translate): ImageMover => {
  /** What was moved last, and how it would be undone. */
  let last: { readonly folder: string; readonly journeys: readonly Journey[] } | null = null;

  const refuseIfObstructed = (folder: string): void => {
    refuse(changingObstacle(around.facts(), t));
    const inUse = around.folderInUse();
    if (inUse === null || !(isWithin(inUse, folder) || isWithin(folder, inUse))) return;
    throw new SpokenError(
      t('A run is reading the images of {0}; move images when it has ended.', inUse),
    );
  };

  /** Why a file stayed, in one sentence; null when it was moved. */
  const moveOne = async ({ from, to }: Journey): Promise<string | null> => {
    if (from === to) return t('It is in this folder already.');
    try {
      switch (await around.move(from, to)) {
        case 'moved':
          return null;
        case 'taken':
          return t('A file of this name is there already.');
        case 'missing':
          return t('The file is not there any more.');
      }
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  const moveAll = async (
    folder: string,
    target: string,
    journeys: readonly Journey[],
  ): Promise<MovedImages> => {
    const moved: Journey[] = [];
    const stayed: MovedImages['stayed'] = [];
    await around.during(t('Moving images'), journeys.length, async (progress) => {
      // One after the other: of two images with one name, the second finds the first.
      for (const [done, journey] of journeys.entries()) {
        const why = progress.isStopped ? t('Stopped before its turn.') : await moveOne(journey);
        if (why === null) moved.push(journey);
        else stayed.push({ path: journey.path, message: why });
        progress.report(done + 1);
      }
    });
    last = moved.length === 0 ? null : { folder, journeys: moved };
    return { target, moved: moved.map(({ path }) => path), stayed };
  };

  return {
    move: async (folder, paths) => {
      refuseIfObstructed(folder);
      const files = [...new Set(paths)].map((path) => ({
        path,
        from: imageInside(folder, path, t),
      }));
      const target = await around.chooseTarget(t('Where should the images go?'));
      if (target === null) return null;
      const isSure = await around.confirm({
        message:
          files.length === 1
            ? t('Move 1 image to {0}?', target)
            : t('Move {0} images to {1}?', files.length, target),
        detail: t(
          'They leave the folder {0}. Where a file of the same name is there already, the image stays.',
          folder,
        ),
        yes: t('Move'),
      });
      if (!isSure) return null;
      // Trust, or a run that starts, may have changed behind the dialogs.
      refuseIfObstructed(folder);
      const journeys = files.map((file) => ({ ...file, to: join(target, basename(file.from)) }));
      return moveAll(folder, target, journeys);
    },
    moveBack: async () => {
      if (last === null) throw new SpokenError(t('No images were moved that could be moved back.'));
      const { folder, journeys } = last;
      refuseIfObstructed(folder);
      return moveAll(
        folder,
        folder,
        journeys.map(({ path, from, to }) => ({ path, from: to, to: from })),
      );
    },
  };
};
