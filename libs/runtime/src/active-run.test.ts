import { aGate, aMachine, aWorkflow, intercept } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

test('a process that stops while a run begins to undo its steps undoes none', async () => {
  place.connectors.on('book');
  place.connectors.hold('unbook');
  place.connectors.hold('fly');
  const gate = aGate();
  const runs = intercept(place.stores.runs, async ({ method, parameters, proceed }) => {
    const answer = await proceed();
    // The commit is done, and its answer is on its way.
    if (method === 'advance' && (parameters[0] as { isCompensating?: true }).isCompensating === true) await gate.opened;
    return answer;
  });
  const first = await place.startEngine({ ports: { runs } });
  const document = aWorkflow(
    aMachine()
      .task('Book', { Compensate: { Resource: 'connector:test/unbook' } })
      .task('Fly', { TimeoutSeconds: 6000 }),
  );
  const { runId } = await first.engine.accept(await place.event(document));
  await place.clock.settle();
  const { workspaceId, workflowName } = await place.read(runId);
  await first.engine.cancel({ workspaceId, workflowName, runId, compensate: true });
  await place.clock.settle();
  const stopping = first.engine.stop({ deadlineMs: 0 });
  await place.clock.advance(1);
  await stopping;
  gate.open();
  await place.clock.settle();
  expect(place.connectors.callsOf('unbook')).toEqual([]);
  await place.startEngine();
  expect(place.connectors.callsOf('unbook')).toHaveLength(1);
});
