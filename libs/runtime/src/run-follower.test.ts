import {
  aCheckpoint,
  aGate,
  aMachine,
  aRun,
  aStep,
  aWorkflow,
  intercept,
  returned,
  type PortCall,
} from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { RESPOND, type RunAnswer } from './answer.ts';
import type { EngineReport } from './engine-ports.ts';
import { RuntimeError } from './errors.ts';
import { RunFollower } from './run-follower.ts';
import type { StepRecord } from './run.ts';
import { VersionCache } from './version-cache.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const down = () => new RuntimeError('store.unavailable', 'down');
const response = { status: 201, headers: {}, body: 'made' };
const quiet = () => place.publish(aWorkflow(aMachine().task('Charge')));
const responding = () =>
  place.publish(aWorkflow(aMachine().task('Respond', { Resource: RESPOND }).task('Charge'), { name: 'responding' }));
const respond = (sequence = 0): StepRecord =>
  aStep(sequence, { resource: RESPOND, arguments: JSON.stringify(response) });

type Following = Parameters<RunFollower['answerOf']>[1];
interface Told {
  readonly answer?: RunAnswer;
  readonly error?: unknown;
  readonly atMs?: number;
}

/** A follower of one process, with all that it asks the store; `disturb` says what becomes of a call. */
function aFollower(disturb: (call: PortCall) => Promise<unknown> = ({ proceed }) => proceed()) {
  const calls: { readonly method: string; readonly atMs: number; readonly asked: unknown }[] = [];
  const reports: EngineReport[] = [];
  const startMs = place.clock.monotonicMs();
  const runs = intercept(place.stores.runs, (call) => {
    calls.push({ method: call.method, atMs: place.clock.monotonicMs() - startMs, asked: call.parameters[0] });
    return disturb(call);
  });
  const ports = { runs, clock: place.clock, report: (report: EngineReport) => void reports.push(report) };
  const follower = new RunFollower(ports, new VersionCache(place.stores.workflows));
  /** Waits for a run, and keeps what it was told. */
  const wait = ({ workspaceId }: WorkflowVersionDocument, runId: string, options: Partial<Following> = {}): Told => {
    const told: Told = {};
    const following = { untilMs: place.clock.monotonicMs() + 30_000, isRepetition: true, ...options };
    follower.answerOf({ workspaceId, runId }, following).then(
      (answer) => Object.assign(told, { answer, atMs: place.clock.monotonicMs() }),
      (error: unknown) => Object.assign(told, { error }),
    );
    return told;
  };
  const countOf = (method: string): number => calls.filter((call) => call.method === method).length;
  const lookTimes = () => calls.flatMap(({ method, atMs }) => (method === 'findNews' ? [atMs] : []));
  return { follower, wait, calls, reports, countOf, lookTimes };
}

/** A run that another process holds, with fence 1. */
async function begin({ workspaceId, workflowId, id: versionId }: WorkflowVersionDocument): Promise<string> {
  const id = place.ids.runId();
  const origin = { id, workspaceId, workflowId, versionId, acceptedAtMs: place.clock.nowMs() };
  await place.stores.runs.accept(aRun(origin), { workerId: 'elsewhere', leaseSeconds: 3600 });
  return id;
}
const beginMany = (count: number, version: WorkflowVersionDocument): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, () => begin(version)));
const record = (runId: string, steps: readonly StepRecord[]) =>
  place.stores.runs.advance({ lease: { runId, fence: 1 }, checkpoint: aCheckpoint(), steps });
const end = (runId: string, output = '1') =>
  place.stores.runs.finish({
    lease: { runId, fence: 1 },
    end: { status: 'succeeded', output, endedAtMs: place.clock.nowMs() },
    steps: [],
  });

