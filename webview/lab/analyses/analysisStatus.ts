/** How far an analysis is, how it can be stopped, and what went wrong with it. */
import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';

import type { AnalysisState } from '../../../src/protocol/analysis.js';
import { button } from '../../parts/controls.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { spoken, t } from '../../text.js';
import { stageText } from './analysisWords.js';

/** Styles for elements that show the status of an analysis. */
export const analysisStatusStyles: CSSResult = css`
  .analysis {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-block: 12px;
  }
  .analysis-bar {
    flex: 1 1 200px;
    max-width: 400px;
    height: 4px;
    border-radius: 2px;
    overflow: hidden;
    background: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
  }
  .analysis-bar > div {
    height: 100%;
    background: var(--vscode-progressBar-background, currentColor);
  }
  .analysis-remarks {
    margin: 8px 0;
    padding: 0;
    list-style: none;
    color: var(--vscode-descriptionForeground);
  }
  .analysis-remarks li {
    display: flex;
    gap: 6px;
  }
  @media (forced-colors: active) {
    .analysis-bar > div {
      background: Highlight;
    }
  }
`;

const stageLine = ({ phase, progress }: AnalysisState): string => {
  if (phase === 'waiting') return t('Waits for the analysis before it…');
  if (progress === null) return t('Starting the engine…');
  const { stage, done, total } = progress;
  return total === null
    ? t('{0}: {1}', stageText(stage), formatCount(done))
    : t('{0}: {1} of {2}', stageText(stage), formatCount(done), formatCount(total));
};

const shareOf = ({ progress }: AnalysisState): number | null =>
  progress?.total == null || progress.total === 0 ? null : progress.done / progress.total;

const underWay = (state: AnalysisState, onStop: () => void): TemplateResult => {
  const share = shareOf(state);
  const percent = share === null ? null : Math.round(share * 100);
  return html`<div class="analysis">
    <div
      class="analysis-bar"
      role="progressbar"
      aria-label=${t('Progress')}
      aria-valuenow=${percent ?? nothing}
      aria-valuetext=${stageLine(state)}
    >
      <div ${cssProperties({ width: `${percent ?? 0}%` })}></div>
    </div>
    <span class="muted" role="status">${stageLine(state)}</span>
    ${button({ label: t('Stop'), icon: 'debugStop', appearance: 'secondary', onClick: onStop })}
  </div>`;
};

const remarks = ({ skippedImages, warnings }: AnalysisState): TemplateResult | null => {
  const lines = warnings.map((warning) => spoken(warning));
  if (skippedImages > 0) {
    lines.push(
      skippedImages === 1
        ? t('1 file could not be read and was left out.')
        : t('{0} files could not be read and were left out.', formatCount(skippedImages)),
    );
  }
  if (lines.length === 0) return null;
  return html`<ul class="analysis-remarks">
    ${lines.map((line) => html`<li>${icon('warning')}<span>${line}</span></li>`)}
  </ul>`;
};

/**
 * The status of an analysis: nothing when there is none, or when it has ended well without a remark.
 * @param problem why a request about it did not happen, or null
 */
export const analysisStatus = (
  state: AnalysisState | null,
  problem: string | null,
  onStop: () => void,
): TemplateResult => html`
  ${problemLine(problem ?? state?.problem ?? null)}
  ${state?.phase === 'waiting' || state?.phase === 'running' ? underWay(state, onStop) : null}
  ${state?.phase === 'stopped' ? html`<p class="muted" role="status">${t('Stopped.')}</p>` : null}
  ${state === null ? null : remarks(state)}
`;
