import { aMachine, aWorkflow, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

/** The answer to a commit gets lost: the run goes on when its lease has ended, and the task is not done again. */
export async function loseAnAnswer(): Promise<{ status: string; charges: number }> {
  const place = new TestInstallation();
  place.connectors.on('charge');
  place.connectors.on('ship');
  const runs = withFaults(place.stores.runs, ({ method, count }) =>
    method === 'advance' && count === 1 ? 'answer_lost' : undefined,
  );
  const { engine } = await place.startEngine({ ports: { runs } });
  const workflow = aWorkflow(aMachine().task('Charge').task('Ship'));
  const { runId } = await engine.accept(await place.event(workflow));
  await place.clock.advance(31_000);
  const { status } = await place.read(runId);
  return { status, charges: place.connectors.callsOf('charge').length };
}
