/** The pages of the extension as a user reads them. */
import type { Frame, Locator } from 'playwright-core';

import { until } from '../../support/editor/until.js';
import type { Workbench } from '../../support/editor/workbench.js';

/** Some two seconds. */
const looksUntilReturn = 30;

/** Opens the sidebar and gives the page of the Training view, which is told by its heading. */
export const openTraining = async (
  workbench: Workbench,
  container = 'Pretext Lab',
  heading = 'Training',
): Promise<Frame> => {
  await workbench.openView(container);
  // A pointer that rests on the icon shows its name over the view, and a name that comes late goes
  // only with the next movement; there is nothing at these places.
  const { page } = workbench;
  let looks = 0;
  await until(async () => {
    await page.mouse.move(200, 15);
    await page.mouse.move(220, 15);
    if (!(await page.locator('.workbench-hover').isVisible())) return true;
    looks += 1;
    // One that came when the pointer was gone waits for it to come back and leave again.
    if (looks % looksUntilReturn === 0) {
      await page.locator('.activitybar').getByRole('tab', { name: container }).hover();
    }
    return null;
  }, 'a view without a name over it');
  return workbench.webview((frame) =>
    frame.getByRole('heading', { name: heading, exact: true }).isVisible(),
  );
};

/** The Lab's page, with a run in it. */
export const labPage = (workbench: Workbench): Promise<Frame> =>
  workbench.webview((frame) => frame.locator('lab-app [role=tablist]').isVisible());

export const tabNames = [
  'Curves',
  'Puzzles',
  'Rotations',
  'Permutations',
  'Images',
  'Probe',
  'Map',
  'Filters',
  'Anomalies',
  'Search',
  'Export',
  'Compare',
  'Run',
] as const;

/** Turns to a tab of the Lab and gives what it shows. */
export const openTab = async (lab: Frame, name: (typeof tabNames)[number]): Promise<Locator> => {
  await lab.getByRole('tab', { name, exact: true }).click();
  const panel = lab.getByRole('tabpanel', { name, exact: true });
  await panel.waitFor();
  return panel;
};

/** Chooses an option of one of the form's lists. */
export const choose = async (form: Frame, label: string, option: string): Promise<void> => {
  await form.getByRole('combobox', { name: label }).click();
  await form.getByRole('option', { name: option, exact: true }).click();
};

/** Fills fields of the form by their labels. */
export const fill = async (
  form: Frame,
  fields: Readonly<Record<string, string>>,
): Promise<void> => {
  for (const [label, value] of Object.entries(fields)) {
    await form.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
};

export interface ShownSteps {
  readonly step: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
}

/** The points that the curves of the Lab are drawn from. */
export const shownSteps = (lab: Frame): Promise<ShownSteps> =>
  lab.evaluate(() => {
    interface Columns {
      readonly step: Uint32Array;
      readonly loss: Float32Array;
      readonly accuracy: Float32Array;
    }
    const app = document.querySelector('lab-app') as unknown as {
      readonly state: { readonly run: { readonly series: { columns(): Columns } } | null };
    };
    const columns = app.state.run?.series.columns();
    if (columns === undefined) throw new Error('The Lab shows no run.');
    return {
      step: [...columns.step],
      loss: [...columns.loss],
      accuracy: [...columns.accuracy],
    };
  });

/** Waits until the Lab's curves have reached a step, in whatever page: the editor may load it anew. */
export const stepShown = (workbench: Workbench, step: number): Promise<number> =>
  until(
    async () => {
      const last = (await shownSteps(await labPage(workbench))).step.at(-1) ?? 0;
      return last >= step ? last : null;
    },
    `step ${step} in the Lab`,
    90_000,
  );

/** Waits until a part has a number of pictures, each with pixels. */
export const picturesDrawn = (part: Locator, atLeast: number): Promise<true> =>
  until(async () => {
    const widths = await part
      .locator('img')
      .evaluateAll((pictures) => pictures.map((one) => (one as HTMLImageElement).naturalWidth));
    return widths.length >= atLeast && widths.every((width) => width > 0) ? true : null;
  }, `${atLeast} pictures with pixels`);
