import { describe, expect, test } from '@jest/globals';
import { completionAt } from './completion.ts';

const text = { type: 'string' };
const given = {
  variables: {
    customer: {
      type: 'object',
      properties: {
        name: text,
        'street name': text,
        orders: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              price: { type: 'number' },
              lines: { type: 'array', items: { type: 'object', properties: { sku: text } } },
            },
          },
        },
      },
    },
    states: {
      type: 'object',
      properties: {
        input: { type: 'object', properties: { id: text } },
        context: { type: 'object', properties: { Execution: { type: 'object', properties: { Id: text } } } },
      },
    },
  },
};

/** What fits at the bar. */
function complete(marked: string) {
  const position = marked.indexOf('‸');
  return completionAt({ source: marked.replace('‸', ''), position, given });
}
const names = (marked: string): readonly string[] | undefined => complete(marked)?.options.map((option) => option.text);
const VARIABLES = ['$customer', '$states'];
const ORDER = ['price', 'lines'];

describe('before anything has run, there fit', () => {
  test.each([
    ['‸', VARIABLES],
    ['$‸', VARIABLES],
    ['$cus‸', VARIABLES],
    ['1 + ‸', VARIABLES],
    ['$customer.‸', ['name', '`street name`', 'orders']],
    ['$customer.na‸', ['name', '`street name`', 'orders']],
    ['$customer.`street‸', ['name', '`street name`', 'orders']],
    ['$customer . ‸', ['name', '`street name`', 'orders']],
    ['$states.‸', ['input', 'context']],
    ['$states.input.‸', ['id']],
    ['$states.context.Execution.‸', ['Id']],
    ['$customer.orders.‸', ORDER],
    ['$customer.orders[0].‸', ORDER],
    ['$customer.orders[price > 5].lines.‸', ['sku']],
    ['$customer.orders[‸', [...ORDER, ...VARIABLES]],
    ['$customer.orders[pri‸] & "x"', [...ORDER, ...VARIABLES]],
    ['$customer.orders.(‸', [...ORDER, ...VARIABLES]],
    ['$customer.orders.(price * ‸)', [...ORDER, ...VARIABLES]],
    ['$sum($customer.orders.(price * li‸))', [...ORDER, ...VARIABLES]],
    ['$customer.orders.lines[‸', ['sku', ...VARIABLES]],
    ['$customer.orders.(lines.‸)', ['sku']],
    ['$customer.orders.{"a": ‸', [...ORDER, ...VARIABLES]],
    ['$customer.orders{‸', [...ORDER, ...VARIABLES]],
    ['$customer.orders^(‸', [...ORDER, ...VARIABLES]],
    ['$customer.orders^(price).‸', ORDER],
    ['$map($customer.orders, function($v){ $v.‸', ORDER],
    ['$map($customer.orders, function($v){ ‸', [...VARIABLES, '$v']],
    ['$filter($customer.orders, function($v, $i){ $v.lines.‸ })', ['sku']],
    ['$sort($customer.orders, function($l, $r){ $r.‸', ORDER],
    ['$reduce($customer.orders, function($sum, $v){ $sum + $v.‸', ORDER],
    ['$customer.orders ~> $map(function($v){ $v.‸', ORDER],
    ['$map($customer.orders, function($o){ $map($o.lines, function($l){ $l.‸', ['sku']],
    ['$filter($customer.orders, function($v){ $v.price > 1 }).‸', ORDER],
    ['($o := $customer.orders; $o.‸', ORDER],
    ['($o := $customer.orders[0]; $l := $o.lines; $l.‸)', ['sku']],
    ['{ "a": ‸', VARIABLES],
    ['[‸', VARIABLES],
    ['$f($customer.‸', ['name', '`street name`', 'orders']],
    ['$customer.name and $states.input.‸', ['id']],
    ['$nothing.‸', []],
    ['$customer.name.‸', []],
  ])('%s', (marked, expected) => {
    expect(names(marked)).toEqual(expected);
  });

  test.each(['"‸', '"a ‸', "'$customer.‸", '12‸', '/* $customer.‸', '.‸', '+.‸'])('%s: nothing', (marked) => {
    expect(complete(marked)).toBeUndefined();
  });
});

test('the word that is being typed is replaced', () => {
  expect(complete('$sum($customer.ord‸ers)')?.from).toBe(15);
  expect(complete('$customer.`street na‸')?.from).toBe(10);
  expect(complete('1 + ‸')?.from).toBe(4);
});

test('each says what it is', () => {
  const found = complete('$customer.‸')?.options.map(({ text: name, type, mayBeMissing }) => [
    name,
    type,
    mayBeMissing,
  ]);
  expect(found).toEqual([
    ['name', 'string', true],
    ['`street name`', 'string', true],
    ['orders', 'array', true],
  ]);
});

test('an expression of any kind can be cut anywhere', () => {
  const source =
    '($x := $map($customer.orders[price>1]^(>price).lines, λ($v)<x:x>{$v.sku ~> |$|{"a":1}|}); $x[0] ?: "b")';
  for (let position = 0; position <= source.length; position += 1) {
    expect(() => completionAt({ source, position, given })).not.toThrow();
  }
});
