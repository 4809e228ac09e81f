/** What a run was made with: images, machine, versions, and every setting. */
import type { RunConfig } from '../../../protocol/run.js';
import { usedSettings } from '../../../protocol/configValues.js';
import type { ReportSubject } from '../gatherReport.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { facts, section } from './section.js';

const configuration = (config: RunConfig, words: ReportWords): Html =>
  section(
    words.t('Configuration'),
    html`<dl class="settings">
      ${[...usedSettings(config)].map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value === null ? '–' : String(value)}</dd>
          </div>`,
      )}
    </dl>`,
  );

const gibibyte = 1024 ** 3;

/** Data and machine, then the configuration. */
export const making = ({ details, images }: ReportSubject, words: ReportWords): Html => {
  const { t, count, large } = words;
  const { folder, networkSize, calibration, hardware, versions, config } = details;
  return html`${section(
    t('Images and machine'),
    facts([
      [t('Folder of images'), html`<span class="path">${folder}</span>`],
      [t('Train'), images && count(images.train)],
      [t('Validation'), images && count(images.validation)],
      [t('Skipped files'), images && count(images.skipped)],
      [t('Parameters'), large(networkSize.parameters)],
      [t('Multiply-adds per image'), large(networkSize.multiplyAddsPerImage)],
      [t('Precision'), calibration?.chosen ?? config.precision],
      [t('Processor'), hardware.processor],
      [t('Cores'), count(hardware.cores)],
      [t('Memory'), `${count(hardware.memoryBytes / gibibyte)} GiB`],
      [t('Platform'), hardware.platform],
      ...Object.entries(versions).map(([name, version]) => [name, version] as const),
    ]),
    calibration === null ? null : html`<p class="detail">${words.say(calibration.reason)}</p>`,
  )}
  ${configuration(config, words)}`;
};
