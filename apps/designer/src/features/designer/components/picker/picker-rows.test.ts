import { describe, expect, test } from '@jest/globals';
import type { PickerRoot } from '../../model/picker-root.ts';
import { expressionsOf, type PickerRow, pickerRows, type PickerView } from './picker-rows.ts';

const trigger: PickerRoot = {
  ...{ id: 'trigger', kind: 'trigger', label: 'Webhook', expression: '$states.context.Execution.Input' },
  sample: { body: { id: 'A-1', lines: [{ sku: 'b' }, { price: 2 }] }, 'x-id': null },
};
const bare: PickerRoot = {
  ...{ id: 'look customer', kind: 'step', label: 'Look up', expression: '$customer', sample: undefined },
  schema: {
    type: 'object',
    properties: {
      status: { type: 'integer', title: 'Status code' },
      body: {},
      odd: true,
      lines: { items: { properties: { sku: {} } } },
    },
  },
};
const previous: PickerRoot = {
  ...trigger,
  id: 'previous',
  kind: 'previous',
  label: 'Previous output',
  isAdvanced: true,
};
const lines = (roots: readonly PickerRoot[], view: Partial<PickerView> = {}) =>
  pickerRows(roots, { query: '', toggled: new Set(), isAdvanced: false, ...view });
const shown = ({ label, level, detail, count }: PickerRow): string =>
  `${'  '.repeat(level)}${label} ${detail}${count === undefined ? '' : `×${count}`}`.trimEnd();
const drawn = (...args: Parameters<typeof lines>) => lines(...args).rows.map(shown);
const toggled = (...ids: readonly string[]): Partial<PickerView> => ({ toggled: new Set(ids) });

describe('the rows of the data picker', () => {
  test('two levels are open, values and sizes stand beside, lists are closed', () => {
    expect(drawn([trigger])).toEqual(['Webhook', '  body', '    id "A-1"', '    lines ×2', '  x-id null']);
  });
  test('folding and unfolding', () => {
    expect(drawn([trigger], toggled('trigger'))).toEqual(['Webhook']);
    expect(drawn([trigger], toggled('trigger/body/lines')).slice(3, 6)).toEqual([
      '    lines ×2',
      '      sku "b"',
      '      price 2',
    ]);
  });
  test('each row knows its expression, and whether it stands for many values', () => {
    const { rows } = lines([trigger], toggled('trigger/body/lines'));
    expect(
      rows.map(({ expression, isMany }) => [expression.replace('$states.context.Execution.Input', '$in'), isMany]),
    ).toEqual([
      ['$in', false],
      ['$in.body', false],
      ['$in.body.id', false],
      ['$in.body.lines', false],
      ['$in.body.lines.sku', true],
      ['$in.body.lines.price', true],
      ['$in.`x-id`', false],
    ]);
  });
  test('without a sample the schema tells the shape, and what a person calls it', () => {
    expect(drawn([bare])).toEqual(['Look up', '  Status code', '  body', '  odd', '  lines']);
    expect(lines([bare]).rows.map(({ type }) => type)).toEqual(['object', 'number', 'unknown', 'unknown', 'list']);
  });
  test('whoever knows the language sees expressions, first items and all roots', () => {
    expect(drawn([previous])).toEqual([]);
    expect(drawn([bare, previous], { isAdvanced: true, ...toggled('look customer/lines', 'previous') })).toEqual([
      '$customer',
      '  status',
      '  body',
      '  odd',
      '  lines',
      '    [0]',
      '    sku',
      '$states.context.Execution.Input',
    ]);
  });
  test('a search opens what holds a match, by either name', () => {
    expect(drawn([trigger, bare], { query: 'SKU' })).toEqual([
      ...['Webhook', '  body', '    lines ×2', '      sku "b"'],
      ...['Look up', '  lines', '    sku'],
    ]);
    expect(drawn([bare], { query: 'status' })).toEqual(drawn([bare], { query: 'code' }));
    expect(drawn([trigger, bare], { query: 'nothing' })).toEqual([]);
  });
  test('a long value is cut', () => {
    const [, row] = lines([{ ...trigger, sample: { text: 'x'.repeat(10_000_000) } }]).rows;
    expect(row?.detail).toHaveLength(40);
    expect(row?.detail.endsWith('…')).toBe(true);
  });
});

describe('what completion offers', () => {
  test('roots, then their members', () => {
    expect(expressionsOf([trigger, bare])).toEqual([
      ...['$states.input', '$states.context', '$states.context.Execution.Input', '$customer'],
      ...['$states.context.Execution.Input.body', '$states.context.Execution.Input.`x-id`'],
      ...['$customer.status', '$customer.body', '$customer.odd', '$customer.lines'],
      ...['$states.context.Execution.Input.body.id', '$states.context.Execution.Input.body.lines'],
      ...['$customer.lines.sku', '$states.context.Execution.Input.body.lines.sku'],
      '$states.context.Execution.Input.body.lines.price',
    ]);
  });
  test('stops before it is too much', () => {
    expect(expressionsOf([{ ...trigger, sample: wide(60, 60) }])).toHaveLength(300);
  });
});

function wide(outer: number, inner: number): object {
  const members = (count: number, value: (index: number) => unknown): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value(index)]));
  return members(outer, () => members(inner, () => 1));
}

describe('large data', () => {
  const rowsOf = (sample: unknown, query = '') => lines([{ ...trigger, id: 'r', sample }], { query });

  test('of a thousand members the first are there, and how many are left out', () => {
    const { rows } = rowsOf(wide(1000, 1));
    expect(rows.at(-1)).toMatchObject({ id: 'r/…', leftOut: 500 });
    expect(rowsOf(wide(1000, 1), 'k998').rows.map(({ name }) => name)).toContain('k998');
  });
  test('a list of any length costs what its first items cost', () => {
    const sample = Array.from({ length: 100_000 }, (_, index) => ({ index, name: 'x' }));
    expect(rowsOf(sample).rows.map(({ name }) => name)).toEqual(['Input', 'index', 'name']);
  });
  test('is searched only so far, and says so', () => {
    expect(rowsOf(wide(300, 300), 'nowhere')).toEqual({ rows: [], isCut: true });
    expect(rowsOf(wide(30, 30), 'nowhere')).toEqual({ rows: [], isCut: false });
  });
  test('ten megabytes are drawn and searched only so far', () => {
    const item = { id: 'x'.repeat(100), nested: { deep: [{ sku: 'y'.repeat(50) }] } };
    const sample = {
      orders: Array.from({ length: 50_000 }, () => item),
      byId: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`id-${index}`, item])),
    };
    expect(rowsOf(sample).rows).toHaveLength(3);
    expect(rowsOf(sample, 'id-').rows).toHaveLength(1000);
    expect(rowsOf(sample, 'not there')).toEqual({ rows: [], isCut: true });
  });
});