describe('looking', () => {
  test('however many wait, a look is one question; the first one is at once, and then they get rarer', async () => {
    const version = await quiet();
    const ids = await beginMany(300, version);
    const { wait, countOf, lookTimes } = aFollower();
    const told = ids.map((id) => wait(version, id));
    await place.clock.advance(5000);
    expect(lookTimes()).toEqual([0, 50, 150, 350, 750, 1550, 2550, 3550, 4550]);
    expect(countOf('find')).toBe(0);
    await Promise.all(ids.slice(0, 3).map((id) => end(id)));
    await place.clock.advance(1000);
    expect(told.filter(({ answer }) => answer !== undefined)).toHaveLength(3);
    expect(countOf('findNews')).toBe(10);
    expect(countOf('find')).toBe(3);
  });

  test('more than a thousand are asked for in several questions', async () => {
    const version = await quiet();
    const { follower, wait, calls } = aFollower();
    const told = (await beginMany(1500, version)).map((id) => wait(version, id));
    await place.clock.settle();
    expect(calls.map(({ asked }) => (asked as readonly unknown[]).length)).toEqual([1000, 500]);
    follower.stop();
    await place.clock.settle();
    expect(told.filter(({ answer }) => answer?.kind === 'pending')).toHaveLength(1500);
  });

  test('who comes has quick looks of its own; those who came apart are soon asked for together', async () => {
    const version = await quiet();
    const ids = await beginMany(20, version);
    const { wait, calls, lookTimes } = aFollower();
    for (const id of ids) {
      wait(version, id);
      await place.clock.advance(37);
    }
    const last = calls.filter(({ asked }) => JSON.stringify(asked).includes(ids.at(-1) ?? ''));
    expect(last.map(({ atMs }) => atMs)).toEqual([703]);
    await place.clock.advance(10_000);
    const before = lookTimes().length;
    await place.clock.advance(10_000);
    // Twenty of them, once a second each.
    expect(lookTimes().length - before).toBeLessThan(90);
  });

  test('who joins those that have waited long has quick looks too', async () => {
    const version = await quiet();
    const id = await begin(version);
    const { wait, lookTimes } = aFollower();
    wait(version, id);
    await place.clock.advance(5000);
    wait(version, id);
    await place.clock.advance(500);
    expect(lookTimes().filter((atMs) => atMs >= 5000)).toEqual([5000, 5050, 5150, 5350]);
  });

  test('the steps of a run are asked for only while one of them may answer, and each is read once', async () => {
    const [plain, answering] = [await quiet(), await responding()];
    const [first, second] = [await begin(plain), await begin(answering)];
    const { wait, calls, countOf } = aFollower();
    wait(plain, first);
    wait(answering, second);
    await place.clock.advance(500);
    expect(calls.at(-1)?.asked).toEqual([first, second].map((runId) => ({ runId, stepCount: 0 })));
    await record(first, [aStep(0)]);
    await record(second, [aStep(0), aStep(1)]);
    await place.clock.advance(5000);
    expect(calls.findLast(({ method }) => method === 'findNews')?.asked).toEqual([
      { runId: first },
      { runId: second, stepCount: 2 },
    ]);
    expect(countOf('listSteps')).toBe(1);
    await record(second, [aStep(2)]);
    await place.clock.advance(1000);
    expect(calls.findLast(({ method }) => method === 'listSteps')?.asked).toMatchObject({ afterSequence: 1 });
    expect(countOf('find')).toBe(0);
  });
});

