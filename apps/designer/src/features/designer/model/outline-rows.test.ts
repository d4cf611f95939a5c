import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { type OutlineGroups, type OutlineRow, outlineRows, rowAfter, slotOfRow } from './outline-rows.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: { placed: { type: 'webhook', path: 'orders' } },
  settings: { skip: ['Tell sales'] },
  machine: {
    StartAt: 'Get customer',
    States: {
      'Get customer': {
        Type: 'Task',
        Resource: 'connector:http/request',
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'LookupFailed' }],
        Next: 'Which path?',
      },
      'Which path?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $vip %}', Comment: 'VIP customer', Next: 'Tell sales' },
          { Condition: '{% $count > 0 %}', Next: 'For each line' },
        ],
        Default: 'Nothing to do',
      },
      'Tell sales': { Type: 'Pass', Next: 'Sales told' },
      'Sales told': { Type: 'Succeed' },
      'For each line': {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Upsert deal',
          States: {
            'Upsert deal': { Type: 'Pass', Next: 'Confirm pick' },
            'Confirm pick': { Type: 'Pass', End: true },
          },
        },
        End: true,
      },
      'Nothing to do': { Type: 'Succeed' },
      LookupFailed: { Type: 'Fail' },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Fail' } } },
          { StartAt: '', States: {} },
        ],
        Next: 'Never',
      },
      Never: { Type: 'Fail' },
    },
  },
};
const show = (row: OutlineRow): string => {
  const words = {
    trigger: () => row.id,
    step: () => `${row.kind === 'step' ? row.number : ''} ${row.id}`.trim(),
    way: () => (row.kind === 'way' ? `(${row.words}${row.leadsTo === undefined ? '' : ` > ${row.leadsTo}`})` : ''),
    branch: () => (row.kind === 'branch' ? `branch ${row.number}` : ''),
    empty: () => 'empty',
  };
  return `${'  '.repeat(row.level)}${words[row.kind]()}`;
};
const shown = (groups: OutlineGroups): readonly (readonly string[])[] =>
  [groups.starts, groups.steps, groups.failures, groups.apart].map((rows) => rows.map(show));

describe('the outline', () => {
  test('has what starts the workflow, its steps, how it fails, and what is not connected', () => {
    expect(shown(outlineRows(document, new Set()))).toEqual([
      ['trigger:placed'],
      [
        '1 Get customer',
        '  (timeout > LookupFailed)',
        '2 Which path?',
        '  (VIP customer)',
        '    3 Tell sales',
        '    Sales told',
        '  ($count > 0)',
        '    4 For each line',
        '      4.1 Upsert deal',
        '      4.2 Confirm pick',
        '  ()',
        '    Nothing to do',
      ],
      ['LookupFailed'],
      ['5 Both', '  branch 1', '    Left', '  branch 2', 'Never'],
    ]);
  });
  test('leaves out what is inside of a folded line', () => {
    const { steps } = outlineRows(document, new Set(['Which path?', 'Get customer']));
    expect(steps.map(show)).toEqual(['1 Get customer', '2 Which path?']);
    const ways = outlineRows(document, new Set(['edge:rule:1:Which path?'])).steps.map(show);
    expect(ways).not.toContain('    4 For each line');
    expect(ways).toContain('  ($count > 0)');
  });
  test('a folded step hides no failure, which has its own group', () => {
    expect(outlineRows(document, new Set(['Get customer'])).failures.map(show)).toEqual(['LookupFailed']);
  });
  test('a loop without steps has the place of its first one', () => {
    const empty: WorkflowDocument = {
      millrace: 1,
      name: 'w',
      machine: { StartAt: 'L', States: { L: { Type: 'Map', ItemProcessor: { StartAt: '', States: {} }, End: true } } },
    };
    const { steps } = outlineRows(empty, new Set());
    expect(steps.map(show)).toEqual(['1 L', '  empty']);
    expect(steps[1]?.id).toBe('edge:start:/machine/States/L/ItemProcessor');
  });
  test('a skipped step says so', () => {
    const skipped = outlineRows(document, new Set()).steps.filter((row) => row.kind === 'step' && row.isSkipped);
    expect(skipped.map(({ id }) => id)).toEqual(['Tell sales']);
  });
});

describe('a line', () => {
  const { starts, steps, apart } = outlineRows(document, new Set());
  const rows = [...starts, ...steps, ...apart];
  const find = (id: string): OutlineRow => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) throw new Error(`No line ${id}`);
    return row;
  };
  test.each([
    ['a step: behind it', 'Tell sales', { kind: 'next', state: 'Tell sales' }],
    ['a choice: where no rule matches', 'Which path?', { kind: 'default', state: 'Which path?' }],
    ['a way: at its beginning', 'edge:rule:0:Which path?', { kind: 'rule', state: 'Which path?', index: 0 }],
    ['a trigger: at the start', 'trigger:placed', { kind: 'start' }],
    ['an end: nowhere', 'Sales told', undefined],
  ])('takes what is dropped on %s', (...[, id, slot]) => {
    expect(slotOfRow(document, find(id))).toEqual(slot);
  });
  test.each([
    ['ArrowDown', 'trigger:placed', 'Get customer'],
    ['ArrowUp', 'Get customer', 'trigger:placed'],
    ['ArrowDown', undefined, 'trigger:placed'],
    ['ArrowUp', 'trigger:placed', 'trigger:placed'],
    ['Home', 'Sales told', 'trigger:placed'],
    ['End', 'Sales told', 'Never'],
    ['ArrowDown', 'Never', 'Never'],
    ['ArrowRight', 'Which path?', 'edge:rule:0:Which path?'],
    ['ArrowRight', 'Sales told', 'Sales told'],
    ['ArrowLeft', 'Tell sales', 'edge:rule:0:Which path?'],
    ['ArrowLeft', 'Get customer', 'Get customer'],
    ['x', 'Get customer', undefined],
  ])('by %s leads from %s to %s', (...[key, from, to]) => {
    expect(rowAfter(rows, from, key)?.id).toBe(to);
  });
});
