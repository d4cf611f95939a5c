import { aMachine, aWorkflow, returned, threw } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { expect, jest, test } from '@jest/globals';

test('steps inside of a composite state are passed by: their values are not read to plan a retry', async () => {
  const place = new TestInstallation();
  place.connectors.on('charge', ({ arguments: given }) => returned(given));
  place.connectors.on('tell', () => threw('Service.Gone', 'no'));
  const { engine } = await place.startEngine();
  const machine = aMachine()
    .each('Each', aMachine().task('Charge'), { Items: '{% $states.input.items %}' })
    .task('Tell', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }], End: true })
    .fail('Stop', { Error: 'Order.Lost' });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine), { input: { items: ['a', 'b', 'c'] } }));
  await place.clock.settle();
  const { workspaceId } = await place.read(runId);
  const asked = jest.spyOn(place.stores.runs, 'listSteps');
  expect((await engine.retries.plan({ workspaceId, runId })).start).toEqual({ kind: 'step', state: 'Tell' });
  const whole = asked.mock.calls.flatMap(([{ isBrief }], index) => (isBrief === true ? [] : [index]));
  const read = await Promise.all(whole.map((index) => asked.mock.results[index]?.value));
  expect(read.flat()).toMatchObject([{ path: 'Each' }, { path: 'Tell' }, { path: 'Stop' }]);
});
