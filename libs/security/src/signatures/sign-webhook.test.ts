import { makeWebhookSecret, signWebhook } from './sign-webhook.ts';
import { verifySignature } from './signature.ts';

const NOW_MS = Date.parse('2026-05-04T08:00:00Z');
const BODY = '{"type":"alert"}';

test('what is signed is what receivers check, with the old secret and the new one', () => {
  const [old, next, other] = [makeWebhookSecret(), makeWebhookSecret(), makeWebhookSecret()];
  const headers = signWebhook([next, old], { id: 'one', body: BODY, nowMs: NOW_MS });
  const request = { headers, body: Buffer.from(BODY), nowMs: NOW_MS };
  expect(verifySignature('standard-webhooks', [old], request)).toEqual({ kind: 'valid', eventId: 'one' });
  expect(verifySignature('standard-webhooks', [next], request)).toMatchObject({ kind: 'valid' });
  expect(verifySignature('standard-webhooks', [other], request)).toMatchObject({ kind: 'invalid' });
  const changed = { ...request, body: Buffer.from('{"type":"other"}') };
  expect(verifySignature('standard-webhooks', [next], changed)).toMatchObject({ kind: 'invalid' });
});

test('the vector of the specification', () => {
  const headers = signWebhook(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    ...{ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', nowMs: 1_614_265_330_000 },
  });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
