import { aMachine, aWorkflow } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

test('a run that ends its process each time fails, and says why; others go on', async () => {
  const place = new TestInstallation();
  place.connectors.hold('charge');
  const [first] = [await place.startEngine({ settings: { maxLosses: 3 } })];
  const { runId } = await first.engine.accept(await place.event(aWorkflow(aMachine().task('Charge'))));
  await place.clock.settle();
  let current = first;
  for (let deaths = 0; deaths < 3; deaths += 1) {
    current.crash();
    current = await place.startEngine({ settings: { maxLosses: 3 } });
    await place.clock.advance(31_000);
  }
  expect(place.connectors.callsOf('charge')).toHaveLength(3);
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  expect(run.cause).toContain('run.crash_loop: 3 processes');
  expect(current.reports).toMatchObject([{ kind: 'run.recovered', runId }]);
});
