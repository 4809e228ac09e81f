/** What the filters are called, and what "unsure" means. */
import { t } from '../../text.js';
import { smallMargin, sureFromProbability, type AnswerFilter } from '../samples/answers.js';

export const filterName = (filter: AnswerFilter): string => {
  switch (filter) {
    case 'all':
      return t('All');
    case 'right':
      return t('Right');
    case 'wrong':
      return t('Wrong');
    case 'unsure':
      return t('Unsure');
  }
};

export const unsureNote = (): string =>
  t(
    'Unsure: the first angle has less than {0} % or leads the second by less than {1} percentage points.',
    sureFromProbability * 100,
    smallMargin * 100,
  );
