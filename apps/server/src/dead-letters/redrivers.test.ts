import type { DeadLetterDetail, KeptItems } from '@millrace/runtime';
import { receiveFailed } from '../hooks/delivery-answers.ts';
import { redriversOf, type RedriverParts } from './redrivers.ts';

const letter = {
  ...{ id: 'l', workspaceId: 's', source: 'webhook', sourceRef: 'told', redrives: 1 },
  ...{ workflow: { id: 'w', name: 'orders' }, body: Buffer.from('{}'), headers: {}, envelope: {} },
} as unknown as DeadLetterDetail;

/** Tries a delivery again of which this comes. */
const redrive = (keep: () => Promise<KeptItems>) => {
  const parts = {
    workflows: { find: () => Promise.resolve({ liveVersion: { id: 'v' } }) },
    versions: { find: () => Promise.resolve({ document: { triggers: { told: { type: 'connector' } } } }) },
    triggers: { list: () => Promise.resolve([{ triggerId: 'told' }]) },
    ...{ desk: { keep }, json: { depth: 10, members: 10 } },
  };
  return redriversOf(parts as unknown as RedriverParts).webhook(letter);
};
const failing = (error: string) => () =>
  Promise.reject(receiveFailed({ kind: 'threw', error, cause: '{"message":"Slow down."}', retryAfterMs: 12_000 }));

test('a connector that may work later leaves nothing wrong with the letter', async () => {
  await expect(redrive(failing('Connector.RateLimited'))).rejects.toMatchObject({
    ...{ code: 'dead_letter.not_now', detail: { retryAfterSeconds: 12 } },
    message: expect.stringContaining('Slow down.') as string,
  });
});

test('a connector that fails for good has failed again', async () => {
  expect(await redrive(failing('Connector.Fatal'))).toMatchObject({
    ...{ kind: 'failed', failure: { errorCode: 'trigger.receive_failed' } },
  });
});

test('a version that went live at that moment is none of the letter', async () => {
  await expect(redrive(() => Promise.resolve({ kind: 'changed' }))).rejects.toMatchObject({
    code: 'dead_letter.not_now',
  });
});
