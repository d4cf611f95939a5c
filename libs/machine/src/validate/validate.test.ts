import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inspectExpression } from '@millrace/expressions';
import type { JsonObject, JsonValue } from '../json.ts';
import type { ValidationContext } from '../problem.ts';
import { check, installed, request } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { validate } from './validate.ts';

type Fields = Readonly<Record<string, unknown>>;
const withTask = (fields: Fields): JsonObject =>
  aMachine()
    .task('Call', { ...request, ...fields })
    .inDocument();
const withPass = (fields: Fields): JsonObject => aMachine().pass('Shape', fields).inDocument();
const nested = (depth: number): JsonValue => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as JsonValue;

describe('a document without problems', () => {
  const rules = {
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
  };
  test.each<[string, JsonObject]>([
    ['is as small as this', aMachine().succeed('Done').inDocument()],
    [
      'may use all that there is',
      aMachine({ Comment: 'All', Version: '1.0', TimeoutSeconds: 60 })
        .task('Get', {
          ...request,
          ...rules,
          Comment: 'Fetches',
          Credentials: { Connection: 'crm' },
          TimeoutSeconds: '{% $states.input.limit %}',
          Assign: { order: '{% $states.result.body %}' },
          Output: { at: '{% $states.context.State.EnteredTime %}' },
        })
        .choice('Big?', [{ Condition: '{% $order.total > 100 %}', Next: 'Pause', Assign: { big: true } }], {
          Default: 'Shape',
          Assign: { big: false },
        })
        .wait('Pause', { Seconds: '{% $order.delay %}', Next: 'Until' })
        .wait('Until', { Timestamp: '2030-01-31T09:00:00+01:00', Next: 'Shape' })
        .pass('Shape', { Output: { big: '{% $big %}', total: '{% $order.total %}' }, Next: 'Done' })
        .succeed('Done', { Output: '{% $states.input %}' })
        .fail('Sorry', { Error: '{% $states.input.Error %}', Cause: 'See the run.' })
        .inDocument({
          title: 'Orders',
          description: 'Handles orders.',
          triggers: {
            hook: {
              type: 'webhook',
              path: 'orders/new',
              methods: ['POST'],
              respond: 'result',
              dedupe: '{% $states.input.body.id %}',
            },
            call: { type: 'call' },
          },
          input: { type: 'object' },
          output: {},
          connectors: { http: '1.2.0' },
          settings: { durability: 'run', priority: 5, skip: ['Pause'] },
          tests: [],
        }),
    ],
    [
      'may set a variable in a loop and read it behind $exists',
      aMachine()
        .task('Ask', { ...request, Assign: { status: '{% $states.result.status %}' } })
        .choice('Ready?', [{ Condition: "{% $status = 'ready' %}", Next: 'Done' }], { Default: 'Ask' })
        .succeed('Done')
        .inDocument(),
    ],
    ['may hold text that only looks odd', withPass({ Output: ['100 %', '{ % }', '{', '%}{%'.slice(1, 3), 'a {% b'] })],
  ])('%s', (_, document) => expect(check(document)).toEqual([]));
});

