import { describe, expect, test } from '@jest/globals';
import type { DeadLetterDetail } from '../../../lib/contract.ts';
import { firstDraft, isEdit, readJson, shownData } from './letter-data.ts';

const letter = (more: Partial<DeadLetterDetail>): DeadLetterDetail => ({ isGone: false, ...more }) as DeadLetterDetail;

describe('what came', () => {
  test.each([
    ['JSON', letter({ text: '{"a":1}' }), { kind: 'json', value: { a: 1 } }],
    ['what should have been JSON', letter({ text: '{"a":1,}' }), { kind: 'text', text: '{"a":1,}' }],
    ['no text', letter({ base64: '//4=' }), { kind: 'bytes', base64: '//4=' }],
    ['too much at once', letter({ leftOut: { body: 70_000 } }), { kind: 'leftOut', bytes: 70_000 }],
    ['what nobody kept', letter({ isGone: true }), { kind: 'gone' }],
    ['what this person may not read', letter({}), { kind: 'gone' }],
  ])('%s', (_, given, expected) => expect(shownData(given)).toEqual(expected));
});

describe('an edit', () => {
  test('begins with the last one, else with what came', () => {
    expect(firstDraft(letter({ text: '{"a":1}' }))).toBe('{\n  "a": 1\n}');
    expect(firstDraft(letter({ text: '{"a":1', edited: { b: 2 } }))).toBe('{\n  "b": 2\n}');
    expect(firstDraft(letter({ text: '{"a":1' }))).toBe('{"a":1');
    expect(firstDraft(letter({ base64: '//4=' }))).toBe('');
  });

  test('is JSON, or says what is wrong', () => {
    expect(readJson('[1]')).toEqual({ value: [1] });
    expect(readJson('[1')).toEqual({ fault: expect.stringContaining('JSON') });
  });

  test('is one only if it says another thing', () => {
    expect(isEdit(letter({ text: '{"a": 1}' }), { a: 1 })).toBe(false);
    expect(isEdit(letter({ text: '{"a": 1}' }), { a: 2 })).toBe(true);
    expect(isEdit(letter({ text: '{"a": 1,}' }), { a: 1 })).toBe(true);
  });
});
