import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { verifySignature, type SignatureScheme, type SignedRequest } from './signature.ts';

const NOW_MS = 1_700_000_000_000;
const NOW = NOW_MS / 1000;
const BODY = '{"id":"evt_1","a":1}';
const STANDARD_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const hmac = (secret: string | Buffer, text: string, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text);
const hex = (secret: string, text: string) => hmac(secret, text).digest('hex');

const check = (
  scheme: SignatureScheme,
  headers: SignedRequest['headers'],
  {
    secrets = ['s3cret'],
    body = BODY,
    nowMs = NOW_MS,
  }: { secrets?: readonly string[]; body?: string; nowMs?: number } = {},
) => verifySignature(scheme, secrets, { headers, body: Buffer.from(body), nowMs });

function standard(secret = STANDARD_SECRET, { id = 'msg_1', at = NOW, body = BODY } = {}) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = `v1,${hmac(key, `${id}.${at}.${body}`).digest('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature };
}

describe('Standard Webhooks', () => {
  const secrets = [STANDARD_SECRET];

  test('a signed message, named by its id; an empty one too', () => {
    expect(check('standard-webhooks', standard(), { secrets })).toEqual({ kind: 'valid', eventId: 'msg_1' });
    const empty = standard(STANDARD_SECRET, { body: '' });
    expect(check('standard-webhooks', empty, { secrets, body: '' })).toMatchObject({ kind: 'valid' });
  });

  test('a secret without its prefix is the same secret', () => {
    const bare = [STANDARD_SECRET.slice('whsec_'.length)];
    expect(check('standard-webhooks', standard(), { secrets: bare })).toMatchObject({ kind: 'valid' });
  });

  test('during a rotation: two secrets, and several signatures of several versions', () => {
    const old = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(check('standard-webhooks', standard(old), { secrets: [STANDARD_SECRET, old] })).toMatchObject({
      kind: 'valid',
    });
    const headers = standard();
    const several = `v1,bm9wZQ== v9,x v1a,eA== ${headers['webhook-signature']}`;
    expect(check('standard-webhooks', { ...headers, 'webhook-signature': several }, { secrets })).toMatchObject({
      kind: 'valid',
    });
  });

  test('of many signatures the first ten count', () => {
    const headers = standard();
    const late = `${'v1,bm9wZQ== '.repeat(10)}${headers['webhook-signature']}`;
    expect(check('standard-webhooks', { ...headers, 'webhook-signature': late }, { secrets }).kind).toBe('invalid');
  });

  test.each([
    ['the last second of the tolerance', NOW - 300, 'valid'],
    ['a second later', NOW - 301, 'out_of_time'],
    ['a clock ahead', NOW + 300, 'valid'],
    ['a clock too far ahead', NOW + 3600, 'out_of_time'],
  ])('%s', (_, at, kind) => {
    expect(check('standard-webhooks', standard(STANDARD_SECRET, { at }), { secrets }).kind).toBe(kind);
  });

  test.each([
    ['another body', standard(), { body: `${BODY} ` }, 'invalid'],
    ['another id', { ...standard(), 'webhook-id': 'msg_2' }, {}, 'invalid'],
    ['an id with a dot', standard(STANDARD_SECRET, { id: 'msg.1' }), {}, 'invalid'],
    ['an id of 257', standard(STANDARD_SECRET, { id: 'm'.repeat(257) }), {}, 'invalid'],
    ['a time that is none', { ...standard(), 'webhook-timestamp': '12.5' }, {}, 'invalid'],
    [
      'a signature without a version',
      { ...standard(), 'webhook-signature': standard()['webhook-signature'].slice(3) },
      {},
      'invalid',
    ],
    ['no id', { ...standard(), 'webhook-id': undefined }, {}, 'missing'],
    ['no time', { ...standard(), 'webhook-timestamp': undefined }, {}, 'missing'],
    ['no signature', { ...standard(), 'webhook-signature': undefined }, {}, 'missing'],
    ['a header sent twice', { ...standard(), 'webhook-id': ['msg_1', 'msg_1'] }, {}, 'missing'],
    ['an empty secret', standard(), { secrets: [''] }, 'unusable'],
    [
      'a secret that is too short',
      standard(),
      { secrets: [`whsec_${Buffer.alloc(23).toString('base64')}`] },
      'unusable',
    ],
    ['no secret', standard(), { secrets: [] }, 'unusable'],
  ])('%s', (...[, headers, options, kind]) => {
    expect(check('standard-webhooks', headers, { secrets, ...options }).kind).toBe(kind);
  });

  test('a public key instead of a shared secret', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
    const signature = sign(null, Buffer.from(`msg_1.${NOW}.${BODY}`), privateKey).toString('base64');
    const headers = { ...standard(), 'webhook-signature': `v1a,${signature}` };
    expect(check('standard-webhooks', headers, { secrets: [`whpk_${key}`] })).toMatchObject({ kind: 'valid' });
    expect(check('standard-webhooks', headers, { secrets: [`whpk_${key}`], body: 'x' }).kind).toBe('invalid');
    expect(check('standard-webhooks', headers, { secrets: ['whpk_AA=='] }).kind).toBe('unusable');
  });
});

test('GitHub, named by its delivery', () => {
  const headers = { 'x-hub-signature-256': `sha256=${hex('s3cret', BODY)}`, 'x-github-delivery': 'd-1' };
  expect(check('github', headers)).toEqual({ kind: 'valid', eventId: 'd-1' });
  expect(check('github', headers, { secrets: ['new', 's3cret'] }).kind).toBe('valid');
  expect(check('github', headers, { body: '{"id":"evt_1", "a":1}' }).kind).toBe('invalid');
  expect(check('github', { 'x-hub-signature-256': hex('s3cret', BODY) }).kind).toBe('invalid');
  expect(check('github', { 'x-hub-signature-256': 'sha256=zz' }).kind).toBe('invalid');
  expect(check('github', {}).kind).toBe('missing');
});

test('the example in GitHub’s documentation', () => {
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const options = { secrets: ["It's a Secret to Everybody"], body: 'Hello, World!' };
  expect(check('github', { 'x-hub-signature-256': signature }, options)).toEqual({ kind: 'valid' });
});

test('Stripe, named by its event', () => {
  const signature = hex('s3cret', `${NOW}.${BODY}`);
  const header = (text: string) => ({ 'stripe-signature': text });
  expect(check('stripe', header(`t=${NOW},v1=00,v1=${signature},v0=11`))).toEqual({ kind: 'valid', eventId: 'evt_1' });
  expect(check('stripe', header(`t=${NOW - 301},v1=${hex('s3cret', `${NOW - 301}.${BODY}`)}`)).kind).toBe(
    'out_of_time',
  );
  expect(check('stripe', header(`t=${NOW - 1},v1=${signature}`)).kind).toBe('invalid');
  expect(check('stripe', header(`t=${NOW},v0=${signature}`)).kind).toBe('invalid');
  expect(check('stripe', header(`v1=${signature}`)).kind).toBe('invalid');
  expect(check('stripe', {}).kind).toBe('missing');
  const text = hex('s3cret', `${NOW}.null`);
  expect(check('stripe', header(`t=${NOW},v1=${text}`), { body: 'null' })).toEqual({ kind: 'valid' });
});

test('Slack', () => {
  const headers = (at: number) => ({
    'x-slack-signature': `v0=${hex('s3cret', `v0:${at}:${BODY}`)}`,
    'x-slack-request-timestamp': String(at),
  });
  expect(check('slack', headers(NOW))).toEqual({ kind: 'valid' });
  expect(check('slack', headers(NOW - 301)).kind).toBe('out_of_time');
  expect(check('slack', { ...headers(NOW), 'x-slack-request-timestamp': String(NOW - 1) }).kind).toBe('invalid');
  expect(check('slack', { 'x-slack-signature': headers(NOW)['x-slack-signature'] }).kind).toBe('missing');
});

describe('an HMAC that no scheme names', () => {
  const scheme = { type: 'hmac', header: 'x-signature' } as const;

  test.each([
    ['hex', {}, hmac('s3cret', BODY).digest('hex')],
    ['hex in capitals', {}, hmac('s3cret', BODY).digest('hex').toUpperCase()],
    ['base64', { encoding: 'base64' as const }, hmac('s3cret', BODY).digest('base64')],
    [
      'with a prefix',
      { prefix: 'sha1=', algorithm: 'sha1' as const },
      `sha1=${hmac('s3cret', BODY, 'sha1').digest('hex')}`,
    ],
    ['long', { algorithm: 'sha512' as const }, hmac('s3cret', BODY, 'sha512').digest('hex')],
  ])('%s', (_, more, signature) => {
    expect(check({ ...scheme, ...more }, { 'x-signature': signature })).toEqual({ kind: 'valid' });
    expect(check({ ...scheme, ...more }, { 'x-signature': signature }, { secrets: ['other'] }).kind).toBe('invalid');
    expect(check({ ...scheme, ...more }, { 'x-signature': signature }, { body: '' }).kind).toBe('invalid');
  });

  test('nothing, and what is no signature', () => {
    expect(check(scheme, {}).kind).toBe('missing');
    expect(check({ ...scheme, prefix: 'p=' }, { 'x-signature': hex('s3cret', BODY) }).kind).toBe('invalid');
    expect(check(scheme, { 'x-signature': 'zz' }).kind).toBe('invalid');
    expect(check({ ...scheme, header: 'constructor' }, {}).kind).toBe('missing');
  });
});

const vectorsFile = new URL('../../../../../shared/data/webhooks/standard-webhooks-vectors.json', import.meta.url);
interface Vector {
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly payload: string;
  readonly signature: string;
}

if (existsSync(vectorsFile)) {
  const { vectors } = JSON.parse(readFileSync(vectorsFile, 'utf8')) as { readonly vectors: readonly Vector[] };

  test.each(vectors)('the published vector $id', ({ secret, id, timestamp, payload, signature }) => {
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
    const at = { secrets: [secret], body: payload, nowMs: timestamp * 1000 };
    expect(check('standard-webhooks', headers, at)).toEqual({ kind: 'valid', eventId: id });
    expect(check('standard-webhooks', headers, { ...at, nowMs: (timestamp + 301) * 1000 }).kind).toBe('out_of_time');
    expect(check('standard-webhooks', headers, { ...at, body: `${payload} ` }).kind).toBe('invalid');
  });
} else {
  process.stdout.write('webhook vectors: skipped, shared/data/webhooks is not here\n');
}
