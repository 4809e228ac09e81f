import { afterEach, describe, expect, it } from 'vitest';

import { sentence } from '../../../src/protocol/sentence.js';
import { setLanguage, spoken, t } from '../../../webview/text.js';

describe('text of a page', () => {
  afterEach(() => {
    setLanguage('en', {});
  });

  it('is English until a language was set', () => {
    expect(t('Step {0} of {1}', 3, 4)).toBe('Step 3 of 4');
    expect(spoken(sentence('There is no folder {0}.', '/a'))).toBe('There is no folder /a.');
  });

  it('says in the language of the user what the engine said', () => {
    setLanguage('ko', { 'No {0}: {1}': '{1} {0} 없음', 'it is gone': '사라짐' });
    expect(spoken(sentence('No {0}: {1}', '/a{1}', sentence('it is gone')))).toBe(
      '사라짐 /a{1} 없음',
    );
  });

  it('takes a text that is not translated as it is, whatever it is', () => {
    setLanguage('ko', {});
    expect(spoken({ text: 'constructor', values: [] })).toBe('constructor');
  });
});
