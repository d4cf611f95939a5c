import { aMachine, aWorkflow, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

test('what a Map inside another state did before it slept is not done anew, in this process or after a crash', async () => {
  const busy = place.connectors.hold('busy');
  place.connectors.on('charge');
  place.connectors.on('ship');
  const processor = aMachine().task('Charge').wait('Rest', { Seconds: 10 }).task('Ship').wait('Again', { Seconds: 10 });
  const inner = aMachine().each('Inner', processor, { Items: [1, 2] });
  const machine = aMachine().parallel('Outer', [inner, aMachine().task('Busy', { TimeoutSeconds: 6000 })]);
  const first = await place.startEngine();
  const { runId } = await first.engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(15_000);
  expect(place.connectors.callsOf('ship')).toHaveLength(2);
  first.crash();
  await place.startEngine();
  await place.clock.advance(60_000);
  busy.answer('to the dead');
  busy.answer('done');
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(place.connectors.callsOf('charge')).toHaveLength(2);
  expect(place.connectors.callsOf('ship')).toHaveLength(2);
  const paths = (await place.steps(runId)).map(({ path }) => path);
  expect(paths).toHaveLength(new Set(paths).size);
});

test('an answer reaches a thread that sleeps two states deep, while another one works', async () => {
  const busy = place.connectors.hold('busy');
  place.connectors.on('ask');
  place.connectors.on('ship', () => returned('shipped'));
  const asking = aMachine()
    .task('Ask', {
      Resource: 'connector:test/ask.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
    })
    .task('Ship');
  const inner = aMachine().parallel('Inner', [asking]);
  const machine = aMachine().parallel('Outer', [inner, aMachine().task('Busy', { TimeoutSeconds: 6000 })]);
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(7000);
  const { token } = place.connectors.callsOf('ask')[0]?.arguments as { readonly token: string };
  await engine.answerToken({ token, answer: { kind: 'returned', output: '1' } });
  await place.clock.settle();
  expect(place.connectors.callsOf('ship')).toHaveLength(1);
  expect(place.connectors.callsOf('ask')).toHaveLength(1);
  busy.answer('done');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});
