import { aMachine, aWorkflow, keyed } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { WorkflowSettings } from '@millrace/machine';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const charging = (settings: WorkflowSettings = {}) => aWorkflow(aMachine().task('Charge'), { settings });
const inputs = (): readonly unknown[] =>
  place.connectors.callsOf('charge').map(({ arguments: given }) => (given as { n: number }).n);

async function accepting(settings: WorkflowSettings) {
  const held = place.connectors.hold('charge');
  const started = await place.startEngine();
  const accept = async (n: number, members: { orderingKey?: string; who?: string } = {}): Promise<string> => {
    const { who, ...request } = members;
    const input = { n, ...(who === undefined ? {} : { who }) };
    const { runId } = await started.engine.accept(await place.event(charging(settings), { input, ...request }));
    await place.clock.settle();
    return runId;
  };
  const answer = async (): Promise<void> => {
    held.answer('done');
    await place.clock.settle();
  };
  return { ...started, held, accept, answer };
}

test('runs of one ordering key execute one at a time, in the order of acceptance; other keys do not wait', async () => {
  const { accept, answer } = await accepting({});
  for (const n of [1, 2, 3]) await accept(n, { orderingKey: 'a' });
  await accept(4, { orderingKey: 'b' });
  expect(inputs()).toEqual([1, 4]);
  await answer();
  expect(inputs()).toEqual([1, 4, 2]);
  await answer();
  await answer();
  expect(inputs()).toEqual([1, 4, 2, 3]);
});

test('the next one of a key waits for a run that sleeps', async () => {
  place.connectors.on('charge');
  const { engine } = await place.startEngine();
  const document = aWorkflow(aMachine().wait('Rest', { Seconds: 60 }).task('Charge'));
  for (const n of [1, 2]) await engine.accept(await place.event(document, { input: { n }, orderingKey: 'a' }));
  await place.clock.advance(61_000);
  expect(inputs()).toEqual([1]);
  await place.clock.advance(60_000);
  expect(inputs()).toEqual([1, 2]);
});

test('after a crash the others of the key wait for the run that was taken over', async () => {
  const { accept, crash, held } = await accepting({});
  await accept(1, { orderingKey: 'a' });
  await accept(2, { orderingKey: 'a' });
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(inputs()).toEqual([1, 1]);
  held.answer('to the dead');
  held.answer('done');
  await place.clock.settle();
  expect(inputs()).toEqual([1, 1, 2]);
});

test('whoever dies between the end of one run and the beginning of the next loses none', async () => {
  const { accept, held, crash } = await accepting({});
  await accept(1, { orderingKey: 'a' });
  const second = await accept(2, { orderingKey: 'a' });
  held.answer('done');
  crash();
  await place.startEngine();
  await place.clock.advance(40_000);
  held.answer('to whom it concerns');
  await place.clock.advance(6000);
  expect(inputs().filter((n) => n === 2).length + inputs().filter((n) => n === 1).length).toBeGreaterThanOrEqual(3);
  held.answer('done');
  await place.clock.settle();
  expect(await place.read(second)).toMatchObject({ status: 'succeeded' });
});

describe('concurrency', () => {
  test('so many runs of the workflow at once, and no more', async () => {
    const { accept, answer } = await accepting({ concurrency: { max: 2 } });
    for (const n of [1, 2, 3, 4]) await accept(n);
    expect(inputs()).toEqual([1, 2]);
    await answer();
    expect(inputs()).toEqual([1, 2, 3]);
  });

  test('of each key so many', async () => {
    const { accept } = await accepting({ concurrency: { max: 1, key: '{% $states.input.who %}' } });
    for (const n of [1, 2]) await accept(n, { who: 'ada' });
    await accept(3, { who: 'bob' });
    expect(inputs()).toEqual([1, 3]);
  });

  test('an event whose key cannot be told is refused', async () => {
    const { accept } = await accepting({ concurrency: { max: 1, key: '{% $states.input.who %}' } });
    await expect(accept(1)).rejects.toMatchObject({ code: 'trigger.key_invalid' });
    await expect(accept(1, { who: 'x'.repeat(257) })).rejects.toMatchObject({ code: 'trigger.key_invalid' });
    expect(await place.list()).toEqual([]);
  });

  test('skip: a run too many ends at once', async () => {
    const { accept } = await accepting({ concurrency: { max: 1, overlap: 'skip' } });
    await accept(1);
    expect(await place.read(await accept(2))).toMatchObject({ status: 'cancelled', error: 'Run.Skipped' });
  });

  test('cancelOldest: the newest takes its place', async () => {
    const { accept } = await accepting({ concurrency: { max: 1, overlap: 'cancelOldest' } });
    const first = await accept(1);
    await accept(2);
    await place.clock.advance(7000);
    expect(inputs()).toEqual([1, 2]);
    expect(await place.read(first)).toMatchObject({ status: 'cancelled' });
  });

  test('cancelOldest: who waits for the oldest is told of its end, and not before', async () => {
    const settings: WorkflowSettings = { concurrency: { max: 1, overlap: 'cancelOldest' } };
    const { engine, accept } = await accepting(settings);
    const event = await place.event(charging(settings), { input: { n: 1 } });
    const told = engine.acceptAndWait(event, { waitMs: 30_000 }).then(({ runId }) => place.read(runId));
    await place.clock.settle();
    await accept(2);
    await place.clock.advance(7000);
    expect(await told).toMatchObject({ status: 'cancelled' });
  });

  test('the places that are free are no backlog', async () => {
    const { accept } = await accepting({ concurrency: { max: 5, backlog: 0 } });
    for (const n of [1, 2, 3, 4, 5]) await accept(n);
    await expect(accept(6)).rejects.toMatchObject({ code: 'intake.backlog_full' });
  });

  test('an event that is sent again finds its run, however full the backlog is', async () => {
    const settings = { concurrency: { max: 1, backlog: 0 } };
    const { engine } = await accepting(settings);
    const event = await place.event(charging(settings), { input: { n: 1 }, ...keyed('order-1') });
    const { runId } = await engine.accept(event);
    await place.clock.settle();
    expect(await engine.accept(event)).toEqual({ runId, isRepetition: true, sameContent: true });
  });

  test('a backlog that is full refuses more', async () => {
    const { accept } = await accepting({ concurrency: { max: 1, backlog: 1 } });
    await accept(1);
    await accept(2);
    await expect(accept(3)).rejects.toMatchObject({
      code: 'intake.backlog_full',
      detail: { limit: 1, setting: 'settings.concurrency.backlog', retryAfterSeconds: 5 },
    });
  });
});

