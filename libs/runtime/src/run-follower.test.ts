import { aMachine, aWorkflow, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

test('a repetition hears the response that was given inside a composite state', async () => {
  place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
  place.connectors.on('after');
  const respond = aMachine().task('Respond', {
    Resource: 'connector:core/respond',
    Arguments: { status: 201, body: 'made' },
  });
  const document = aWorkflow(aMachine().parallel('Both', [respond]).task('After'));
  const { engine } = await place.startEngine();
  const dedupe = { key: 'a', windowSeconds: 60, contentHash: 'x' };
  const first = await engine.acceptAndWait(await place.event(document, { dedupe }), { waitMs: 1000 });
  await place.clock.settle();
  const again = engine.acceptAndWait(await place.event(document, { dedupe }), { waitMs: 1000 });
  await place.clock.advance(1000);
  expect(first.kind).toBe('responded');
  expect((await again).kind).toBe('responded');
});