/** A document with one mistake, and what is said of it. */
const MISTAKES: readonly (readonly [problem: string, document: JsonValue])[] = [
  ['document.too_deep ', { millrace: 1, name: 'a', machine: nested(100) }],
  ['document.type_wrong ', null],
  ['document.type_wrong ', []],
  ['document.type_wrong ', 'text'],
  ['document.member_missing ', { millrace: 1, name: 'a' }],
  ['document.invalid /millrace', aMachine().succeed('Done').inDocument({ millrace: 2 })],
  ['document.format_wrong /name', aMachine().succeed('Done').inDocument({ name: 'Not a slug' })],
  ['document.member_unknown /tiggers', aMachine().succeed('Done').inDocument({ tiggers: {} })],
  [
    'document.invalid /settings/durability',
    aMachine()
      .succeed('Done')
      .inDocument({ settings: { durability: 'none' } }),
  ],
  [
    'document.invalid /triggers/a/type',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'fax' } } }),
  ],
  [
    'document.member_missing /triggers/a',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'webhook' } } }),
  ],
  [
    'document.format_wrong /triggers/A~1b',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { 'A/b': { type: 'call' } } }),
  ],
  [
    'document.format_wrong /connectors/http',
    aMachine()
      .succeed('Done')
      .inDocument({ connectors: { http: 'latest' } }),
  ],
  ['document.type_wrong /machine', { millrace: 1, name: 'a', machine: 1 }],
  [
    'document.invalid /machine/States',
    { millrace: 1, name: 'a', machine: { QueryLanguage: 'JSONata', StartAt: 'A', States: {} } },
  ],
  [
    'document.type_wrong /machine/States/A',
    {
      millrace: 1,
      name: 'a',
      machine: { StartAt: 'B', States: { A: 1, B: { Type: 'Succeed' } }, QueryLanguage: 'JSONata' },
    },
  ],
  ['document.invalid /machine/QueryLanguage', aMachine({ QueryLanguage: 'JSONPath' }).succeed('Done').inDocument()],
  [
    'document.invalid /machine/States/A/QueryLanguage',
    aMachine().pass('A', { QueryLanguage: 'JSONPath' }).inDocument(),
  ],
  ['machine.query_language_missing /machine (warning)', aMachine({ QueryLanguage: undefined }).pass('A').inDocument()],
  ['document.invalid /machine/States/A/Type', aMachine().state('A', { Type: 'Nap', End: true }).inDocument()],
  ['document.member_missing /machine/States/A', aMachine().state('A', { End: true }).inDocument()],
  ['document.member_unknown /machine/States/Shape/Parameters', withPass({ Parameters: {} })],
  ['document.member_unknown /machine/States/Shape/Retry', withPass({ Retry: [] })],
  ['document.invalid /machine/States/Shape/End', withPass({ End: false })],
  [
    `document.invalid /machine/States/${'n'.repeat(81)}`,
    aMachine().succeed('Done').succeed('n'.repeat(81)).inDocument(),
  ],
  ['document.format_wrong /machine/States/Shape/Assign/my-name', withPass({ Assign: { 'my-name': 1 } })],
  ['document.format_wrong /machine/States/Shape/Assign/states', withPass({ Assign: { states: 1 } })],
  ['document.format_wrong /machine/States/Call/TimeoutSeconds', withTask({ TimeoutSeconds: '30' })],
  ['document.invalid /machine/States/Call/TimeoutSeconds', withTask({ TimeoutSeconds: 0 })],
  [
    'document.format_wrong /machine/States/Call/Credentials/Connection',
    withTask({ Credentials: { Connection: '{% $states.input.who %}' } }),
  ],
  ['document.member_missing /machine/States/Call', aMachine().state('Call', { Type: 'Task', End: true }).inDocument()],
  [
    'document.invalid /machine/States/Call/Retry/0/BackoffRate',
    withTask({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }),
  ],
  [
    'document.invalid /machine/States/Call/Retry/0/IntervalSeconds',
    withTask({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0 }] }),
  ],
  [
    'document.type_wrong /machine/States/Call/Retry/0/MaxAttempts',
    withTask({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1.5 }] }),
  ],
  [
    'document.invalid /machine/States/Call/Retry/0/MaxDelaySeconds',
    withTask({ Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 31_622_400 }] }),
  ],
  [
    'document.invalid /machine/States/Call/Retry/0/JitterStrategy',
    withTask({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }),
  ],
  ['document.invalid /machine/States/Call/Retry/0/ErrorEquals', withTask({ Retry: [{ ErrorEquals: [] }] })],
  ['document.member_missing /machine/States/Call/Catch/0', withTask({ Catch: [{ ErrorEquals: ['A'] }] })],
  [
    'document.format_wrong /machine/States/Which/Choices/0/Condition',
    aMachine()
      .choice('Which', [{ Condition: 'yes', Next: 'Done' }])
      .succeed('Done')
      .inDocument(),
  ],
  [
    'document.invalid /machine/States/Which/Choices',
    aMachine().choice('Which', [], { Default: 'Done' }).succeed('Done').inDocument(),
  ],
  ['machine.start_missing /machine/StartAt', aMachine({ StartAt: 'Other' }).succeed('Done').inDocument()],
  [
    'machine.target_missing /machine/States/Shape/Next',
    aMachine().pass('Shape', { Next: 'Other' }).pass('Done').inDocument(),
  ],
  [
    'machine.target_missing /machine/States/Which/Choices/0/Next',
    aMachine()
      .choice('Which', [{ Condition: true, Next: 'Other' }], { Default: 'Done' })
      .succeed('Done')
      .inDocument(),
  ],
  [
    'machine.target_missing /machine/States/Which/Default',
    aMachine()
      .choice('Which', [{ Condition: true, Next: 'Done' }], { Default: 'Other' })
      .succeed('Done')
      .inDocument(),
  ],
  [
    'machine.target_missing /machine/States/Call/Catch/0/Next',
    withTask({ Catch: [{ ErrorEquals: ['A'], Next: 'Other' }] }),
  ],
  [
    'machine.target_missing /settings/skip/0 (warning)',
    aMachine()
      .pass('A')
      .inDocument({ settings: { skip: ['B', 'A'] } }),
  ],
  ['machine.state_unreachable /machine/States/Lost', aMachine().succeed('Done').pass('Lost').inDocument()],
  ['machine.no_end /machine/States', aMachine().pass('A', { Next: 'B' }).pass('B', { Next: 'A' }).inDocument()],
  ['machine.transition_missing /machine/States/A', aMachine().pass('A', { Next: undefined }).succeed('B').inDocument()],
  [
    'machine.transition_missing /machine/States/A',
    aMachine().pass('A', { Next: 'B', End: true }).succeed('B').inDocument(),
  ],
  ['machine.wait_invalid /machine/States/Pause', aMachine().wait('Pause', {}).inDocument()],
  [
    'machine.wait_invalid /machine/States/Pause',
    aMachine().wait('Pause', { Seconds: 1, Timestamp: '2030-01-01T00:00:00Z' }).inDocument(),
  ],
  [
    'machine.wait_invalid /machine/States/Pause/Timestamp',
    aMachine().wait('Pause', { Timestamp: 'tomorrow' }).inDocument(),
  ],
  ['machine.resource_unknown /machine/States/Call/Resource', withTask({ Resource: 'arn:aws:states:::lambda:invoke' })],
  [
    'machine.heartbeat_unused /machine/States/Call/HeartbeatSeconds (warning)',
    withTask({ Resource: 'workflow:other', HeartbeatSeconds: 5 }),
  ],
  [
    'machine.heartbeat_invalid /machine/States/Call/HeartbeatSeconds',
    withTask({ HeartbeatSeconds: 5, TimeoutSeconds: 5 }),
  ],
  [
    'machine.error_names_invalid /machine/States/Call/Retry/0/ErrorEquals',
    withTask({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
  ],
  [
    'machine.error_names_invalid /machine/States/Call/Retry/0/ErrorEquals',
    withTask({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
  ],
  [
    'machine.error_names_invalid /machine/States/Call/Retry/0/ErrorEquals/1',
    withTask({ Retry: [{ ErrorEquals: ['A', 'States.Timeuot'] }] }),
  ],
  [
    'machine.error_names_invalid /machine/States/Call/Retry/0/ErrorEquals/0 (warning)',
    withTask({ Retry: [{ ErrorEquals: ['States.Runtime'] }] }),
  ],
  ['connector.connector_unknown /machine/States/Call/Resource', withTask({ Resource: 'connector:htpt/request' })],
  ['connector.action_unknown /machine/States/Call/Resource', withTask({ Resource: 'connector:http/requst' })],
  ['connector.arguments_invalid /machine/States/Call/Arguments', withTask({ Arguments: {} })],
  [
    'connector.arguments_invalid /machine/States/Call/Arguments/timeoutSeconds',
    withTask({ Arguments: { url: '{% $states.input.url %}', timeoutSeconds: 90 } }),
  ],
  [
    'connector.arguments_invalid /machine/States/Call/Arguments/timeoutSeconds (warning)',
    withTask({
      Arguments: { url: '{% $states.input.url %}', timeoutSeconds: "{% $string($states.input.n) & ' s' %}" },
    }),
  ],
  [
    'connector.version_unknown /connectors/http',
    aMachine()
      .succeed('Done')
      .inDocument({ connectors: { http: '9.9.9' } }),
  ],
  [
    'connector.version_unknown /connectors/slack',
    aMachine()
      .succeed('Done')
      .inDocument({ connectors: { slack: '1.0.0' } }),
  ],
  [
    'connector.version_unknown /connectors/constructor',
    aMachine()
      .succeed('Done')
      .inDocument({ connectors: { constructor: '1.0.0' } }),
  ],
  [
    'connection.not_found /machine/States/Call/Credentials/Connection',
    aMachine()
      .task('Call', { Resource: 'connector:http/request', Credentials: { Connection: 'erp' } })
      .inDocument(),
  ],
  [
    'trigger.path_taken /triggers/b/path',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'webhook', path: 'x' }, b: { type: 'webhook', path: 'x' } } }),
  ],
  [
    'trigger.key_invalid /triggers/a/dedupe',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'webhook', path: 'x', dedupe: 'body.id' } } }),
  ],
  [
    'expression.variable_unknown /triggers/a/dedupe',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'webhook', path: 'x', dedupe: '{% $body.id %}' } } }),
  ],
  [
    'expression.states_member /triggers/a/dedupe',
    aMachine()
      .succeed('Done')
      .inDocument({ triggers: { a: { type: 'webhook', path: 'x', dedupe: '{% $states.result %}' } } }),
  ],
  ['expression.syntax /machine/States/Shape/Output/a/0', withPass({ Output: { a: ['{% 1 + %}'] } })],
  ['expression.syntax /machine/States/Shape/Output/Next', withPass({ Output: { Next: '{% 1 + %}' } })],
  ['expression.function_unknown /machine/States/Shape/Output', withPass({ Output: "{% $eval('1') %}" })],
  ['expression.arity /machine/States/Shape/Output', withPass({ Output: '{% $sum([1], [2]) %}' })],
  [
    'expression.too_complex /machine/States/Shape/Output',
    withPass({ Output: `{% ${'('.repeat(16_000)}1${')'.repeat(16_000)} %}` }),
  ],
  ['expression.regex_unsupported /machine/States/Shape/Output', withPass({ Output: "{% $match('a', /(?=a)/) %}" })],
  ['expression.not_one /machine/States/Shape/Output', withPass({ Output: '{% 1' })],
  ['expression.not_one /machine/States/Shape/Output', withPass({ Output: '1 %}' })],
  ['expression.not_one /machine/States/Shape/Output (warning)', withPass({ Output: ' {% 1 %}' + ' ' })],
  ['expression.not_one /machine/States/Shape/Output (warning)', withPass({ Output: 'Hello {% $name %}!' })],
  [
    'expression.states_member /machine/States/Call/Arguments/url',
    withTask({ Arguments: { url: '{% $states.result.url %}' } }),
  ],
  ['expression.states_member /machine/States/Shape/Output', withPass({ Output: '{% $states.result %}' })],
  ['expression.states_member /machine/States/Call/Output', withTask({ Output: '{% $states.errorOutput %}' })],
  [
    'expression.states_member /machine/States/Call/Catch/0/Output',
    aMachine()
      .task('Call', { ...request, Catch: [{ ErrorEquals: ['A'], Next: 'Done', Output: '{% $states.result %}' }] })
      .succeed('Done')
      .inDocument(),
  ],
  [
    'expression.states_member /machine/States/Which/Choices/0/Output',
    aMachine()
      .choice('Which', [{ Condition: true, Next: 'Done', Output: '{% $states.result %}' }])
      .succeed('Done')
      .inDocument(),
  ],
  [
    'expression.variable_unknown /machine/States/Shape/Output',
    withPass({ Output: '{% $customer.name %}', Assign: { customer: 1 } }),
  ],
  [
    'expression.variable_maybe_missing /machine/States/Done/Output (warning)',
    aMachine()
      .choice('Which', [{ Condition: true, Next: 'Set' }], { Default: 'Done' })
      .pass('Set', { Assign: { a: 1 } })
      .succeed('Done', { Output: '{% $a %}' })
      .inDocument(),
  ],
];

