/** Icons as drawings. They are decoration: the text beside them, or a label, says what they mean. */
import add from '@vscode/codicons/src/icons/add.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import beaker from '@vscode/codicons/src/icons/beaker.svg';
import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronLeft from '@vscode/codicons/src/icons/chevron-left.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import chevronUp from '@vscode/codicons/src/icons/chevron-up.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import debugPause from '@vscode/codicons/src/icons/debug-pause.svg';
import debugRestart from '@vscode/codicons/src/icons/debug-restart.svg';
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg';
import ellipsis from '@vscode/codicons/src/icons/ellipsis.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import eye from '@vscode/codicons/src/icons/eye.svg';
import fileMedia from '@vscode/codicons/src/icons/file-media.svg';
import folderOpened from '@vscode/codicons/src/icons/folder-opened.svg';
import graphLine from '@vscode/codicons/src/icons/graph-line.svg';
import graphScatter from '@vscode/codicons/src/icons/graph-scatter.svg';
import history from '@vscode/codicons/src/icons/history.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import lightbulb from '@vscode/codicons/src/icons/lightbulb.svg';
import linkExternal from '@vscode/codicons/src/icons/link-external.svg';
import output from '@vscode/codicons/src/icons/output.svg';
import play from '@vscode/codicons/src/icons/play.svg';
import refresh from '@vscode/codicons/src/icons/refresh.svg';
import remove from '@vscode/codicons/src/icons/remove.svg';
import save from '@vscode/codicons/src/icons/save.svg';
import screenFull from '@vscode/codicons/src/icons/screen-full.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import settingsGear from '@vscode/codicons/src/icons/settings-gear.svg';
import table from '@vscode/codicons/src/icons/table.svg';
import trash from '@vscode/codicons/src/icons/trash.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

const drawings = {
  add,
  arrowDown,
  arrowUp,
  beaker,
  check,
  chevronDown,
  chevronLeft,
  chevronRight,
  chevronUp,
  close,
  copy,
  debugPause,
  debugRestart,
  debugStop,
  ellipsis,
  error,
  eye,
  fileMedia,
  folderOpened,
  graphLine,
  graphScatter,
  history,
  info,
  lightbulb,
  linkExternal,
  output,
  play,
  refresh,
  remove,
  save,
  screenFull,
  search,
  settingsGear,
  table,
  trash,
  warning,
} as const;
export type IconName = keyof typeof drawings;

/** An icon of 16 px in the colour of the text, hidden from screen readers; see `iconStyles` for its size. */
export const icon = (name: IconName, slot?: 'start' | 'end'): TemplateResult =>
  slot === undefined
    ? html`<span class="icon" aria-hidden="true">${unsafeHTML(drawings[name])}</span>`
    : html`<span class="icon" slot=${slot} aria-hidden="true">${unsafeHTML(drawings[name])}</span>`;
