import type { JsonObject, JsonValue } from '@millrace/machine';
import { aMachine, aRetry, aWorkflow } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { checkInput } from './check-input.ts';

const schema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', pattern: '^o-\\d+$' },
    lines: { type: 'array', items: { type: 'object', properties: { count: { type: 'integer', minimum: 1 } } } },
    'a/b': { type: 'boolean' },
  },
};
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});
const orders = (input: JsonObject = schema) => aWorkflow(aMachine().pass('Echo'), { input });
const wrong = { id: 'x', lines: [{ count: 1 }, { count: 0 }], 'a/b': 1 };
const findings = [
  { path: '/input/id', message: '"id" must match "^o-\\d+$", but is "x".' },
  { path: '/input/lines/1/count', message: '"count" must be 1 or more.' },
  { path: '/input/a~1b', message: '"a/b" must be a boolean, but is a number.' },
];
const refused = expect.objectContaining({
  code: 'run.input_invalid',
  message: 'The input does not fit the schema of "orders".',
  detail: { findings },
}) as Error;

describe('what is called with an input that does not fit', () => {
  test.each(['call', 'manual'] as const)('is no run, and says all that is wrong: %s', async (type) => {
    const { engine } = await place.startEngine();
    const trigger = { id: 'api', type };
    const event = await place.event(orders(), { trigger, input: wrong });
    await expect(engine.accept(event)).rejects.toThrow(refused);
    await expect(engine.acceptAndWait(event, { waitMs: 1000 })).rejects.toThrow(refused);
    expect(await place.list()).toEqual([]);
    const { runId } = await engine.accept({ ...event, input: { id: 'o-1' } });
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test.each(['webhook', 'schedule', 'form'] as const)(
    'begins all the same by a %s, whose doors decide',
    async (type) => {
      const { engine } = await place.startEngine();
      const event = await place.event(orders(), { trigger: { id: 'door', type }, input: wrong });
      expect((await engine.accept(event)).runId).toBeDefined();
    },
  );

  test('fails the task that calls it, by a name of its own, and a rule may take it', async () => {
    await place.publish(aWorkflow(aMachine().pass('Echo'), { name: 'child', input: schema }));
    const { engine } = await place.startEngine();
    const task = { Resource: 'workflow:child', Arguments: wrong };
    const failing = await engine.accept(await place.event(aWorkflow(aMachine().task('Call', task))));
    await place.clock.settle();
    const { error, cause = '' } = await place.read(failing.runId);
    expect(error).toBe('Workflow.InputInvalid');
    expect(JSON.parse(cause)).toEqual({
      code: 'run.input_invalid',
      message: 'The input does not fit the schema of "child".',
      errors: findings,
    });
    const Catch = [{ ErrorEquals: ['Workflow.InputInvalid'], Next: 'Sorry' }];
    const machine = aMachine()
      .task('Call', { ...task, Catch })
      .succeed('Sorry');
    const caught = await engine.accept(await place.event(aWorkflow(machine)));
    await place.clock.settle();
    expect(await place.read(caught.runId)).toMatchObject({ status: 'succeeded' });
  });

  test('one that was started before its schema changed is waited for, after a crash too', async () => {
    const child = (input: JsonObject) => aWorkflow(aMachine().wait('Rest', { Seconds: 600 }), { name: 'child', input });
    await place.publish(child({ type: 'object' }));
    const first = await place.startEngine();
    const task = { Resource: 'workflow:child', Arguments: { id: 7 }, ...aRetry({ MaxAttempts: 0 }) };
    const { runId } = await first.engine.accept(await place.event(aWorkflow(aMachine().task('Call', task))));
    await place.clock.settle();
    await place.publish(child(schema));
    first.crash();
    await place.startEngine();
    await place.clock.advance(700_000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a handler of failures hears of them, whatever its schema says', async () => {
    await place.publish(aWorkflow(aMachine().pass('Hear'), { name: 'handler', input: { required: ['other'] } }));
    const { engine } = await place.startEngine();
    const failing = aWorkflow(aMachine().fail('No'), { settings: { onFailure: 'handler' } });
    await engine.accept(await place.event(failing));
    await place.clock.settle();
    expect(await place.list()).toHaveLength(2);
  });
});

describe('the check', () => {
  const { evaluator } = new TestInstallation();
  const check = (given: JsonObject, input: JsonValue) =>
    checkInput(evaluator, { schema: given, input }).map(({ path, keyword }) => `${keyword} ${path}`);

  test('of a pattern takes linear time; one that is none says so', () => {
    expect(check({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`)).toEqual(['pattern ']);
    expect(check({ pattern: '^/a/\\d' }, '/a/1')).toEqual([]);
    expect(check({ pattern: '(?=x)' }, 'x')).toEqual(['patternUnknown ']);
    const names = { patternProperties: { '^x-': { type: 'number' } } };
    expect(check(names, { 'x-a': 'text', b: 'text' })).toEqual(['type /x-a']);
  });

  test('of a schema that leads nowhere ends', () => {
    const endless = { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(check(endless, 1)).toEqual(['$ref ']);
  });
});
