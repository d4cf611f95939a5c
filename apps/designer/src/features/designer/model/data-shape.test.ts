import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '@millrace/machine';
import { dataTypeOf, isDescribed, itemOf, memberNames, memberOf, shapeAt, shapeOf, titleOf } from './data-shape.ts';

const order: JsonObject = {
  $defs: {
    node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, id: { type: 'string', title: 'ID' } } },
    loop: { $ref: '#/$defs/loop' },
    'a/b~': { type: 'integer' },
  },
  type: 'object',
  properties: {
    node: { $ref: '#/$defs/node' },
    loop: { $ref: '#/$defs/loop' },
    odd: { $ref: '#/$defs/a~1b~0' },
    away: { $ref: 'https://example.com/schema' },
    lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } },
    either: { oneOf: [{ properties: { a: {} } }, { allOf: [{ properties: { b: { type: ['null', 'boolean'] } } }] }] },
    pair: { prefixItems: [{ type: 'boolean' }] },
    open: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

describe('a shape by its schema', () => {
  const at = (...members: readonly (string | number)[]) => shapeAt(shapeOf(undefined, order), members);
  test.each([
    [['node', 'next', 'next', 'next', 'id'], 'text'],
    [['loop'], 'unknown'],
    [['odd'], 'number'],
    [['away'], 'unknown'],
    [['lines'], 'list'],
    [['lines', 'price'], 'number'],
    [['lines', 0], 'object'],
    [['either'], 'object'],
    [['either', 'b'], 'boolean'],
    [['pair'], 'list'],
    [['pair', 0], 'boolean'],
    [['open', 'whatever'], 'text'],
    [['nobody', 'knows'], 'unknown'],
    [['toString'], 'unknown'],
  ])('%j is %s', (members, type) => {
    expect(dataTypeOf(at(...members))).toBe(type);
  });
  test('has the members of all its parts', () => {
    expect(memberNames(at('either'))).toEqual(['a', 'b']);
    expect(memberNames(at('loop'))).toEqual([]);
  });
  test('has the title that its schema gives', () => {
    expect(titleOf(at('node', 'id'))).toBe('ID');
    expect(titleOf(at('lines'))).toBeUndefined();
  });
  test('is described, or not', () => {
    expect([at('lines'), at('loop'), at('nobody')].map(isDescribed)).toEqual([true, false, false]);
  });
});

describe('a shape by a sample', () => {
  const sample = {
    id: 'A-1',
    lines: [{ sku: 'x' }, { sku: 'y', price: 5 }, 'odd'],
    deep: [[[{ a: 1 }]]],
    none: null,
    empty: [],
  };
  const shape = shapeOf(sample);
  test('has its values', () => {
    expect(memberOf(shape, 'id').value).toBe('A-1');
    expect(memberOf(shape, 'constructor').value).toBeUndefined();
  });
  test('knows items by all of them together', () => {
    expect(itemOf(memberOf(shape, 'lines')).value).toEqual({ sku: 'x', price: 5 });
    expect(shapeAt(shape, ['lines', 'price']).value).toBe(5);
    expect(shapeAt(shape, ['lines', 1, 'sku']).value).toBe('y');
    expect(shapeAt(shape, ['deep', 'a']).value).toBe(1);
  });
  test.each([
    ['none', 'null'],
    ['empty', 'list'],
    ['lines', 'list'],
  ])('%s is %s', (name, type) => {
    expect(dataTypeOf(memberOf(shape, name))).toBe(type);
  });
  test('is looked at together with its schema: what both know comes once', () => {
    const both = shapeOf({ more: 1, a: 2 }, { properties: { a: {}, b: {} } });
    expect(memberNames(both)).toEqual(['a', 'b', 'more']);
    expect(memberOf(both, 'more').value).toBe(1);
  });
});

test('a schema that contains itself in all its parts ends', () => {
  const all: JsonObject = { allOf: [{ $ref: '#' }, { $ref: '#' }], properties: { a: {} } };
  expect(memberNames(shapeOf(undefined, all))).toEqual(['a']);
});
