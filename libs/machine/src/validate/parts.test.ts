// What is inside composite states, what tasks call, what starts a workflow: each mistake has its code and its place.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Machine } from '../machine.ts';
import { check, request } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';

type Fields = Readonly<Record<string, unknown>>;
const withTask = (fields: Fields): JsonObject =>
  aMachine()
    .task('Call', { ...request, ...fields })
    .inDocument();
const withPass = (fields: Fields): JsonObject => aMachine().pass('Shape', fields).inDocument();
const inner = aMachine().succeed('A').build();
const withBranches = (Branches: readonly unknown[], fields: Fields = {}): JsonObject =>
  aMachine()
    .state('Both', { Type: 'Parallel', Branches, End: true, ...fields })
    .inDocument();
const withMap = (fields: Fields): JsonObject =>
  aMachine()
    .state('Each', { Type: 'Map', ItemProcessor: inner, End: true, ...fields })
    .inDocument();
const nestedMachines = (depth: number): Machine =>
  depth === 0
    ? inner
    : aMachine()
        .state(`N${depth}`, { Type: 'Map', ItemProcessor: nestedMachines(depth - 1), End: true })
        .build();
const withTrigger = (trigger: Fields, count = 1): JsonObject =>
  aMachine()
    .succeed('A')
    .inDocument({ triggers: Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, trigger])) });
const withTests = (...tests: readonly Fields[]): JsonObject =>
  aMachine()
    .state('Each', { Type: 'Map', ItemProcessor: aMachine().task('Call', request).build(), End: true })
    .inDocument({ tests: tests.map((one) => ({ name: 't', expect: { status: 'succeeded' }, ...one })) });
const withSettings = (settings: Fields): JsonObject => aMachine().succeed('A').inDocument({ settings });