describe('answers', () => {
  test('come to those who wait for that run: its response, its end, or that it goes on', async () => {
    const version = await responding();
    const [responded, ended, open] = await Promise.all([begin(version), begin(version), begin(version)]);
    const { wait } = aFollower();
    const told = [responded, ended, open].map((id) => wait(version, id));
    const first = wait(version, ended, { isRepetition: false });
    await place.clock.advance(1000);
    expect(told).toEqual([{}, {}, {}]);
    await record(responded, [aStep(0), respond(1)]);
    await end(ended, '"over"');
    await place.clock.advance(29_000);
    const isRepetition = true;
    expect(told[0]?.answer).toEqual({ kind: 'responded', runId: responded, isRepetition, response });
    expect(told[1]?.answer).toMatchObject({ kind: 'ended', runId: ended, isRepetition, end: { output: '"over"' } });
    expect(first.answer).toMatchObject({ kind: 'ended', runId: ended, isRepetition: false });
    expect(told[2]).toEqual({ answer: { kind: 'pending', runId: open, isRepetition }, atMs: 30_000 });
    expect(place.clock.pendingTimers).toBe(0);
  });

  test('of a run that many wait for are read once, also for who comes meanwhile', async () => {
    const version = await responding();
    const id = await begin(version);
    const gate = aGate();
    const { wait, countOf } = aFollower(async ({ method, proceed }) => {
      if (method === 'find') await gate.opened;
      return proceed();
    });
    const told = Array.from({ length: 50 }, () => wait(version, id));
    await place.clock.advance(100);
    await end(id);
    await place.clock.advance(100);
    told.push(wait(version, id));
    await place.clock.advance(1000);
    gate.open();
    await place.clock.settle();
    expect(told.map(({ answer }) => answer?.kind)).toEqual(told.map(() => 'ended'));
    expect([countOf('find'), countOf('listSteps')]).toEqual([1, 1]);
  });

  test('are read a few at a time, and meanwhile the looks go on', async () => {
    const version = await quiet();
    const ids = await beginMany(20, version);
    await Promise.all(ids.map((id) => end(id)));
    let [open, most] = [0, 0];
    const gates = ids.map(() => aGate());
    const { wait, countOf } = aFollower(async ({ method, count, proceed }) => {
      if (method !== 'find') return proceed();
      open += 1;
      most = Math.max(most, open);
      await gates[count - 1]?.opened;
      open -= 1;
      return proceed();
    });
    const told = ids.map((id) => wait(version, id));
    await place.clock.settle();
    expect([countOf('findNews'), open]).toEqual([1, 4]);
    const late = await begin(version);
    const next = wait(version, late);
    await place.clock.advance(200);
    expect(countOf('findNews')).toBe(4);
    for (const gate of gates) gate.open();
    await place.clock.settle();
    expect(told.map(({ answer }) => answer?.kind)).toEqual(told.map(() => 'ended'));
    expect([next, most]).toEqual([{}, 4]);
  });

  test('are looked for once more just before the time is over', async () => {
    const version = await quiet();
    const id = await begin(version);
    const { wait } = aFollower();
    const told = wait(version, id, { untilMs: place.clock.monotonicMs() + 4000 });
    await place.clock.advance(3900);
    await end(id);
    await place.clock.advance(100);
    expect(told).toMatchObject({ answer: { kind: 'ended' }, atMs: 3950 });
  });

  test('are looked for together when many have little time left', async () => {
    const version = await quiet();
    const id = await begin(version);
    const { wait, lookTimes } = aFollower();
    const untilMs = place.clock.monotonicMs() + 10_000;
    for (let n = 0; n < 100; n += 1) wait(version, id, { untilMs: untilMs + n * 5 });
    await place.clock.advance(11_000);
    const inLastSecond = lookTimes().filter((atMs) => atMs >= 9700);
    expect(inLastSecond.length).toBeGreaterThan(5);
    expect(inLastSecond.length).toBeLessThanOrEqual(16);
  });

  test('are looked for once by who comes when the time is over', async () => {
    const version = await quiet();
    const [ended, open] = await Promise.all([begin(version), begin(version)]);
    await end(ended);
    const { wait, countOf } = aFollower();
    const untilMs = place.clock.monotonicMs();
    const told = [ended, open].map((id) => wait(version, id, { untilMs }));
    await place.clock.settle();
    expect(told).toMatchObject([{ answer: { kind: 'ended' } }, { answer: { kind: 'pending' } }]);
    expect([countOf('findNews'), place.clock.pendingTimers]).toEqual([1, 0]);
  });

  test('that were recorded after the steps that follow them are found at the end', async () => {
    const version = await responding();
    const id = await begin(version);
    const { wait } = aFollower();
    const told = wait(version, id);
    await record(id, [aStep(1), aStep(2)]);
    await place.clock.advance(1000);
    await record(id, [respond(0)]);
    await end(id, '"inside"');
    await place.clock.advance(1000);
    expect(told.answer).toMatchObject({ kind: 'responded', response });
  });

  test('that were given inside a composite state are heard by a repetition', async () => {
    place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
    place.connectors.on('after');
    const inside = aMachine().task('Respond', { Resource: RESPOND, Arguments: { status: 201, body: 'made' } });
    const document = aWorkflow(aMachine().parallel('Both', [inside]).task('After'));
    const { engine } = await place.startEngine();
    const dedupe = { key: 'a', windowSeconds: 60, contentHash: 'x' };
    const first = await engine.acceptAndWait(await place.event(document, { dedupe }), { waitMs: 1000 });
    await place.clock.settle();
    const again = engine.acceptAndWait(await place.event(document, { dedupe }), { waitMs: 1000 });
    await place.clock.advance(1000);
    expect(first.kind).toBe('responded');
    expect((await again).kind).toBe('responded');
  });
});

