// Answers from elsewhere that a run gives up: who may still come, and who comes too late.
import { aMachine, aRetry, aWorkflow } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  place.connectors.on('ask');
});

const tokens = (): readonly string[] =>
  place.connectors.callsOf('ask').map(({ arguments: given }) => (given as { token: string }).token);
const asking = (fields = {}) => ({
  Resource: 'connector:test/ask.waitForTaskToken',
  Arguments: { token: '{% $states.context.Task.Token %}' },
  ...fields,
});
const yes = { kind: 'returned', output: '"yes"' } as const;

test('the next attempt of one that nobody answered in time can be answered', async () => {
  const { engine } = await place.startEngine();
  const machine = aMachine().task('Ask', asking({ TimeoutSeconds: 60, ...aRetry({ MaxAttempts: 1 }) }));
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(70_000);
  const [first = '', second = ''] = tokens();
  expect(await engine.answerToken({ token: first, answer: yes })).toEqual({ kind: 'expired' });
  expect(await engine.answerToken({ token: second, answer: yes })).toEqual({ kind: 'answered', runId });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"yes"' });
});
