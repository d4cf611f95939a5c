import { createHmac, generateKeyPairSync, sign as signWithKey } from 'node:crypto';
import type { DeliveredRequest, Verification } from './trigger.ts';
import { signDelivery, verifyDelivery, type DeliveryVerdict } from './verify-delivery.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 9, 30);
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const bytes = Uint8Array.of(0xff, 0x00, 0x7b, 0x7d);

const delivery = (headers: Readonly<Record<string, string>>, body = bytes): DeliveredRequest => ({
  ...{ method: 'POST', headers, query: {}, bytes: body, text: '', json: null },
});
const check = (verification: Verification, request: DeliveredRequest, secrets = [SECRET]): Promise<DeliveryVerdict> =>
  verifyDelivery(verification, request, { secrets, nowMs: NOW_MS });
const mac = (text: Uint8Array | string, encoding: 'hex' | 'base64', secret = SECRET) =>
  createHmac('sha256', secret).update(text).digest(encoding);

const HEX: Verification = { hmac: 'sha256', header: 'X-Sig', prefix: 'sha256=', encoding: 'hex' };
const TIMED: Verification = {
  ...{ hmac: 'sha256', header: 'x-sig', encoding: 'base64' },
  signed: 'v0:{header.X-Request-Timestamp}:{body}',
};

test.each<[string, Verification, Readonly<Record<string, string>>, DeliveryVerdict['kind']]>([
  ['good', HEX, { 'x-sig': `sha256=${mac(bytes, 'hex')}` }, 'valid'],
  ['in capitals', HEX, { 'x-sig': `sha256=${mac(bytes, 'hex').toUpperCase()}` }, 'valid'],
  ['without its prefix', HEX, { 'x-sig': mac(bytes, 'hex') }, 'invalid'],
  ['of another body', HEX, { 'x-sig': `sha256=${mac('{}', 'hex')}` }, 'invalid'],
  ['by another secret', HEX, { 'x-sig': `sha256=${mac(bytes, 'hex', 'other')}` }, 'invalid'],
  ['cut short', HEX, { 'x-sig': `sha256=${mac(bytes, 'hex').slice(2)}` }, 'invalid'],
  ['empty', HEX, { 'x-sig': '' }, 'missing'],
  ['nothing after the prefix', HEX, { 'x-sig': 'sha256=' }, 'invalid'],
  ['no hex', HEX, { 'x-sig': 'sha256=zz' }, 'invalid'],
  ['not there', HEX, {}, 'missing'],
])('an HMAC that is %s', async (...[, verification, headers, kind]) =>
  expect((await check(verification, delivery(headers))).kind).toBe(kind),
);

describe('an HMAC over a time and the bytes', () => {
  const at = (text: string): DeliveredRequest => {
    const content = Buffer.concat([Buffer.from(`v0:${text}:`), bytes]);
    return delivery({ 'x-request-timestamp': text, 'x-sig': mac(content, 'base64') });
  };
  const seconds = NOW_MS / 1000;

  test.each([
    ['now', String(seconds), 'valid'],
    ['in milliseconds', String(NOW_MS), 'valid'],
    ['as a date', new Date(NOW_MS).toISOString(), 'valid'],
    ['five minutes ago', String(seconds - 300), 'valid'],
    ['a second more', String(seconds - 301), 'out_of_time'],
    ['in the future', String(seconds + 301), 'out_of_time'],
    ['no time', 'soon', 'invalid'],
  ])('%s', async (_, text, kind) => expect((await check(TIMED, at(text))).kind).toBe(kind));

  test('a time that nobody signed', async () => {
    const { headers } = at(String(seconds - 1000));
    const moved = delivery({ ...headers, 'x-request-timestamp': String(seconds) });
    expect((await check(TIMED, moved)).kind).toBe('invalid');
  });
});