test('rate: so many starts in so many seconds, the others wait for their time', async () => {
  const { accept } = await accepting({ rate: { limit: 2, perSeconds: 10 } });
  for (const n of [1, 2, 3]) await accept(n);
  expect(inputs()).toEqual([1, 2]);
  await place.clock.advance(9000);
  expect(inputs()).toEqual([1, 2]);
  await place.clock.advance(2000);
  expect(inputs()).toEqual([1, 2, 3]);
});

test('debounce: the last event of a quiet time, and the others end as replaced', async () => {
  const { accept } = await accepting({ debounceSeconds: 10 });
  const first = await accept(1);
  await place.clock.advance(8000);
  await accept(2);
  await place.clock.advance(8000);
  expect(inputs()).toEqual([]);
  expect(await place.read(first)).toMatchObject({ status: 'cancelled', error: 'Run.Debounced' });
  await place.clock.advance(3000);
  expect(inputs()).toEqual([2]);
});

test('a caller who waits hears of a run that had to wait for its turn', async () => {
  const { engine, answer } = await accepting({ concurrency: { max: 1 } });
  const event = async (n: number) => place.event(charging({ concurrency: { max: 1 } }), { input: { n } });
  const answers = [
    engine.acceptAndWait(await event(1), { waitMs: 30_000 }),
    engine.acceptAndWait(await event(2), { waitMs: 30_000 }),
  ];
  await place.clock.settle();
  await answer();
  await answer();
  expect(await Promise.all(answers)).toMatchObject([{ kind: 'ended' }, { kind: 'ended' }]);
});

test('attributes are found again; what gives none is left out', async () => {
  place.connectors.on('charge');
  const { engine } = await place.startEngine();
  const searchAttributes = { n: '{% $states.input.n %}', gone: '{% $states.input.nothing %}', bad: '{% $sum("a") %}' };
  const { runId } = await engine.accept(await place.event(charging({ searchAttributes }), { input: { n: 17 } }));
  await place.clock.settle();
  const { workspaceId, searchAttributes: kept } = await place.read(runId);
  expect(kept).toEqual({ n: '17' });
  const found = await place.stores.runs.list({ workspaceId, attributes: { n: '17' }, limit: 10 });
  expect(found.items.map(({ id }) => id)).toEqual([runId]);
});

test('the value of an attribute has 256 characters at most; a longer one is cut, with a mark', async () => {
  const { engine } = await place.startEngine({ settings: { maxRunning: 0 } });
  const searchAttributes = { whole: '{% $pad("", 256, "x") %}', longer: '{% $pad("", 257, "x") %}' };
  const { runId } = await engine.accept(await place.event(charging({ searchAttributes })));
  expect((await place.read(runId)).searchAttributes).toEqual({
    whole: 'x'.repeat(256),
    longer: `${'x'.repeat(255)}…`,
  });
});

test('a caller hears of a run that another process executes, soon after it has ended', async () => {
  place.connectors.on('charge');
  const full = await place.startEngine({ settings: { maxRunning: 0 } });
  const answer = full.engine.acceptAndWait(await place.event(charging(), { input: { n: 1 } }), { waitMs: 30_000 });
  await place.clock.settle();
  await place.startEngine();
  await place.clock.advance(200);
  expect(await answer).toMatchObject({ kind: 'ended', end: { status: 'succeeded' }, isRepetition: false });
});