const MISTAKES: readonly (readonly [problem: string, document: JsonValue])[] = [
  ['document.type_wrong /tests', aMachine().succeed('A').inDocument({ tests: {} })],
  [
    'document.type_wrong /tests/0',
    aMachine()
      .succeed('A')
      .inDocument({ tests: [7] }),
  ],
  ['document.member_missing /tests/0/expect', withTests({ expect: {} })],
  ['document.invalid /tests/0/expect/status', withTests({ expect: { status: 'SUCCEEDED' } })],
  ['document.member_unknown /tests/0/mock', withTests({ mock: {} })],
  ['document.invalid /tests/0/mocks/Call', withTests({ mocks: { Call: [] } })],
  ['document.member_missing /tests/0/mocks/Call/0', withTests({ mocks: { Call: [{}] } })],
  [
    'document.member_unknown /tests/0/expect/steps/Call/visit',
    withTests({ expect: { status: 'succeeded', steps: { Call: { visit: 1 } } } }),
  ],
  [
    'document.member_unknown /tests/0/expect/steps/Call/0/visits',
    withTests({ expect: { status: 'succeeded', steps: { Call: [{ visits: 1 }] } } }),
  ],
  ['test.name_taken /tests/1/name', withTests({}, {})],
  ['test.too_large /tests/0', withTests({ input: 'x'.repeat(600_000) })],
  ['document.invalid /settings/tests', withSettings({ tests: 'maybe' })],
  ['document.invalid /machine/States/Both/Branches', withBranches([])],
  [
    'workflow.too_large /machine/States/Both/Branches',
    withBranches(Array.from({ length: 101 }, (_, index) => aMachine().succeed(`B${index}`).build())),
  ],
  ['document.member_missing /machine/States/Both/Branches/0', withBranches([{ States: { A: { Type: 'Succeed' } } }])],
  [
    'document.member_unknown /machine/States/Both/Branches/0/TimeoutSeconds',
    withBranches([{ ...inner, TimeoutSeconds: 1 }]),
  ],
  [
    'machine.no_end /machine/States/Both/Branches/0/States',
    withBranches([aMachine().pass('A', { Next: 'A' }).build()]),
  ],
  [
    'machine.target_missing /machine/States/Both/Branches/0/States/A/Next',
    withBranches([aMachine().pass('A', { Next: 'Both' }).build()]),
  ],
  ['machine.start_missing /machine/States/Both/Branches/0/StartAt', withBranches([{ ...inner, StartAt: 'Both' }])],
  ['machine.state_name_taken /machine/States/Both/Branches/1/States/A', withBranches([inner, inner])],
  [
    'machine.state_name_taken /machine/States/Both/Branches/0/States/Both',
    withBranches([aMachine().succeed('Both').build()]),
  ],
  ['workflow.too_large /machine', withBranches([nestedMachines(11)])],
  [
    'machine.variable_taken /machine/States/Both/Branches/0/States/A/Assign/own',
    withBranches(
      [
        aMachine()
          .pass('A', { Assign: { own: 1 } })
          .build(),
      ],
      { Assign: { own: 2 } },
    ),
  ],
  [
    'expression.variable_unknown /machine/States/Both/Output',
    withBranches(
      [
        aMachine()
          .pass('A', { Assign: { own: 1 } })
          .build(),
      ],
      { Output: '{% $own %}' },
    ),
  ],
  [
    'expression.states_member /machine/States/Both/Arguments',
    withBranches([inner], { Arguments: '{% $states.result %}' }),
  ],
  ['document.type_wrong /machine/States/Each/Items', withMap({ Items: {} })],
  ['document.format_wrong /machine/States/Each/Items', withMap({ Items: 'a' })],
  ['document.invalid /machine/States/Each/MaxConcurrency', withMap({ MaxConcurrency: -1 })],
  ['document.invalid /machine/States/Each/ToleratedFailurePercentage', withMap({ ToleratedFailurePercentage: 101 })],
  [
    'document.invalid /machine/States/Each/ItemProcessor/ProcessorConfig/Mode',
    withMap({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...inner } }),
  ],
  ['document.member_unknown /machine/States/Each/ItemReader', withMap({ ItemReader: {} })],
  ['machine.batcher_invalid /machine/States/Each/ItemBatcher', withMap({ ItemBatcher: { BatchInput: 1 } })],
  [
    'expression.syntax /machine/States/Each/ItemBatcher/BatchInput/a',
    withMap({ ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: { a: '{% ( %}' } } }),
  ],
  [
    'expression.syntax /machine/States/Each/ItemProcessor/States/A/Output',
    withMap({ ItemProcessor: aMachine().pass('A', { Output: '{% ( %}' }).build() }),
  ],
  ['document.member_missing /machine/States/Call/Compensate', withTask({ Compensate: {} })],
  ['machine.resource_unknown /machine/States/Call/Compensate/Resource', withTask({ Compensate: { Resource: 'x' } })],
  [
    'machine.resource_unknown /machine/States/Call/Compensate/Resource',
    withTask({ Compensate: { Resource: 'workflow:undo.waitForTaskToken' } }),
  ],
  [
    'document.member_unknown /machine/States/Call/Compensate/Next',
    withTask({ Compensate: { ...request, Next: 'Call' } }),
  ],
  [
    'connector.arguments_invalid /machine/States/Call/Compensate/Arguments/url',
    withTask({ Compensate: { ...request, Arguments: { url: 1 } } }),
  ],
  [
    'expression.states_member /machine/States/Call/Compensate/TimeoutSeconds',
    withTask({ Compensate: { ...request, TimeoutSeconds: '{% $states.result %}' } }),
  ],
  [
    'machine.resource_unknown /machine/States/Call/Resource',
    withTask({ Resource: 'workflow:a.fireAndForget.waitForTaskToken' }),
  ],
  ['machine.resource_unknown /machine/States/Call/Resource', withTask({ Resource: 'workflow:Not a slug' })],
  [
    'machine.code_invalid /machine/States/Call',
    withTask({ Resource: 'code:javascript', Arguments: '{% $states.input %}' }),
  ],
  [
    'machine.code_invalid /machine/States/Call/Arguments',
    withTask({ Resource: 'code:javascript', Arguments: { source: 'x' } }),
  ],
  [
    'machine.code_invalid /machine/States/Call/Arguments',
    withTask({ Resource: 'code:javascript', Arguments: { source: '{% 1 %}', input: 1 } }),
  ],
  [
    'machine.code_invalid /machine/States/Call/Arguments/source',
    withTask({ Resource: 'code:javascript', Arguments: { source: 'x'.repeat(262_145), input: 1 } }),
  ],
  ['expression.too_long /machine/States/Shape/Output', withPass({ Output: `{% ${'1+'.repeat(17_000)}1 %}` })],
  ['workflow.too_large ', withPass({ Comment: 'x'.repeat(2_100_000) })],
  ['document.invalid /triggers', withTrigger({ type: 'call' }, 51)],
  ['document.member_missing /triggers/t0', withTrigger({ type: 'form' })],
  ['trigger.key_invalid /triggers/t0/key', withTrigger({ type: 'form', path: 'a', key: 'x' })],
  ['document.invalid /triggers/t0/dedupeDays', withTrigger({ type: 'webhook', path: 'a', dedupeDays: 31 })],
  [
    'document.invalid /triggers/t0/verify',
    withTrigger({ type: 'webhook', path: 'a', verify: 'mine', connection: 'crm' }),
  ],
  [
    'document.member_missing /triggers/t0/verify',
    withTrigger({ type: 'webhook', path: 'a', verify: { type: 'hmac' }, connection: 'crm' }),
  ],
  ['trigger.connection_missing /triggers/t0', withTrigger({ type: 'webhook', path: 'a', verify: 'github' })],
  ['connection.not_found /triggers/t0/connection', withTrigger({ type: 'webhook', path: 'a', connection: 'none' })],
  ['document.member_missing /triggers/t0', withTrigger({ type: 'connector' })],
  ['document.format_wrong /triggers/t0/use', withTrigger({ type: 'connector', use: 'http' })],
  ['connector.connector_unknown /triggers/t0/use', withTrigger({ type: 'connector', use: 'none/item_found' })],
  ['connector.trigger_unknown /triggers/t0/use', withTrigger({ type: 'connector', use: 'http/none_found' })],
  [
    'connection.not_found /triggers/t0/connection',
    withTrigger({ type: 'connector', use: 'http/item_found', connection: 'none' }),
  ],
  [
    'connector.arguments_invalid /triggers/t0/arguments/queue',
    withTrigger({ type: 'connector', use: 'http/item_found', arguments: { queue: 1 } }),
  ],
  [
    'trigger.start_invalid /triggers/t0/start',
    withTrigger({ type: 'connector', use: 'http/item_found', start: '2030-02-30T00:00:00Z' }),
  ],
  ['trigger.key_invalid /triggers/t0/key', withTrigger({ type: 'connector', use: 'http/item_found', key: 'x' })],
  ['schedule.time_missing /triggers/t0', withTrigger({ type: 'schedule' })],
  ['schedule.time_missing /triggers/t0', withTrigger({ type: 'schedule', cron: '* * * * *', everySeconds: 10 })],
  ['schedule.too_frequent /triggers/t0/everySeconds', withTrigger({ type: 'schedule', everySeconds: 9 })],
  ['schedule.too_frequent /triggers/t0/cron', withTrigger({ type: 'schedule', cron: '* * * * * *' })],
  ...[
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    'a * * * *',
    '* * * FOO *',
  ].map((cron): [string, JsonObject] => [
    'schedule.cron_invalid /triggers/t0/cron',
    withTrigger({ type: 'schedule', cron }),
  ]),
  [
    'schedule.time_zone_unknown /triggers/t0/timeZone',
    withTrigger({ type: 'schedule', cron: '* * * * *', timeZone: 'Mars/Base' }),
  ],
  ['document.member_missing /settings/concurrency', withSettings({ concurrency: {} })],
  ['trigger.key_invalid /settings/concurrency/key', withSettings({ concurrency: { max: 1, key: 'x' } })],
  ['document.invalid /settings/rate/limit', withSettings({ rate: { limit: 0, perSeconds: 1 } })],
  ['document.invalid /settings/debounceSeconds', withSettings({ debounceSeconds: 0 })],
  ['document.invalid /settings/retention/succeededDays', withSettings({ retention: { succeededDays: 0 } })],
  ['document.type_wrong /settings/deadLetterFailedRuns', withSettings({ deadLetterFailedRuns: 'yes' })],
  ['document.format_wrong /settings/onFailure', withSettings({ onFailure: 'No slug' })],
  [
    'expression.states_member /settings/searchAttributes/a',
    withSettings({ searchAttributes: { a: '{% $states.context.x %}' } }),
  ],
  [
    'document.invalid /settings/searchAttributes',
    withSettings({
      searchAttributes: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, '{% 1 %}'])),
    }),
  ],
];
const isConsequence = (line: string, problem: string): boolean =>
  /state_unreachable|no_end|start_missing/.test(line) || line.split(' ')[1] === problem.split(' ')[1];

