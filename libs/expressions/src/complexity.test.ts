import { describe, expect, test } from '@jest/globals';
import { checkComplexity } from './complexity.ts';

describe('passes', () => {
  test.each([
    ['two hundred brackets', `${'('.repeat(200)}1${')'.repeat(200)}`],
    ['a thousand brackets side by side', '(1)'.repeat(1000)],
    ['brackets in texts', `"${'('.repeat(500)}" & '${'['.repeat(500)}' & "\\"${'{'.repeat(500)}"`],
    ['brackets in names', `\`${'('.repeat(500)}\``],
    ['brackets in comments', `/* ${'('.repeat(500)} */ 1`],
    ['a text that does not end', `"${'('.repeat(500)}`],
    ['defaults one after the other', Array.from({ length: 500 }, (_, index) => `$a${index}`).join(' ?? ')],
    ['defaults side by side', `[${Array.from({ length: 500 }, () => '($a ?: 1)').join(', ')}]`],
    ['eight defaults inside one another', `${'('.repeat(8)}a${' ?? 1)'.repeat(8)}`],
    ['more closed than opened', ')))'],
  ])('%s', (_, source) => expect(() => checkComplexity(source)).not.toThrow());
});

describe('refuses', () => {
  test.each([
    ['two hundred and one brackets', `${'('.repeat(201)}1${')'.repeat(201)}`, 200],
    ['nine defaults inside one another', `${'('.repeat(9)}a${' ?? 1)'.repeat(9)}`, 59],
    ['the same through other operators', `${'('.repeat(9)}a${' ?: 1) + $b'.repeat(9)}`, 99],
    ['a source that is too long', '1'.padEnd(33_000), undefined],
  ])('%s', (_, source, position) => {
    expect(() => checkComplexity(source)).toThrow(
      expect.objectContaining({ code: 'expression.too_complex', detail: position === undefined ? {} : { position } }),
    );
  });
});
