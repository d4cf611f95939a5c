import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { conditionalOf, settleHidden, shownFields } from './show-if.ts';

const when = (field: string, ...values: readonly JsonValue[]): JsonObject => ({
  'x-ui': { showIf: { field, in: values } },
});
const fieldsOf = (schemas: Readonly<Record<string, JsonObject>>) =>
  Object.entries(schemas).map(([name, schema]) => conditionalOf(name, schema));
const shown = (schemas: Readonly<Record<string, JsonObject>>, given: JsonObject): readonly string[] =>
  shownFields(fieldsOf(schemas), given).map(({ name }) => name);

describe('a field is there', () => {
  test.each<[string, Readonly<Record<string, JsonObject>>, JsonObject, string[]]>([
    ['with one of the values', { kind: {}, text: when('kind', 'a', 'b') }, { kind: 'b' }, ['kind', 'text']],
    ['and not with others', { kind: {}, text: when('kind', 'a', 'b') }, { kind: 'c' }, ['kind']],
    ['and not with none', { kind: {}, text: when('kind', 'a') }, {}, ['kind']],
    ['with a default that is one of them', { kind: { default: 'a' }, text: when('kind', 'a') }, {}, ['kind', 'text']],
    ['with a switch that nobody touched', { on: { type: 'boolean' }, text: when('on', false) }, {}, ['on', 'text']],
    [
      'with a value that only a run knows',
      { kind: {}, text: when('kind', 'a') },
      { kind: '{% $k %}' },
      ['kind', 'text'],
    ],
    [
      'with an object that says the same',
      { kind: {}, text: when('kind', { a: 1 }) },
      { kind: { a: 1 } },
      ['kind', 'text'],
    ],
    ['as long as its field is', { a: {}, b: when('a', 1), c: when('b', 1) }, { a: 2, b: 1 }, ['a']],
    ['when it waits for itself in a circle', { a: when('b', 1), b: when('a', 1) }, { a: 1, b: 1 }, ['a', 'b']],
    ['when a field that is not listed says so', { text: when('kind', 'a') }, { kind: 'a' }, ['text']],
    ['whatever a broken hint says', { text: { 'x-ui': { showIf: { field: 'kind' } } } }, {}, ['text']],
  ])('%s', (...[, schemas, given, expected]) => {
    expect(shown(schemas, given)).toEqual(expected);
  });
});

describe('values of hidden fields', () => {
  const fields = fieldsOf({ kind: {}, text: when('kind', 'a'), size: when('text', 'x') });

  test('are not sent, wait, and come back', () => {
    const gone = settleHidden(fields, { value: { kind: 'b', text: 'x', size: 3, other: 1 }, kept: {} });
    expect(gone).toEqual({ value: { kind: 'b', other: 1 }, kept: { text: 'x', size: 3 } });
    const back = settleHidden(fields, { ...gone, value: { ...gone.value, kind: 'a' } });
    expect(back).toEqual({ value: { kind: 'a', other: 1, text: 'x', size: 3 }, kept: {} });
  });

  test('do not replace what was typed meanwhile', () => {
    const settled = settleHidden(fields, { value: { kind: 'a', text: 'new' }, kept: { text: 'old' } });
    expect(settled.value).toEqual({ kind: 'a', text: 'new' });
  });

  test('stay what they are when nothing hides', () => {
    const given = { value: { kind: 'a', text: 't' }, kept: {} };
    expect(settleHidden(fields, given)).toBe(given);
  });
});