describe('each mistake has its code and its place', () => {
  test.each(MISTAKES)('%s', (problem, document) => {
    const found = check(document);
    expect(found).toContain(problem);
    expect(found.filter((line) => line !== problem && !isConsequence(line, problem))).toEqual([]);
  });

  test('every code has its page', () => {
    const folder = new URL('../../../../docs/errors/', import.meta.url);
    const pages = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('\n');
    const codes = new Set(MISTAKES.map(([problem]) => problem.split(' ')[0] ?? ''));
    expect([...codes].filter((code) => !pages.includes(`\n## ${code}\n`))).toEqual([]);
  });
});

describe('without problems', () => {
  test.each<[string, JsonObject]>([
    [
      'what is inside reads the variables around it, and its own',
      aMachine()
        .pass('First', { Assign: { outer: 1 } })
        .state('Both', {
          Type: 'Parallel',
          Branches: [
            aMachine()
              .pass('A', { Assign: { own: '{% $outer %}' } })
              .pass('B', { Output: '{% $own + $outer %}' })
              .build(),
          ],
          Output: '{% $states.result %}',
          Retry: [{ ErrorEquals: ['States.BranchFailed'] }],
          End: true,
        })
        .inDocument(),
    ],
    [
      'a Map with all its fields',
      withMap({
        Items: '{% $states.input %}',
        ItemSelector: { item: '{% $states.context.Map.Item.Value %}' },
        ItemBatcher: { MaxItemsPerBatch: 10, MaxInputBytesPerBatch: '{% 1000 %}', BatchInput: { a: 1 } },
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner },
        MaxConcurrency: '{% 5 %}',
        ToleratedFailureCount: 1,
        ToleratedFailurePercentage: 0.5,
        Output: '{% $states.result %}',
      }),
    ],
    ['ten levels', withBranches([nestedMachines(9)])],
    ['another workflow', withTask({ Resource: 'workflow:other' })],
    ['another workflow that is not waited for', withTask({ Resource: 'workflow:other.fireAndForget' })],
    [
      'a token',
      withTask({ Resource: 'connector:http/request.waitForTaskToken', HeartbeatSeconds: 5, TimeoutSeconds: 9 }),
    ],
    [
      'code',
      withTask({
        Resource: 'code:javascript',
        Arguments: { source: 'export default 1', input: '{% $states.input %}' },
      }),
    ],
    [
      'an undoing',
      withTask({
        Compensate: { ...request, Arguments: { url: '{% $states.result.url %}' }, Retry: [{ ErrorEquals: ['A'] }] },
      }),
    ],
    [
      'every trigger',
      aMachine()
        .succeed('A')
        .inDocument({
          triggers: {
            hook: {
              type: 'webhook',
              path: 'orders',
              dedupe: '{% $states.input.body.id %}',
              dedupeDays: 30,
              key: '{% $states.input.body.customer %}',
              verify: { type: 'hmac', header: 'x-signature', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' },
              connection: 'crm',
            },
            signed: { type: 'webhook', path: 'signed', verify: 'github', connection: 'crm' },
            form: { type: 'form', path: 'orders', title: 'Order', respond: 'result' },
            nightly: {
              type: 'schedule',
              cron: '*/5 0-6,12 1,15 JAN-MAR MON',
              timeZone: 'Europe/Berlin',
              misfire: 'skip',
            },
            often: { type: 'schedule', everySeconds: 10 },
            told: {
              type: 'connector',
              use: 'http/item_found',
              connection: 'crm',
              arguments: { queue: '{% not an expression here %}' },
              dedupe: '{% $states.input.data.id %}',
              key: '{% $states.input.key %}',
              start: '2030-01-31T09:00:00Z',
            },
            call: { type: 'call' },
          },
        }),
    ],
    [
      'every setting',
      withSettings({
        concurrency: { max: 1, key: '{% $states.input.id %}', overlap: 'cancelOldest', backlog: 10 },
        rate: { limit: 5, perSeconds: 60, key: '{% $states.input.id %}' },
        debounceSeconds: 5,
        retention: { succeededDays: 1, failedDays: 365, payloads: 'errors' },
        onFailure: 'alarm',
        deadLetterFailedRuns: true,
        searchAttributes: { orderId: '{% $states.input.id %}' },
      }),
    ],
    [
      'a state that is skipped inside',
      aMachine()
        .state('Each', { Type: 'Map', ItemProcessor: inner, End: true })
        .inDocument({ settings: { skip: ['A'] } }),
    ],
  ])('%s', (_, document) => expect(check(document)).toEqual([]));
});
