import { action } from './action.ts';
import { auth } from './auth.ts';
import { defineConnector, type Connector, type ConnectorDefinition } from './connector.ts';
import { FatalError, PauseError, RetryableError } from './failures.ts';
import { t } from './schema.ts';
import { checkConnector } from './testing.ts';
import { pollingTrigger } from './trigger.ts';

const greet = action({
  title: 'Greet a person',
  description: 'Says hello.',
  effects: 'read',
  input: t.Object(
    {
      name: t.String({ title: 'Name', minLength: 1 }),
      tone: t.Optional(t.Choice(['warm', 'cool'], { title: 'Tone' })),
    },
    {
      additionalProperties: false,
      examples: [{ name: 'Ada' }, { name: 'Ada', tone: 'cool' }],
      'x-antiExamples': [{ value: { name: '' }, because: 'nobody is called nothing' }],
    },
  ),
  output: t.Object({ text: t.String() }),
  sample: { text: 'Hello, Ada.' },
  run: (_context, { name, tone = 'warm' }) => ({ text: tone === 'warm' ? `Hello, ${name}.` : name }),
});

const aConnector = (changes: Partial<ConnectorDefinition> = {}): Connector => ({
  sdk: 1,
  name: 'greeter',
  title: 'Greeter',
  description: 'Greets people.',
  categories: ['talk'],
  actions: { greet },
  ...changes,
});
const PACKAGE = {
  version: '1.0.0',
  icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="currentColor"><path d="M0 0"/></svg>',
};
const problemsOf = (
  changes: Partial<ConnectorDefinition> = {},
  about: Partial<typeof PACKAGE> = {},
): readonly string[] => checkConnector(aConnector(changes), { ...PACKAGE, ...about });

describe('defineConnector', () => {
  test('hands a well-named connector on', () => {
    const connector = aConnector();
    expect(defineConnector(connector)).toEqual(connector);
  });
  test.each(['Greeter', 'g', '1st', 'with_underscore', 'a'.repeat(41)])('refuses the name "%s"', (name) =>
    expect(() => defineConnector(aConnector({ name }))).toThrow('is no connector name'),
  );
  test.each(['Greet', 'say-hello', 'g'])('refuses the action name "%s"', (name) =>
    expect(() => defineConnector(aConnector({ actions: { [name]: greet } }))).toThrow('is no name of an action'),
  );
});

describe('checkConnector', () => {
  test('finds nothing in a good connector', () => expect(problemsOf()).toEqual([]));

  test.each([
    ['no title', { title: ' ' }, 'The connector has no title.'],
    ['a long description', { description: 'x'.repeat(141) }, 'The description is longer than 140 characters.'],
    ['no actions', { actions: {} }, 'The connector has no actions.'],
  ] as const)('%s', (_name, changes, problem) => {
    expect(problemsOf(changes)).toContain(problem);
  });

  test.each([
    ['no version', { version: 'latest' }, '"latest" is no semantic version.'],
    [
      'a scripted icon',
      { icon: '<svg viewBox="0 0 1 1" fill="currentColor"><script/></svg>' },
      'The icon holds more than shapes.',
    ],
    [
      'an oblong icon',
      { icon: '<svg viewBox="0 0 2 1" fill="currentColor"/>' },
      'The icon is no SVG with a square viewBox that begins at 0 0.',
    ],
    [
      'a coloured icon',
      { icon: '<svg viewBox="0 0 1 1" fill="red"/>' },
      'The icon does not take its colour from the text (currentColor).',
    ],
  ] as const)('%s', (_name, about, problem) => {
    expect(problemsOf({}, about)).toContain(problem);
  });

  test.each([
    ['a write without idempotency', { effects: 'write' }, 'greeter/greet: a write must state its idempotency.'],
    ['an open input', { input: t.Object({}) }, 'greeter/greet: the input is not closed (additionalProperties: false).'],
    [
      'a field without a title',
      { input: t.Object({ a: t.String() }) },
      'greeter/greet: the input\'s field "a" has no title.',
    ],
    ['a wrong sample', { sample: { text: 1 } }, 'greeter/greet: the sample does not fit the output.'],
    [
      'a wrong example',
      { input: t.Object({}, { additionalProperties: false, examples: [{ a: 1 }] }) },
      'greeter/greet: example 1 of the input does not fit.',
    ],
    [
      'an anti-example that fits',
      { input: t.Object({}, { 'x-antiExamples': [{ value: {}, because: 'it is empty' }] }) },
      'greeter/greet: an anti-example of the input fits: it is empty',
    ],
  ] as const)('%s', (_name, changes, problem) => {
    expect(problemsOf({ actions: { greet: { ...greet, ...changes } } })).toContain(problem);
  });
});

test.each([
  ['no title', { title: ' ' }, 'no title.'],
  ['a wrong sample', { sample: 1 }, 'the sample does not fit the output.'],
  ['a field without a title', { input: t.Object({ a: t.String() }) }, 'the input\'s field "a" has no title.'],
])('a trigger with %s', (_name, changes, problem) => {
  const greeted = pollingTrigger({
    ...{ title: 'Person greeted', input: t.Object({}), output: t.String(), sample: 'Ada', cursor: t.String() },
    poll: () => ({ items: [], cursor: '' }),
  });
  expect(problemsOf({ triggers: { greeted } })).toEqual([]);
  expect(problemsOf({ triggers: { greeted: { ...greeted, ...changes } } })).toEqual([`greeter/greeted: ${problem}`]);
});

test('code that is given secrets says so', () => {
  const signed = auth.custom({ title: 'Signed', fields: t.Object({}), sign: (request) => request });
  expect(problemsOf({ auth: { signed } })).toEqual([
    'greeter: the code of its auth kind "signed" reads secrets, and permissions.secrets is not set.',
  ]);
  expect(problemsOf({ auth: { signed }, permissions: { secrets: true } })).toEqual([]);
});

test('failures carry what a host needs, by marks that survive a second copy of the package', () => {
  const cause = new Error('inside');
  expect(new FatalError('no', { name: 'Acme.Closed', detail: { status: 409 }, cause })).toMatchObject({
    connectorFailure: 'fatal',
    errorName: 'Acme.Closed',
    detail: { status: 409 },
    cause,
  });
  expect(new RetryableError('later', { retryAfterMs: 1500 })).toMatchObject({
    connectorFailure: 'retryable',
    retryAfterMs: 1500,
    detail: {},
  });
  expect(new PauseError('stop')).toMatchObject({ connectorFailure: 'pause', message: 'stop' });
});

test('a choice is an enum in JSON Schema', () => {
  expect(JSON.parse(JSON.stringify(t.Choice(['a', 'b'], { title: 'Letter' })))).toEqual({
    type: 'string',
    enum: ['a', 'b'],
    title: 'Letter',
  });
});
