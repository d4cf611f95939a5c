// What a run costs that waits for many others, each time that one of them has ended.
import { aMachine, aWorkflow, intercept } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** An engine whose calls of the stores are counted. */
async function startCounted() {
  const counts = new Map<string, number>();
  const counted = <T extends object>(port: T): T =>
    intercept(port, ({ method, proceed }) => {
      counts.set(method, (counts.get(method) ?? 0) + 1);
      return proceed();
    });
  const { runs, journal, tokens } = place.stores;
  const ports = { runs: counted(runs), journal: counted(journal), tokens: counted(tokens) };
  const started = await place.startEngine({ settings: { maxRunning: 2000 }, ports });
  return { ...started, counts };
}

/** A run that starts others, of which the first ends after 30 seconds, and each later one a second after the one before. */
async function waitingFor(count: number) {
  const started = await startCounted();
  const resting = aMachine().wait('Rest', { Seconds: '{% $states.input %}' });
  await place.publish(aWorkflow(resting, { name: 'child' }));
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  const Items = Array.from({ length: count }, (_, index) => 30 + index);
  const machine = aMachine().each('Each', calling, { Items, MaxConcurrency: 1000 });
  const { runId } = await started.engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  started.counts.clear();
  return { ...started, runId };
}

test('it asks for them by their ids, and starts none again', async () => {
  const { runId, counts } = await waitingFor(30);
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(counts.get('accept')).toBeUndefined();
  expect(counts.get('find')).toBeLessThan(1000);
});
