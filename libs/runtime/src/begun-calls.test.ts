// What an action is told of calls before, whatever happened to the process that made them.
import { aGate, aMachine, aWorkflow, intercept, returned, threw } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

const LEASE_MS = 31_000;
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const told = () => place.connectors.callsOf('send').map(({ earlier }) => earlier);
const sending = (fields = {}) => aMachine().task('Send', fields);
const retried = (names = ['Connector.Retryable']) => ({ Retry: [{ ErrorEquals: names, MaxAttempts: 2 }] });

/** Answers calls in turn; `never`: its process dies in it. */
function script(answers: readonly ('ok' | 'never' | 'busy' | 'unknown')[], facts = {}) {
  const never = aGate();
  let calls = 0;
  place.connectors.on(
    'send',
    async () => {
      const answer = answers[calls] ?? 'ok';
      calls += 1;
      if (answer === 'never') await never.opened;
      if (answer === 'busy') return threw('Connector.Retryable');
      return answer === 'unknown' ? threw('Connector.OutcomeUnknown') : returned('sent');
    },
    { isMarked: true, ...facts },
  );
}

async function runs(machine = sending(), members = {}) {
  const { engine, crash } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(aWorkflow(machine, members)));
  await place.clock.settle();
  return { runId, crash };
}

async function goesOnElsewhere(crash: () => void) {
  crash();
  const next = await place.startEngine();
  await place.clock.advance(LEASE_MS);
  return next;
}

test('the first call is nobody’s second', async () => {
  script([]);
  const { runId } = await runs();
  expect(told()).toEqual([undefined]);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"sent"' });
});

test.each([
  ['one that is marked', true],
  ['another', false],
])('an attempt after another is told so: %s', async (_, isMarked) => {
  script(['busy'], { isMarked });
  await runs(sending(retried()));
  await place.clock.advance(2000);
  expect(told()).toEqual([undefined, 'ended']);
});

test('what a composite state repeats is a repetition, since its key is the same', async () => {
  script(['busy']);
  await runs(aMachine().parallel('Both', [sending()], retried()));
  await place.clock.advance(2000);
  expect(told()).toEqual([undefined, 'ended']);
  expect(new Set(place.connectors.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

describe('when the process dies in the call', () => {
  test.each([
    ['at the top level', sending()],
    ['in a thread', aMachine().parallel('Both', [sending()])],
    ['in a Map', aMachine().each('Each', sending(), { Items: [1] })],
    ['after states that only compute', aMachine().pass('First').task('Send')],
  ])('whoever goes on is told that it was lost: %s', async (_, machine) => {
    script(['never']);
    const { runId, crash } = await runs(machine);
    await goesOnElsewhere(crash);
    expect(told()).toEqual([undefined, 'lost']);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('with `durability: run` too', async () => {
    script(['never']);
    const { crash } = await runs(sending(), { settings: { durability: 'run' } });
    await goesOnElsewhere(crash);
    expect(told()).toEqual([undefined, 'lost']);
  });

  test('of an action that is not marked nothing is known, and nothing is written', async () => {
    script(['never'], { isMarked: false });
    const { runId, crash } = await runs();
    await goesOnElsewhere(crash);
    expect(told()).toEqual([undefined, undefined]);
    expect(await place.stores.journal.read({ runId, limit: 10 })).toEqual([]);
  });

  test('also in a later attempt, of which no position was kept', async () => {
    script(['busy', 'never']);
    const { crash } = await runs(sending(retried()));
    await place.clock.advance(2000);
    await goesOnElsewhere(crash);
    expect(told()).toEqual([undefined, 'ended', 'lost']);
  });

  test('it is told once: what `Retry` makes of it has an attempt before', async () => {
    script(['never', 'unknown']);
    const { runId, crash } = await runs(sending(retried(['Connector.OutcomeUnknown'])));
    await goesOnElsewhere(crash);
    await place.clock.advance(2000);
    expect(told()).toEqual([undefined, 'lost', 'ended']);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('one that ends its process each time ends as a crash loop all the same', async () => {
    script(Array.from({ length: 9 }, () => 'never' as const));
    const { runId, crash } = await runs();
    let kill = crash;
    for (let losses = 0; losses < 6; losses += 1) kill = (await goesOnElsewhere(kill)).crash;
    expect(await place.read(runId)).toMatchObject({
      status: 'failed',
      cause: expect.stringContaining('run.crash_loop') as string,
    });
    expect(told()).toEqual([undefined, 'lost', 'lost', 'lost', 'lost']);
  });
});

test('when the process dies with the answer in hand, the call is lost as well', async () => {
  script([]);
  const never = aGate();
  const runsOf = intercept(place.stores.runs, async ({ method, proceed }) => {
    if (method === 'finish') await never.opened;
    return proceed();
  });
  const { engine, crash } = await place.startEngine({ ports: { runs: runsOf } });
  const { runId } = await engine.accept(await place.event(aWorkflow(sending())));
  await place.clock.settle();
  await goesOnElsewhere(crash);
  expect(told()).toEqual([undefined, 'lost']);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('the beginning is kept before the call is made, with what was before it', async () => {
  const kept: number[] = [];
  place.connectors.on('first');
  place.connectors.on(
    'send',
    async ({ run }) => {
      kept.push(
        (await place.stores.journal.read({ runId: run.id, limit: 10 })).length,
        (await place.steps(run.id)).length,
      );
      return returned(1);
    },
    { isMarked: true },
  );
  await runs(aMachine().task('First').task('Send'));
  expect(kept).toEqual([1, 1]);
});

test('a call that has ended and was kept is no second one for the next visit', async () => {
  script([]);
  const machine = sending({ Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' } })
    .when('Again', '{% $n < 2 %}', 'Send')
    .wait('Nap', { Seconds: 60 });
  const { crash } = await runs(machine);
  await goesOnElsewhere(crash);
  expect(told()).toEqual([undefined, undefined]);
});
