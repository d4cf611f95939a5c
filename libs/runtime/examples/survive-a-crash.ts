import { aMachine, aWorkflow } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

/** A worker dies in the middle of a charge. Another one goes on, under the same idempotency key. */
export async function surviveACrash(): Promise<{ status: string; output: string | undefined; keys: string[] }> {
  const place = new TestInstallation();
  const charge = place.connectors.hold('charge');
  const first = await place.startEngine();
  const { runId } = await first.engine.accept(await place.event(aWorkflow(aMachine().task('Charge'))));
  await place.clock.settle();
  first.crash();
  charge.answer('done, but nobody hears it');

  await place.startEngine();
  await place.clock.advance(31_000); // The lease of the dead ends after 30 s.
  charge.answer({ charged: true });
  await place.clock.settle();
  const { status, output } = await place.read(runId);
  return { status, output, keys: charge.calls.map((call) => call.idempotencyKey) };
}