describe('a store that fails', () => {
  test('is no answer: it is asked ever more seldom, and once it is back all are asked for together', async () => {
    const version = await quiet();
    const ids = await beginMany(50, version);
    let isDown = false;
    const { wait, lookTimes, reports } = aFollower(async ({ proceed }) => {
      if (isDown) throw down();
      return proceed();
    });
    const told = ids.map((id) => wait(version, id));
    await place.clock.advance(20);
    isDown = true;
    await place.clock.advance(4980);
    expect(lookTimes()).toEqual([0, 50, 100, 200, 400, 800, 1600, 2600, 3600, 4600]);
    expect(reports[0]).toMatchObject({ kind: 'store.failed', what: 'look for runs that are followed' });
    // Who comes now waits with the others.
    told.push(wait(version, await begin(version)));
    await place.clock.advance(500);
    expect(lookTimes()).toHaveLength(10);
    isDown = false;
    await Promise.all(ids.map((id) => end(id)));
    await place.clock.advance(100);
    expect(lookTimes()).toHaveLength(11);
    expect(told.map(({ answer }) => answer?.kind)).toEqual([...ids.map(() => 'ended'), undefined]);
  });

  test('lets those whose time is over go as if the run went on', async () => {
    const version = await quiet();
    const { wait } = aFollower(() => Promise.reject(down()));
    const told = wait(version, await begin(version), { untilMs: place.clock.monotonicMs() + 2000 });
    await place.clock.advance(2000);
    expect(told).toMatchObject({ answer: { kind: 'pending' }, atMs: 2000 });
    expect(place.clock.pendingTimers).toBe(0);
  });

  test('or hangs holds up nobody whose time is over', async () => {
    const version = await quiet();
    const never = aGate();
    const { wait } = aFollower(() => never.opened);
    const told = wait(version, await begin(version), { untilMs: place.clock.monotonicMs() + 2000 });
    await place.clock.advance(2000);
    expect(told).toMatchObject({ answer: { kind: 'pending' }, atMs: 2000 });
  });

  test.each(['find', 'listSteps'])('while it is read from is asked again: %s', async (method) => {
    const version = await responding();
    const id = await begin(version);
    await record(id, [aStep(0)]);
    const { wait, reports } = aFollower(async (call) => {
      if (call.method === method && call.count <= 2) throw down();
      return call.proceed();
    });
    const told = wait(version, id);
    await end(id);
    await place.clock.advance(1000);
    expect(told.answer).toMatchObject({ kind: 'ended' });
    expect(reports).toMatchObject([1, 2].map(() => ({ kind: 'store.failed', what: 'read a run that is followed' })));
  });

  test('a run that cannot be read is told to its callers, and the others go on', async () => {
    const version = await quiet();
    const [broken, sound] = await Promise.all([begin(version), begin(version)]);
    const gone = new Error('A payload is gone.');
    const { wait } = aFollower(async ({ method, parameters: [asked], proceed }) => {
      if (method === 'find' && (asked as { runId: string }).runId === broken) throw gone;
      return proceed();
    });
    const told = [broken, sound].map((id) => wait(version, id));
    await Promise.all([end(broken), end(sound)]);
    await place.clock.advance(1000);
    expect(told).toMatchObject([{ error: gone }, { answer: { kind: 'ended' } }]);
  });
});

