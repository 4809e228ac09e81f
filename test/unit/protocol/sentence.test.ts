import { readFileSync } from 'node:fs';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import {
  fillIn,
  inEnglish,
  inLanguage,
  sentence,
  sentenceSchema,
  type Sentence,
} from '../../../src/protocol/sentence.js';

const koreanTexts = z
  .record(z.string(), z.string())
  .parse(
    JSON.parse(readFileSync(new URL('../../../l10n/bundle.l10n.ko.json', import.meta.url), 'utf8')),
  );
const inKorean = (said: Sentence): string =>
  inLanguage(said, (text, ...values) => fillIn(koreanTexts[text] ?? text, ...values));

describe('a sentence', () => {
  it('has its values put in once and literally', () => {
    expect(inEnglish(sentence('{1} is not {0}, but {1}.', '{1}$&', 'a{0}'))).toBe(
      'a{0} is not {1}$&, but a{0}.',
    );
  });

  it('leaves places without a value as they are', () => {
    expect(inEnglish(sentence('{0} and {1}', 'a'))).toBe('a and {1}');
  });

  it('shows a sentence within it in the same language', () => {
    const said = sentence(
      'The workers that read images could not start: {0}',
      sentence('A loader worker ended: {0}', sentence('exit code {0}', 3)),
    );
    expect(inEnglish(said)).toBe(
      'The workers that read images could not start: A loader worker ended: exit code 3',
    );
    expect(inKorean(said)).toBe(
      '이미지를 읽는 작업 스레드를 시작할 수 없습니다: 이미지를 읽는 작업 스레드가 종료되었습니다: 종료 코드 3',
    );
  });

  it('puts the values where the other language has them', () => {
    const said = sentence('The loss became {0} at step {1}', Number.NaN, 12);
    expect(inEnglish(said)).toBe('The loss became NaN at step 12');
    expect(inKorean(said)).toBe('스텝 12에서 손실이 NaN이(가) 되었습니다');
  });

  it('comes through JSON as it was, also where a number is not finite or a text is long', () => {
    const said = sentence(
      '{0} {1} {2} {3}',
      Number.POSITIVE_INFINITY,
      'x'.repeat(100_000),
      1.5,
      sentence('{0}', sentence('{0}', sentence('{0}', sentence('end')))),
    );
    expect(sentenceSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
    expect(inEnglish(said)).toMatch(/^Infinity x+… 1\.5 end$/);
  });
});

describe('a sentence from outside', () => {
  it('may be a finished text, whose braces stay', () => {
    const said = sentenceSchema.parse('There is no folder /a/{0}.');
    expect(said).toEqual({ text: 'There is no folder /a/{0}.', values: [] });
    expect(inEnglish(said)).toBe('There is no folder /a/{0}.');
    expect(inKorean(said)).toBe('There is no folder /a/{0}.');
  });

  it('is bounded', () => {
    const nested = (depth: number): Sentence =>
      depth === 0 ? sentence('end') : { text: '{0}', values: [nested(depth - 1)] };
    expect(sentenceSchema.safeParse(nested(4)).success).toBe(true);
    expect(sentenceSchema.safeParse(nested(5)).success).toBe(false);
    expect(sentenceSchema.safeParse({ text: 'x'.repeat(5000), values: [] }).success).toBe(false);
    expect(sentenceSchema.safeParse({ text: '', values: Array(17).fill(1) }).success).toBe(false);
    expect(inEnglish(sentenceSchema.parse('x'.repeat(5000)))).toMatch(/^x+…$/);
  });

  it.each([null, 3, {}, { text: 3, values: [] }, { text: 'a' }, { text: 'a', values: [null] }])(
    'is not %j',
    (value) => {
      expect(sentenceSchema.safeParse(value).success).toBe(false);
    },
  );
});
