import type { Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { findDynamicParts } from './find-dynamic-parts.ts';

const asked = (dependsOn: readonly string[], more: JsonObject = {}): JsonObject => ({
  type: 'object',
  'x-ui': { schema: { action: 'columns', dependsOn: [...dependsOn] }, ...more },
});
const input: JsonObject = {
  required: ['sheet'],
  properties: {
    sheet: { type: 'string' },
    tab: { type: 'string', default: 'first' },
    values: asked(['sheet', 'tab']),
    more: { type: 'object', properties: { 'a/b': asked([]) } },
    filter: asked([], { showIf: { field: 'sheet', in: ['x'] } }),
  },
};
const manifest = {
  name: 'sheets',
  actions: { add: { input, outputSchema: 'row' }, plain: { input: { properties: {} } } },
  triggers: { added: { input } },
} as unknown as Manifest;

function partsOf(states: JsonObject, more: JsonObject = {}) {
  const document = { ...more, machine: { StartAt: 'A', States: states } } as unknown as WorkflowDocument;
  return findDynamicParts(document, [manifest]);
}
const task = (given: JsonObject | string | undefined, more: JsonObject = {}): JsonObject => ({
  ...{ Type: 'Task', Resource: 'connector:sheets/add', ...more },
  ...(given === undefined ? {} : { Arguments: given }),
});
const pathsOf = (...given: Parameters<typeof partsOf>): readonly string[] => partsOf(...given).map(({ path }) => path);

test('a step asks about its fields and its output, with what is known before a run', () => {
  const given = { sheet: 's1', values: { name: 'Ada' }, note: '{% $states.input.note %}' };
  const parts = partsOf(
    { A: task(given, { Credentials: { Connection: 'mine' } }) },
    { connectors: { sheets: '1.2.0' } },
  );
  const target = { connector: 'sheets', version: '1.2.0', connection: 'mine' };
  expect(parts).toEqual([
    {
      ...{ ...target, path: '/machine/States/A/Arguments/values', part: 'argument', source: 'columns' },
      ...{ input: { sheet: 's1', tab: 'first' }, value: { name: 'Ada' } },
    },
    { ...target, path: '/machine/States/A/Arguments/more/a~1b', part: 'argument', source: 'columns', input: {} },
    {
      ...{ ...target, path: '/machine/States/A', part: 'output', source: 'row' },
      input: { sheet: 's1', values: { name: 'Ada' } },
    },
  ]);
});

test.each<[string, JsonObject, readonly string[]]>([
  [
    'what depends on a run',
    { A: task({ sheet: '{% $s %}' }) },
    ['/machine/States/A/Arguments/more/a~1b', '/machine/States/A'],
  ],
  [
    'what depends on something that is missing',
    { A: task({}) },
    ['/machine/States/A/Arguments/more/a~1b', '/machine/States/A'],
  ],
  ['arguments that are an expression', { A: task('{% $all %}') }, ['/machine/States/A']],
  ['arguments that are the input of the step', { A: task(undefined) }, ['/machine/States/A']],
  [
    'an output that somebody else gives',
    { A: task(undefined, { Resource: 'connector:sheets/add.waitForTaskToken' }) },
    [],
  ],
  ['other actions', { A: task({}, { Resource: 'connector:sheets/plain' }) }, []],
  ['what is not known', { A: task({}, { Resource: 'connector:nobody/add' }) }, []],
])('it does not ask about %s', (...[, states, expected]) => {
  expect(pathsOf(states)).toEqual(expected);
});

test('a field that may be hidden is asked about once it has a value', () => {
  expect(pathsOf({ A: task({ filter: {} }) })).toContain('/machine/States/A/Arguments/filter');
});

test('steps are found wherever they are, and what undoes them, and triggers', () => {
  const inner = (name: string): JsonObject => ({ StartAt: name, States: { [name]: task(undefined) } });
  const states = {
    'A/1': { Type: 'Parallel', Branches: [inner('B'), inner('C')] },
    D: { Type: 'Map', ItemProcessor: inner('E') },
    F: { ...task(undefined, { Resource: 'connector:sheets/plain' }), Compensate: task(undefined) },
  };
  const triggers = {
    rows: { type: 'connector', use: 'sheets/added', connection: 'mine', arguments: { sheet: 's1' } },
    hook: { type: 'webhook', path: 'x' },
  };
  expect([...pathsOf(states, { triggers })].sort()).toEqual([
    '/machine/States/A~11/Branches/0/States/B',
    '/machine/States/A~11/Branches/1/States/C',
    '/machine/States/D/ItemProcessor/States/E',
    '/machine/States/F/Compensate',
    '/triggers/rows/arguments/more/a~1b',
    '/triggers/rows/arguments/values',
  ]);
});