/** States that nothing leads to any more, and what else is wrong with the very same value. */
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

describe('what is said', () => {
  const say = (document: JsonValue): readonly string[] =>
    validate(document, installed).map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));

  test.each([
    [
      'name',
      aMachine().succeed('A').inDocument({ name: 'X' }),
      '"name" must be 1 to 64 lower-case letters, digits and hyphens.',
    ],
    [
      'type',
      aMachine({ TimeoutSeconds: 'x' }).succeed('A').inDocument(),
      '"TimeoutSeconds" must be an integer, but is a string.',
    ],
    ['null', aMachine({ Comment: null }).succeed('A').inDocument(), '"Comment" must be a string, but is null.'],
    [
      'member',
      withPass({ Reslt: 1 }),
      '"Reslt" is not known here. Known here: Type, Comment, QueryLanguage, Next, End, Assign, Output.',
    ],
    [
      'JSONPath',
      withPass({ ResultPath: '$' }),
      '"ResultPath" is not known here. "ResultPath" belongs to JSONPath mode; Millrace runs JSONata mode: use Arguments, Output and Assign.',
    ],
    ['document', 7, 'The document must be an object, but is a number.'],
    [
      'variable',
      withPass({ Assign: { states: 1 } }),
      '"states" must be a name of at most 80 letters, digits and underscores, not "states", which is reserved.',
    ],
    [
      'target',
      aMachine().pass('A', { Next: 'C' }).pass('B').inDocument(),
      'There is no state named "C". The states are: "A", "B".',
    ],
    ['place of a syntax error', withPass({ Output: '{% 1 + %}' }), 'The expression ends too early. (at character 3)'],
    [
      'members',
      withPass({ Output: '{% $states.result %}' }),
      '$states.result does not exist in this field. What exists here: $states.input, $states.context.',
    ],
    [
      'argument',
      withTask({ Arguments: { url: 1 } }),
      'The argument must be a string, but is a number. See http/request on the Connectors page.',
    ],
    [
      'versions',
      aMachine()
        .succeed('A')
        .inDocument({ connectors: { http: '1.0.0' } }),
      'Version "1.0.0" of "http" cannot be pinned: it is not installed, a draft, or was yanked. Versions that can: 1.2.0, 1.3.0.',
    ],
  ])('of a %s', (_, document, words) => expect(say(document)).toContain(words));

  test('a version before a release is an exact one', () => {
    const pinned = (version: string): string =>
      say(
        aMachine()
          .succeed('A')
          .inDocument({ connectors: { http: version } }),
      ).join(' ');
    expect(pinned('2.0.0-beta.1')).not.toContain('exact version');
    expect(pinned('^2.0.0')).toContain('must be an exact version such as 1.4.0');
  });

  test('stays one line, however long the names are', () => {
    const long = 'x'.repeat(100_000);
    const document = aMachine()
      .pass(long, { Next: `${long}y`, Output: { [long]: '{% 1 + %}' } })
      .inDocument({ name: long });
    for (const words of say(document)) expect(words.length).toBeLessThan(500);
  });

  test('names ten states at most', () => {
    const machine = aMachine().pass('Start', { Next: 'Missing' });
    for (let index = 0; index < 20; index += 1) machine.pass(`State ${index}`);
    expect(say(machine.inDocument()).join('\n')).toMatch(/"State 8", …\.$/m);
  });

  test('of a target when there is no state at all', () => {
    const document = { millrace: 1, name: 'a', machine: { StartAt: 'A', States: {} } };
    expect(say(document).join('\n')).toContain('StartAt names "A", which is no state. Add a state first.');
  });
});

