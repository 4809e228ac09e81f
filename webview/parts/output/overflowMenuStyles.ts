/** What the menu with three dots looks like. */
import { css, type CSSResult } from 'lit';

export const overflowMenuStyles: CSSResult = css`
  :host {
    position: relative;
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    font-weight: 400;
  }
  .opener {
    display: inline-grid;
    place-items: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, inherit);
    cursor: pointer;
  }
  .opener:hover,
  .opener[aria-expanded='true'] {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    border-color: var(--vscode-contrastActiveBorder, transparent);
  }
  .said {
    position: absolute;
    inset-inline-end: 100%;
    z-index: 1;
    max-width: 32ch;
    width: max-content;
    margin-inline-end: 4px;
    padding: 1px 6px;
    border-radius: 3px;
    background: var(--vscode-editor-background);
    font-size: 0.92em;
  }
  .said:empty {
    display: none;
  }
  .said.failed {
    color: var(--vscode-errorForeground);
  }
  .menu {
    position: fixed;
    inset: auto;
    top: var(--top);
    left: var(--left);
    min-width: 180px;
    margin: 0;
    padding: 4px;
    border: 1px solid var(--vscode-menu-border, var(--vscode-widget-border, var(--line)));
    border-radius: 5px;
    background: var(--vscode-menu-background, var(--vscode-editor-background));
    color: var(--vscode-menu-foreground, var(--vscode-foreground));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .item {
    display: flex;
    align-items: center;
    gap: 8px;
    width: 100%;
    padding: 3px 10px 3px 6px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    white-space: nowrap;
    cursor: pointer;
  }
  .item:focus,
  .item:hover {
    background: var(--vscode-menu-selectionBackground, transparent);
    color: var(--vscode-menu-selectionForeground, inherit);
    outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
    outline-offset: -1px;
  }
  @media (forced-colors: active) {
    .item:focus {
      outline: 2px solid Highlight;
    }
  }
`;
