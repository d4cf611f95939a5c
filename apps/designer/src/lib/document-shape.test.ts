import { expect, test } from '@jest/globals';
import { findMisfit } from './document-shape.ts';

const documentWith = (machine: unknown, more: object = {}): unknown => ({
  millrace: 1,
  name: 'orders',
  machine,
  ...more,
});
const stateOf = (state: unknown): unknown => documentWith({ StartAt: 'A', States: { A: state } });

test.each<[string, unknown]>([
  ['an empty machine', documentWith({ StartAt: '', States: {} })],
  [
    'a task with everything',
    stateOf({
      Type: 'Task',
      Resource: 'connector:http/request',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: [], Next: 'B' }],
      Assign: {},
      End: true,
    }),
  ],
  ['a choice', stateOf({ Type: 'Choice', Choices: [{ Condition: true, Next: '' }, { Condition: '{% x %}' }] })],
  [
    'triggers',
    documentWith(
      { StartAt: '', States: {} },
      {
        triggers: {
          a: { type: 'webhook', path: 'x', verify: 'github', connection: 'c' },
          b: { type: 'call' },
          c: { type: 'form', path: 'x', respond: 'result' },
          d: { type: 'schedule', cron: '0 9 * * *', timeZone: 'Europe/Zurich', misfire: 'skip' },
          e: { type: 'schedule', everySeconds: 10 },
          f: { type: 'schedule' },
        },
        settings: { skip: ['A'] },
        connectors: { http: '1.0.0' },
      },
    ),
  ],
  ['a loop with nothing in it', stateOf({ Type: 'Map', ItemProcessor: {} })],
])('%s can be drawn', (_, document) => {
  expect(findMisfit(document)).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['no object at all', [], ''],
  ['no machine', { millrace: 1 }, '/machine'],
  ['no start', documentWith({ States: {} }), '/machine/StartAt'],
  ['states as a list', documentWith({ StartAt: 'A', States: [] }), '/machine/States'],
  ['a state that is text', stateOf('Pass'), '/machine/States/A'],
  ['a state of no known type', stateOf({ Type: 'Loop' }), '/machine/States/A/Type'],
  ['a state of an inherited type', stateOf({ Type: 'toString' }), '/machine/States/A/Type'],
  ['a task without a resource', stateOf({ Type: 'Task' }), '/machine/States/A/Resource'],
  ['a choice without rules', stateOf({ Type: 'Choice' }), '/machine/States/A/Choices'],
  ['a rule that is text', stateOf({ Type: 'Choice', Choices: ['x'] }), '/machine/States/A/Choices/0'],
  [
    'a rule without a condition',
    stateOf({ Type: 'Choice', Choices: [{ Next: 'B' }] }),
    '/machine/States/A/Choices/0/Condition',
  ],
  ['a next that is a number', stateOf({ Type: 'Pass', Next: 1 }), '/machine/States/A/Next'],
  ['a catch that is an object', stateOf({ Type: 'Task', Resource: 'x', Catch: {} }), '/machine/States/A/Catch'],
  [
    'error names that are none',
    stateOf({ Type: 'Task', Resource: 'x', Retry: [{ ErrorEquals: [1] }] }),
    '/machine/States/A/Retry/0/ErrorEquals/0',
  ],
  ['an assign that is a list', stateOf({ Type: 'Pass', Assign: [] }), '/machine/States/A/Assign'],
  ['a name with a slash', documentWith({ StartAt: '', States: { 'a/b': null } }), '/machine/States/a~1b'],
  [
    'a trigger of no known type',
    documentWith({ StartAt: '', States: {} }, { triggers: { t: { type: 'cron' } } }),
    '/triggers/t/type',
  ],
  [
    'a webhook without a path',
    documentWith({ StartAt: '', States: {} }, { triggers: { t: { type: 'webhook' } } }),
    '/triggers/t/path',
  ],
  [
    'a form without a path',
    documentWith({ StartAt: '', States: {} }, { triggers: { t: { type: 'form' } } }),
    '/triggers/t/path',
  ],
  [
    'a schedule by text that is a number',
    documentWith({ StartAt: '', States: {} }, { triggers: { t: { type: 'schedule', cron: 9 } } }),
    '/triggers/t/cron',
  ],
  ['a trigger that is text', documentWith({ StartAt: '', States: {} }, { triggers: { t: 'webhook' } }), '/triggers/t'],
  [
    'a trigger of an inherited type',
    documentWith({ StartAt: '', States: {} }, { triggers: { t: { type: 'toString' } } }),
    '/triggers/t/type',
  ],
  [
    'a skip list with a number',
    documentWith({ StartAt: '', States: {} }, { settings: { skip: [1] } }),
    '/settings/skip/0',
  ],
])('%s is named', (_, document, path) => {
  expect(findMisfit(document)).toBe(path);
});
