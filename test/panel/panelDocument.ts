import { webviewHtml, type WebviewPage } from '../../src/host/webviewHtml.js';
import type { Theme } from './theme.js';

/** What the editor puts into every webview, in a layer that the page's own styles outrank. */
const editorStyles = `@layer vscode-default {
html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; margin: 0; padding: 0 20px;
  color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
  font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size); }
img, video { max-width: 100%; max-height: 100%; }
a, a code { color: var(--vscode-textLink-foreground); }
a:hover { color: var(--vscode-textLink-activeForeground); }
a:focus, input:focus, select:focus, textarea:focus {
  outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
code { color: var(--vscode-textPreformat-foreground);
  background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
}`;

/**
 * The page as the extension makes it, with what the editor adds to it: theme, default styles, and
 * the classes of the body. They stand before the page's policy, as in the editor, and so outside it.
 */
export const panelDocument = (page: WebviewPage, theme: Theme): string => {
  const properties = Object.entries(theme.variables)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ')
    .replaceAll('"', '&quot;');
  // The surface behind a webview is that of the part of the editor that it lies in.
  const surface = page.page === 'lab' ? 'editor' : 'sideBar';
  return webviewHtml(page)
    .replace('<html ', () => `<html style="${properties}" `)
    .replace(
      '<head>',
      () =>
        `<head><style>${editorStyles} html { background: var(--vscode-${surface}-background); }</style>`,
    )
    .replace(
      '<body ',
      () =>
        `<body class="${theme.kind}" data-vscode-theme-kind="${theme.kind}" data-vscode-theme-id="${theme.id}" `,
    );
};
