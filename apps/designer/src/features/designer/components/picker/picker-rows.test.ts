import { describe, expect, test } from '@jest/globals';
import type { PickerRoot } from '../../model/picker-roots.ts';
import { expressionsOf, pickerRows } from './picker-rows.ts';

const trigger: PickerRoot = {
  id: 'trigger',
  label: 'Webhook',
  expression: '$states.input',
  sample: { body: { id: 'A-1', lines: [{ sku: 'b' }, 2] }, 'x-id': null },
};
const bare: PickerRoot = {
  id: 'look customer',
  label: 'Look up',
  expression: '$customer',
  sample: undefined,
  schema: { type: 'object', properties: { status: { type: 'integer' }, body: {}, odd: true } },
};
const rows = (roots: readonly PickerRoot[], query = '', ...toggled: string[]) =>
  pickerRows(roots, { query, toggled: new Set(toggled) });
const drawn = (...args: Parameters<typeof rows>) =>
  rows(...args).map(({ label, level, detail }) => `${'  '.repeat(level)}${label} ${detail}`.trimEnd());

describe('the rows of the data picker', () => {
  test('two levels are open; values and sizes stand beside', () => {
    expect(drawn([trigger])).toEqual(['Webhook {2}', '  body {2}', '    id "A-1"', '    lines [2]', '  x-id null']);
  });

  test('folding and unfolding', () => {
    expect(drawn([trigger], '', 'trigger')).toEqual(['Webhook {2}']);
    expect(drawn([trigger], '', 'trigger/body/lines').slice(3, 7)).toEqual([
      '    lines [2]',
      '      0 {1}',
      '      1 2',
      '  x-id null',
    ]);
  });

  test('each row knows its expression', () => {
    expect(rows([trigger], '', 'trigger/body/lines').map(({ expression }) => expression)).toEqual([
      '$states.input',
      '$states.input.body',
      '$states.input.body.id',
      '$states.input.body.lines',
      '$states.input.body.lines[0]',
      '$states.input.body.lines[1]',
      '$states.input.`x-id`',
    ]);
  });

  test('without a sample the schema tells the shape', () => {
    expect(drawn([bare])).toEqual(['Look up object', '  status integer', '  body', '  odd']);
  });

  test('a search opens what holds a match', () => {
    expect(drawn([trigger, bare], 'SKU')).toEqual([
      'Webhook {2}',
      '  body {2}',
      '    lines [2]',
      '      0 {1}',
      '        sku "b"',
    ]);
    expect(drawn([trigger, bare], 'nothing')).toEqual([]);
  });

  test('a long value is cut', () => {
    const [, row] = rows([{ ...trigger, sample: { text: 'x'.repeat(99) } }]);
    expect(row?.detail).toHaveLength(40);
    expect(row?.detail.endsWith('…')).toBe(true);
  });
});

describe('what completion offers', () => {
  test('roots, then their members, but no items of lists', () => {
    expect(expressionsOf([trigger, bare])).toEqual([
      '$states.input',
      '$states.context',
      '$customer',
      '$states.input.body',
      '$states.input.`x-id`',
      '$customer.status',
      '$customer.body',
      '$customer.odd',
      '$states.input.body.id',
      '$states.input.body.lines',
    ]);
  });

  test('stops before it is too much', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 59 }, (_, index) => [
        `k${index}`,
        Object.fromEntries(Array.from({ length: 59 }, (__, at) => [`m${at}`, 1])),
      ]),
    );
    expect(expressionsOf([{ ...trigger, sample: wide }])).toHaveLength(300);
  });
});

describe('large data', () => {
  const rows = (sample: unknown, query = ''): readonly string[] =>
    pickerRows([{ id: 'r', label: 'Result', expression: '$r', sample }], { toggled: new Set(), query }).map(
      ({ id }) => id,
    );
  const list = (length: number): object[] => Array.from({ length }, (_, index) => ({ index, name: 'x' }));

  test('shows the first items of a list, and does not open lists inside of it', () => {
    expect(rows(list(1000)).filter((id) => /^r\/\d+$/.test(id))).toHaveLength(10);
    expect(rows({ lines: list(1000) })).toEqual(['r', 'r/lines']);
  });

  test('is searched only so far', () => {
    let visits = 0;
    const counted = (depth: number): object =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          Array.from({ length: 60 }, (_, index) => [
            `k${index}`,
            {
              enumerable: true,
              get: () => {
                visits += 1;
                return depth === 0 ? 1 : counted(depth - 1);
              },
            },
          ]),
        ),
      );
    expect(rows(counted(4), 'nowhere')).toEqual([]);
    expect(visits).toBeLessThan(60_000);
  });
});