describe('who leaves', () => {
  test('at a stop is told that the run goes on, and nothing is asked any more', async () => {
    const version = await quiet();
    const ids = await beginMany(3, version);
    const gate = aGate();
    const { follower, wait, countOf } = aFollower(async ({ method, proceed }) => {
      const answer = await proceed();
      if (method === 'findNews') await gate.opened;
      return answer;
    });
    await end(ids[0] ?? '');
    const told = ids.map((id) => wait(version, id));
    await place.clock.settle();
    follower.stop();
    told.push(wait(version, ids[0] ?? ''));
    await place.clock.settle();
    expect(told.map(({ answer }) => answer?.kind)).toEqual(told.map(() => 'pending'));
    gate.open();
    await place.clock.advance(60_000);
    expect([countOf('findNews'), countOf('find')]).toEqual([1, 0]);
    expect(place.clock.pendingTimers).toBe(0);
  });

  test('costs nothing more: neither a question nor a read that waits for its turn', async () => {
    const version = await quiet();
    const ids = await beginMany(10, version);
    const gate = aGate();
    const { wait, calls, countOf } = aFollower(async ({ method, proceed }) => {
      if (method === 'find') await gate.opened;
      return proceed();
    });
    let isWanted = true;
    const [gone, stays] = await Promise.all([begin(version), begin(version)]);
    const told = wait(version, gone, { isWanted: () => isWanted });
    wait(version, stays);
    await place.clock.advance(100);
    await Promise.all(ids.map((id) => end(id)));
    for (const id of ids) wait(version, id, { untilMs: place.clock.monotonicMs() + 500 });
    isWanted = false;
    await place.clock.advance(500);
    expect(told.answer?.kind).toBe('pending');
    expect(calls.findLast(({ method }) => method === 'findNews')?.asked).toMatchObject([{ runId: stays }]);
    gate.open();
    await place.clock.advance(1000);
    // Those four were being read.
    expect(countOf('find')).toBe(4);
  });

  test('as the last one ends the looks', async () => {
    const version = await quiet();
    const { wait, countOf } = aFollower();
    const until = (ms: number) => ({ untilMs: place.clock.monotonicMs() + ms });
    for (const ms of [1000, 3000]) wait(version, await begin(version), until(ms));
    await place.clock.advance(3000);
    const before = countOf('findNews');
    expect(place.clock.pendingTimers).toBe(0);
    await place.clock.advance(60_000);
    expect(countOf('findNews')).toBe(before);
    wait(version, await begin(version), until(1000));
    await place.clock.settle();
    expect(countOf('findNews')).toBe(before + 1);
  });
});

test.each(['before it is looked for', 'before it is read'])('a run removed %s has no answer', async (when) => {
  const version = await quiet();
  const id = when === 'before it is read' ? await begin(version) : place.ids.runId();
  const { wait } = aFollower(({ method, proceed }) => (method === 'find' ? Promise.resolve(undefined) : proceed()));
  const told = wait(version, id, { untilMs: place.clock.monotonicMs() + 3000 });
  if (when === 'before it is read') await end(id);
  await place.clock.advance(2999);
  expect(told).toEqual({});
  await place.clock.advance(1);
  expect(told.answer).toEqual({ kind: 'pending', runId: id, isRepetition: true });
});