test('ten different mistakes are ten problems, in document order', () => {
  const document = {
    millrace: 1,
    name: 'Ten Mistakes',
    triggers: {
      a: { type: 'webhook', path: 'x' },
      b: { type: 'webhook', path: 'x' },
    },
    connectors: { http: '9.9.9' },
    machine: {
      QueryLanguage: 'JSONata',
      StartAt: 'Get',
      States: {
        Get: {
          Type: 'Task',
          Resource: 'connector:http/request',
          Arguments: { uri: 'https://example.com', url: '{% $states.input.url %}' },
          Retry: [{ ErrorEquals: ['States.ALL', 'Other'] }],
          Next: 'Pause',
        },
        Pause: { Type: 'Wait', Next: 'Shape' },
        Shape: { Type: 'Pass', Output: { a: '{% $customer %}', b: '{% 1 + %}' }, Next: 'Nowhere' },
        Lost: { Type: 'Succeed' },
      },
    },
  };
  expect(check(document)).toEqual([
    'document.format_wrong /name',
    'trigger.path_taken /triggers/b/path',
    'connector.version_unknown /connectors/http',
    'machine.no_end /machine/States',
    'connector.arguments_invalid /machine/States/Get/Arguments/uri',
    'machine.error_names_invalid /machine/States/Get/Retry/0/ErrorEquals',
    'machine.wait_invalid /machine/States/Pause',
    'expression.variable_unknown /machine/States/Shape/Output/a',
    'expression.syntax /machine/States/Shape/Output/b',
    'machine.target_missing /machine/States/Shape/Next',
    'machine.state_unreachable /machine/States/Lost',
  ]);
});

describe('what is unknown is not checked', () => {
  const bare: ValidationContext = { inspectExpression };
  test.each([
    ['connectors', withTask({ Resource: 'connector:unheard/of' })],
    ['connections', withTask({ Credentials: { Connection: 'erp' } })],
    [
      'versions',
      aMachine()
        .succeed('Done')
        .inDocument({ connectors: { unheard: '1.0.0' } }),
    ],
  ])('%s', (_, document) => expect(check(document, bare)).toEqual([]));

  test('arguments that are not there, or one expression', () => {
    expect(check(aMachine().task('Call', { Resource: 'connector:http/request' }).inDocument())).toEqual([]);
    expect(check(withTask({ Arguments: '{% $states.input %}' }))).toEqual([]);
  });
});

test('an expression that stands in many places is inspected once', () => {
  let inspections = 0;
  const counting: ValidationContext = {
    inspectExpression: (source) => {
      inspections += 1;
      return inspectExpression(source);
    },
  };
  validate(withPass({ Output: Array.from({ length: 100 }, () => '{% $states.input %}') }), counting);
  expect(inspections).toBe(1);
});
