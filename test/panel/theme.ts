import { readFileSync } from 'node:fs';

import * as z from 'zod';

/** Dark Modern, Light Modern and Dark High Contrast. */
export type ThemeName = 'dark' | 'light' | 'hc';

export interface Theme {
  /** Class of the body, and kind of theme in its data. */
  readonly kind: 'vscode-dark' | 'vscode-light' | 'vscode-high-contrast';
  /** The editor's own name of it. */
  readonly id: string;
  /** Values of the custom properties on the root, as the editor sets them in a webview. */
  readonly variables: Readonly<Record<string, string>>;
}

const named = {
  dark: { kind: 'vscode-dark', id: 'Dark Modern' },
  light: { kind: 'vscode-light', id: 'Light Modern' },
  hc: { kind: 'vscode-high-contrast', id: 'Default High Contrast' },
} as const;

export const readTheme = (name: ThemeName): Theme => {
  const file = new URL(`./themes/${name}.json`, import.meta.url);
  const variables = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...named[name], variables };
};
