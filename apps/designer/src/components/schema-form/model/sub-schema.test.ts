import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '@millrace/machine';
import { fieldOf } from './schema.ts';
import { fitMembers, questionOf, resolvedField, strangersOf } from './sub-schema.ts';

describe('what the service is asked', () => {
  const schema: JsonObject = {
    required: ['sheet'],
    properties: { sheet: { title: 'Sheet' }, row: { default: 1 }, note: {} },
  };
  const asked = { action: 'columns', dependsOn: ['sheet', 'row', 'note', 'unknown'] };

  test.each<[string, JsonObject, ReturnType<typeof questionOf>]>([
    ['is what it depends on, defaults included', { sheet: 's' }, { kind: 'ready', input: { sheet: 's', row: 1 } }],
    ['is nothing before what is required is there', { note: 'n' }, { kind: 'missing', fields: ['Sheet'] }],
    ['is nothing while only a run knows it', { sheet: '{% $s %}' }, { kind: 'mapped', fields: ['Sheet'] }],
  ])('%s', (_, input, question) => {
    expect(questionOf(asked, { schema, input })).toEqual(question);
  });
});

describe('a field as the service describes it', () => {
  const field = fieldOf('values', { type: 'object', title: 'Values', description: 'Of the row.' }, true);

  test('keeps its title, and its help unless the service has another', () => {
    expect(resolvedField(field, { properties: { a: {} }, title: 'Other' })).toMatchObject({
      ...{ name: 'values', title: 'Values', help: 'Of the row.', control: 'group', isRequired: true },
    });
    expect(resolvedField(field, { type: 'object', 'x-ui': { help: 'Mind the order.' } }).help).toBe('Mind the order.');
  });

  test('may be anything, but not a question once more', () => {
    expect(resolvedField(field, { enum: ['a'] }).control).toBe('choice');
    expect(resolvedField(field, { type: 'string', 'x-ui': { schema: { action: 'columns' } } }).control).toBe('text');
    expect(resolvedField(field, {}).control).toBe('json');
  });
});

describe('values that were typed', () => {
  const closed: JsonObject = {
    properties: { name: { type: 'string' }, size: { type: 'number' }, kind: { enum: ['a'] } },
    additionalProperties: false,
  };

  test('stay when there is a field for them that can show them', () => {
    const members = { name: 'n', size: 'large', kind: 'a', old: 1 };
    expect(fitMembers(closed, members)).toEqual({
      fitting: { name: 'n', kind: 'a' },
      others: { size: 'large', old: 1 },
    });
    expect(fitMembers(closed, { size: '{% $size %}' }).others).toEqual({});
  });

  test('stay when the service takes members that it has no fields for', () => {
    expect(fitMembers({ properties: {} }, { old: 1 }).fitting).toEqual({ old: 1 });
  });

  test('are named when there is no field for them', () => {
    expect(strangersOf(closed, { name: 'n', old: 1 })).toEqual(['old']);
  });
});
