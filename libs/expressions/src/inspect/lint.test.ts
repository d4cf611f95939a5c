import { describe, expect, test } from '@jest/globals';
import { lintExpression } from './lint.ts';

const given = {
  variables: {
    customer: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        'street name': { type: 'string' },
        orders: {
          type: 'array',
          items: { type: 'object', properties: { price: { type: 'number' } }, additionalProperties: false },
        },
        note: {},
      },
    },
    states: { type: 'object', properties: { input: {}, context: { type: 'object' } } },
  },
};
const marks = (source: string) =>
  lintExpression(source, given).map((mark) => ({
    kind: mark.kind,
    marked: source.slice(mark.from, mark.to),
    ...(mark.replacement === undefined ? {} : { replacement: mark.replacement }),
  }));

describe('marks', () => {
  test.each([
    '',
    '  ',
    '$customer.name',
    '$customer.orders.price',
    '$customer.orders[price > 1].price',
    '$map($customer.orders, function($v) { $v.price })',
    '$customer.note.anything.at.all',
    '$states.input.anything',
    '$states.context.Execution.Id',
    '$customer.*',
    '($x := 1; $x + 1)',
    '$lookup($customer, "name")',
  ])('%s has none', (source) => {
    expect(marks(source)).toEqual([]);
  });

  test.each([
    ["'a' & $uppercas('b')", { kind: 'problem', marked: '$uppercas', replacement: '$uppercase' }],
    ['sum(1)', { kind: 'problem', marked: 'sum', replacement: '$sum' }],
    ['$uppercase(1, 2, 3)', { kind: 'problem', marked: '$uppercase(' }],
    ['$sum("a")', { kind: 'problem', marked: '$sum(' }],
    ['$custmer.name', { kind: 'unknownVariable', marked: '$custmer', replacement: '$customer' }],
    ['$nothing', { kind: 'unknownVariable', marked: '$nothing' }],
    ['$customer.nme', { kind: 'unknownMember', marked: 'nme', replacement: 'name' }],
    ['$customer.`street nam`', { kind: 'unknownMember', marked: '`street nam`', replacement: '`street name`' }],
    ['$customer.orders.prize', { kind: 'unknownMember', marked: 'prize', replacement: 'price' }],
    ['$customer.orders[prize > 1]', { kind: 'unknownMember', marked: 'prize', replacement: 'price' }],
    ['$sum($customer.orders.(prize * 2))', { kind: 'unknownMember', marked: 'prize', replacement: 'price' }],
    [
      '$map($customer.orders, function($v) { $v.prize })',
      { kind: 'unknownMember', marked: 'prize', replacement: 'price' },
    ],
    ['$states.inptu', { kind: 'unknownMember', marked: 'inptu', replacement: 'input' }],
  ])('%s', (source, expected) => {
    expect(marks(source)).toEqual([expected]);
  });

  test('a name is marked where its own members stand in front', () => {
    const source = '$customer.note.nme & $customer.nme';
    expect(lintExpression(source, given)).toMatchObject([{ from: 31, to: 34, kind: 'unknownMember' }]);
  });

  test('only a shape that names everything is certain', () => {
    expect(lintExpression('$customer.orders.prize', given)).toMatchObject([{ isCertain: true }]);
    expect(lintExpression('$customer.nme', given)).toMatchObject([{ isCertain: false }]);
  });

  test('all syntax errors are marked, within the text', () => {
    const source = '(1 + ) & $f(]';
    const found = lintExpression(source, given);
    expect(found.length).toBeGreaterThan(1);
    for (const { from, to } of found) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(source.length);
    }
  });

  test('without shapes only faults are marked', () => {
    expect(lintExpression('$nothing.at + $all', {})).toEqual([]);
    expect(lintExpression('1 +', {})).toHaveLength(1);
  });
});
