import { aMachine, aWorkflow, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { RuntimeError } from './errors.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const outage = (): Error =>
  new RuntimeError('store.unavailable', 'The database does not answer.', { detail: { isOutage: true } });
const charging = () => aWorkflow(aMachine().task('Charge').task('Ship'));

async function queue(): Promise<string> {
  const { engine } = place.addEngine({ settings: { maxRunning: 0 } });
  return (await engine.accept(await place.event(charging()))).runId;
}

test('a store that is away while claimed runs begin makes no losses of them, however often', async () => {
  place.connectors.on('charge');
  place.connectors.on('ship');
  const runId = await queue();
  let isAway = 7;
  const workflows = withFaults(place.stores.workflows, () => ((isAway -= 1) >= 0 ? 'refused' : undefined), outage);
  const { reports } = await place.startEngine({ ports: { workflows } });
  await place.clock.advance(8000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(reports.filter(({ kind }) => kind === 'run.recovered')).toEqual([]);
});

test('runs that were dropped because of the store go on when it is back, before their leases have run out', async () => {
  let isAway = false;
  const runs = withFaults(place.stores.runs, () => (isAway ? 'refused' : undefined), outage);
  const held = place.connectors.hold('charge');
  place.connectors.on('ship');
  const { engine, reports } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.settle();
  isAway = true;
  held.answer('done');
  await place.clock.advance(5000);
  expect(reports).toContainEqual(expect.objectContaining({ kind: 'run.dropped', runId, reason: 'store_failed' }));
  expect(reports).toContainEqual(expect.objectContaining({ kind: 'store.failed', what: 'hand back runs' }));
  isAway = false;
  await place.clock.advance(1000);
  held.answer('done again');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(reports.filter(({ kind }) => kind === 'run.recovered')).toEqual([]);
});

test('what the store refuses counts as a loss: the next process would be refused as well', async () => {
  place.connectors.on('charge');
  place.connectors.on('ship');
  const refusal = (): Error => new RuntimeError('store.unavailable', 'The database refused to keep this.');
  const runs = withFaults(place.stores.runs, ({ method }) => (method === 'advance' ? 'refused' : undefined), refusal);
  const { engine } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.advance(31_000 * 6);
  const run = await place.read(runId);
  expect(run.cause).toContain('run.crash_loop');
});

test('a process that stops gives back what it could not before', async () => {
  const runId = await queue();
  const workflows = withFaults(place.stores.workflows, () => 'refused', outage);
  let isAway = false;
  const runs = withFaults(
    place.stores.runs,
    ({ method }) => (isAway && method !== 'find' ? 'refused' : undefined),
    outage,
  );
  const { engine } = await place.startEngine({ ports: { workflows, runs } });
  isAway = true;
  await place.clock.advance(3000);
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
  isAway = false;
  await engine.stop({ deadlineMs: 1000 });
  expect(await place.read(runId)).toMatchObject({ status: 'queued' });
});