describe('standard webhooks', () => {
  const signed = (changes: Readonly<Record<string, string>> = {}, secret = SECRET): DeliveredRequest =>
    delivery({ ...signDelivery('standard-webhooks', { bytes }, { secret, nowMs: NOW_MS, id: 'm1' }), ...changes });
  const verdictOf = async (request: DeliveredRequest, secrets = [SECRET]) =>
    await check('standard-webhooks', request, secrets);

  test('name the event', async () => expect(await verdictOf(signed())).toEqual({ kind: 'valid', id: 'm1' }));

  test('the secret before counts too, and so does the second signature', async () => {
    const other = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    expect((await verdictOf(signed(), [other, SECRET])).kind).toBe('valid');
    const both = `v1,${Buffer.alloc(32).toString('base64')} ${signed().headers['webhook-signature']}`;
    expect((await verdictOf(signed({ 'webhook-signature': both }))).kind).toBe('valid');
  });

  test.each([
    [{ 'webhook-id': 'm2' }, 'invalid'],
    [{ 'webhook-id': 'm.1' }, 'invalid'],
    [{ 'webhook-id': '' }, 'missing'],
    [{ 'webhook-timestamp': String(NOW_MS / 1000 - 301) }, 'out_of_time'],
    [{ 'webhook-timestamp': '1e9' }, 'invalid'],
    [{ 'webhook-signature': 'v2,abc' }, 'invalid'],
    [{ 'webhook-signature': 'v1,' }, 'invalid'],
  ])('%j is %s', async (changes, kind) => expect((await verdictOf(signed(changes))).kind).toBe(kind));

  test('an eleventh signature is not looked at', async () => {
    const flood = Array.from({ length: 10 }, () => 'v1,AAAA').join(' ');
    const late = signed({ 'webhook-signature': `${flood} ${signed().headers['webhook-signature']}` });
    expect((await verdictOf(late)).kind).toBe('invalid');
  });

  test.each(['whsec_', 'whsec_c2hvcnQ=', ''])('"%s" is no secret', async (secret) =>
    expect((await verdictOf(signed(), [secret])).kind).toBe('unusable'),
  );

  test('by a public key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const key = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
    const content = Buffer.concat([Buffer.from(`m1.${NOW_MS / 1000}.`), bytes]);
    const signature = `v1a,${signWithKey(null, content, privateKey).toString('base64')}`;
    expect(await verdictOf(signed({ 'webhook-signature': signature }), [key])).toEqual({ kind: 'valid', id: 'm1' });
    expect((await verdictOf(signed({ 'webhook-signature': signature, 'webhook-id': 'm2' }), [key])).kind).toBe(
      'invalid',
    );
    // A public key is known to everybody: nobody signs with it as if it were a secret.
    const forged = createHmac('sha256', Buffer.from(x, 'base64url')).update(content).digest('base64');
    expect((await verdictOf(signed({ 'webhook-signature': `v1,${forged}` }), [key])).kind).toBe('invalid');
  });
});

test('a function is asked with each secret, and nobody signs with nothing', async () => {
  const word: Verification = ({ headers }, secret) => Promise.resolve(headers['x-word'] === secret);
  expect((await check(word, delivery({ 'x-word': 'b' }), ['a', 'b'])).kind).toBe('valid');
  expect((await check(word, delivery({ 'x-word': 'c' }), ['a', 'b'])).kind).toBe('invalid');
  expect((await check(word, delivery({ 'x-word': '' }), [''])).kind).toBe('unusable');
  expect((await check({ none: 'an open form' }, delivery({}), [])).kind).toBe('valid');
});

test.each<[string, Verification]>([
  ['hex', HEX],
  ['timed', TIMED],
  ['standard', 'standard-webhooks'],
])('what is signed for a test is good: %s', async (_, verification) => {
  const headers = signDelivery(verification, { bytes }, { secret: SECRET, nowMs: NOW_MS });
  expect((await check(verification, delivery(headers))).kind).toBe('valid');
});
