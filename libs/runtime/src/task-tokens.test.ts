import { aMachine, aRetry, aWorkflow, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const approval = (fields = {}) =>
  aWorkflow(
    aMachine()
      .task('Ask', {
        Resource: 'connector:test/ask.waitForTaskToken',
        Arguments: { token: '{% $states.context.Task.Token %}' },
        ...fields,
      })
      .task('Charge'),
  );

async function asking(document = approval()) {
  place.connectors.on('ask');
  place.connectors.on('charge');
  const { engine, ...rest } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(document));
  await place.clock.settle();
  return { runId, engine, ...rest };
}
const tokens = (): readonly string[] =>
  place.connectors.callsOf('ask').map(({ arguments: given }) => (given as { token: string }).token);
const token = (): string => tokens().at(-1) ?? '';
const yes = { kind: 'returned', output: '{"ok":true}' } as const;

test('the run waits without a process until somebody answers the token', async () => {
  const { runId, engine } = await asking();
  expect(token()).toMatch(/^[\w-]{43}$/);
  expect(engine.status().running).toBe(0);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(3_600_000);
  expect(await engine.answerToken({ token: token(), answer: yes })).toEqual({ kind: 'answered', runId });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '{"ok":true}' });
});

test('the first answer counts, also after the run has ended', async () => {
  const { engine } = await asking();
  await engine.answerToken({ token: token(), answer: yes });
  const no = { kind: 'threw', error: 'No', cause: '' } as const;
  expect(await engine.answerToken({ token: token(), answer: no })).toEqual({ kind: 'already_answered' });
  await place.clock.settle();
  expect(await engine.answerToken({ token: token(), answer: no })).toEqual({ kind: 'already_answered' });
  expect(await engine.answerToken({ token: 'made up', answer: yes })).toEqual({ kind: 'not_found' });
});

test('an answer may be an error, which rules of the document handle', async () => {
  const { runId, engine } = await asking(approval({ Catch: [{ ErrorEquals: ['Refused'], Next: 'Charge' }] }));
  await engine.answerToken({ token: token(), answer: { kind: 'threw', error: 'Refused', cause: 'too dear' } });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({
    status: 'succeeded',
    output: '{"Error":"Refused","Cause":"too dear"}',
  });
});

test('an answer that comes before the call has ended is not lost', async () => {
  place.connectors.on('charge');
  const held = place.connectors.hold('ask');
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(approval()));
  await place.clock.settle();
  await engine.answerToken({ token: token(), answer: yes });
  held.answer('called');
  await place.clock.advance(20);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '{"ok":true}' });
});

test('an answer that was heard long before the call has ended is not lost either', async () => {
  place.connectors.on('charge');
  const held = place.connectors.hold('ask');
  const { engine } = await place.startEngine();
  const there = await place.startEngine();
  const { runId } = await engine.accept(await place.event(approval()));
  await place.clock.settle();
  await there.engine.answerToken({ token: token(), answer: yes });
  // Looks for signals come and go.
  await place.clock.advance(5000);
  held.answer('called');
  await place.clock.advance(100);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '{"ok":true}' });
});

test('an answer at another process reaches the run', async () => {
  const { runId } = await asking();
  const there = await place.startEngine();
  await there.engine.answerToken({ token: token(), answer: yes });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('after a crash the same attempt has the same token', async () => {
  place.connectors.hold('ask');
  const { engine, crash } = await place.startEngine();
  await engine.accept(await place.event(approval()));
  await place.clock.settle();
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(tokens()).toHaveLength(2);
  expect(new Set(tokens()).size).toBe(1);
});

test('one that nobody answers in time fails the attempt; the next one has another token, and the old one comes too late', async () => {
  const { engine } = await asking(approval({ TimeoutSeconds: 60, ...aRetry({ MaxAttempts: 1 }) }));
  const [first = ''] = tokens();
  await place.clock.advance(62_000);
  expect(new Set(tokens()).size).toBe(2);
  expect(await engine.answerToken({ token: first, answer: yes })).toMatchObject({ kind: 'expired' });
});

test('signs of life prolong the wait for the next one', async () => {
  const { runId, engine } = await asking(approval({ HeartbeatSeconds: 30 }));
  await place.clock.advance(25_000);
  expect(await engine.beatToken(token())).toBe('noted');
  await place.clock.advance(25_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.HeartbeatTimeout' });
  expect(await engine.beatToken(token())).toBe('expired');
});

test('inside a Map each item has its own, and the answers may come in any order', async () => {
  const machine = aMachine().each(
    'Each',
    aMachine().task('Ask', {
      Resource: 'connector:test/ask.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
    }),
    { Items: [1, 2, 3] },
  );
  const { runId, engine } = await asking(aWorkflow(machine));
  const asked = tokens();
  for (const [index, one] of [...asked.entries()].reverse()) {
    expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
    await engine.answerToken({ token: one, answer: { kind: 'returned', output: String(index) } });
    await place.clock.settle();
  }
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '[0,1,2]' });
});

test('while another thread works, an answer lets its thread go on', async () => {
  const charge = place.connectors.hold('charge');
  place.connectors.on('ask');
  place.connectors.on('ship', () => returned('shipped'));
  const ask = aMachine()
    .task('Ask', {
      Resource: 'connector:test/ask.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
    })
    .task('Ship');
  const { engine } = await place.startEngine();
  const event = await place.event(aWorkflow(aMachine().parallel('Both', [aMachine().task('Charge'), ask])));
  const { runId } = await engine.accept(event);
  await place.clock.settle();
  await engine.answerToken({ token: token(), answer: yes });
  await place.clock.settle();
  expect(place.connectors.callsOf('ship')).toHaveLength(1);
  charge.answer('paid');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["paid","shipped"]' });
});
