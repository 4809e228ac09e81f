/** The editor's colours, for drawings on a canvas, which cannot use CSS variables by themselves. */

/** Colours as CSS values. */
export interface ChartColours {
  readonly foreground: string;
  readonly description: string;
  readonly background: string;
  readonly grid: string;
  readonly blue: string;
  readonly green: string;
  /** Half transparent in the editor's own themes: for areas, not for lines. */
  readonly orange: string;
  readonly red: string;
  readonly purple: string;
  readonly yellow: string;
}

/** Variable of the editor, and a colour for pages where it is not set. */
const variables: Readonly<Record<Exclude<keyof ChartColours, 'grid'>, readonly [string, string]>> =
  {
    foreground: ['--vscode-foreground', '#808080'],
    description: ['--vscode-descriptionForeground', '#808080'],
    background: ['--vscode-editor-background', '#ffffff'],
    blue: ['--vscode-charts-blue', '#3794ff'],
    green: ['--vscode-charts-green', '#89d185'],
    orange: ['--vscode-charts-orange', '#d18616'],
    red: ['--vscode-charts-red', '#f14c4c'],
    purple: ['--vscode-charts-purple', '#b180d7'],
    yellow: ['--vscode-charts-yellow', '#cca700'],
  };

/** True in the editor's high contrast themes and when the system forces colours. */
export const isHighContrast = (): boolean =>
  document.body.classList.contains('vscode-high-contrast') ||
  document.body.classList.contains('vscode-high-contrast-light') ||
  matchMedia('(forced-colors: active)').matches;

/** The colours of the theme that the editor shows now. */
export const readChartColours = (): ChartColours => {
  const styles = getComputedStyle(document.body);
  const colour = (name: keyof typeof variables): string => {
    const [variable, fallback] = variables[name];
    const value = styles.getPropertyValue(variable).trim();
    return value === '' ? fallback : value;
  };
  return {
    foreground: colour('foreground'),
    description: colour('description'),
    background: colour('background'),
    // The editor's colour for lines in charts is as strong as text: too strong for a grid.
    grid: `color-mix(in srgb, ${colour('foreground')} ${isHighContrast() ? 35 : 14}%, transparent)`,
    blue: colour('blue'),
    green: colour('green'),
    orange: colour('orange'),
    red: colour('red'),
    purple: colour('purple'),
    yellow: colour('yellow'),
  };
};

/**
 * Tells when the editor changes its colours.
 * @returns a function that ends it
 */
export const onThemeChange = (listener: () => void): (() => void) => {
  // The editor writes its variables onto the root and the kind of theme onto the body.
  const observer = new MutationObserver(listener);
  const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  observer.observe(document.body, { attributes: true, attributeFilter });
  return () => observer.disconnect();
};
