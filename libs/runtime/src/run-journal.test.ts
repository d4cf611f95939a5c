import { aCheckpoint, aGate, aRun, nextTurn, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { EnginePorts } from './engine-ports.ts';
import type { RunStore } from './ports.ts';
import { RunJournal } from './run-journal.ts';

const SETTINGS = { workerId: 'worker', leaseSeconds: 30, selfFenceMs: 25_000 };
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** The journal of a run that this process holds. */
async function held(runs: RunStore): Promise<RunJournal> {
  const { id: versionId, workspaceId, workflowId } = await place.publish();
  const run = aRun({ id: place.ids.runId(), workspaceId, workflowId, versionId, acceptedAtMs: place.clock.nowMs() });
  await place.stores.runs.accept(run, SETTINGS);
  const ports: Pick<EnginePorts, 'runs' | 'clock' | 'redact'> = {
    runs,
    clock: place.clock,
    redact: () => (text) => text,
  };
  const settings = SETTINGS as EnginePorts['settings'];
  return new RunJournal({ ...ports, settings } as EnginePorts, { runId: run.id, fence: 1, stepCount: 0 });
}
const end = () => ({ status: 'succeeded' as const, output: '1', endedAtMs: place.clock.nowMs() });
const note = (journal: RunJournal, path: string): void => {
  journal.note({ kind: 'exited', path, state: path, type: 'Pass', input: 1, output: 1, startedAtMs: 1 }, []);
};

test('a task waits for results that are on their way, though another thread has sent them', async () => {
  const gate = aGate();
  const { port } = watch(place.stores.runs, (method) => (method === 'advance' ? gate.opened : undefined));
  const journal = await held(port);
  note(journal, 'Charge');
  journal.moveTo(aCheckpoint('Fork'), 'write');
  void journal.settleBefore('Fork[0]', 'write');
  await nextTurn();
  let isSettled = false;
  const settled = Promise.resolve(journal.settleBefore('Fork[1]', 'write')).then(() => (isSettled = true));
  await nextTurn();
  expect(isSettled).toBe(false);
  gate.open();
  await settled;
});

test('nothing is built on a write that was lost, whoever had asked for it', async () => {
  const runs = withFaults(place.stores.runs, ({ method, count }) =>
    method === 'advance' && count === 1 ? 'refused' : undefined,
  );
  const journal = await held(runs);
  note(journal, 'Charge');
  journal.keepEntry('Fork[0]', { kind: 'ended', within: '1', output: 1 }, 'write');
  await expect(journal.advance()).rejects.toMatchObject({ reason: 'store_failed' });
  expect(() => journal.settleBefore('Fork[0]', 'write')).toThrow('store_failed');
  await expect(journal.finish(end())).rejects.toMatchObject({ reason: 'store_failed' });
  expect((await place.read(journal.runId)).status).toBe('running');
});

test('what was asked to be written before the end is there at the end', async () => {
  const gates = [aGate(), aGate()];
  let asked = 0;
  const { port } = watch(place.stores.runs, (method) => (method === 'advance' ? gates[asked++]?.opened : undefined));
  const journal = await held(port);
  for (const path of ['First', 'Second']) {
    note(journal, path);
    void journal.advance();
    await nextTurn();
  }
  const finished = journal.finish(end());
  gates[0]?.open();
  await nextTurn();
  expect((await place.read(journal.runId)).status).toBe('running');
  gates[1]?.open();
  await finished;
  expect((await place.steps(journal.runId)).map(({ path }) => path)).toEqual(['First', 'Second']);
});

test('what was noted and not written is told once what is on its way has arrived', async () => {
  const gate = aGate();
  const { port } = watch(place.stores.runs, (method) => (method === 'advance' ? gate.opened : undefined));
  const journal = await held(port);
  journal.keepOwn('/compensate/1', { path: 'Charge' });
  const written = journal.advance();
  await nextTurn();
  journal.keepOwn('/compensate/2', { path: 'Ship' });
  const open = journal.openOwn('/compensate/');
  gate.open();
  await written;
  expect((await open).map(({ path }) => path)).toEqual(['/compensate/2']);
});
