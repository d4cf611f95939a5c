// Whether a delivery comes from the service: over the raw bytes, in constant time. One truth for the platform and for tests.
import { createHmac, createPublicKey, timingSafeEqual, verify as verifyWithKey } from 'node:crypto';
import type { DeliveredRequest, Verification } from './trigger.ts';

/** `id`: what the scheme names an event by. `unusable`: no secret is one of the scheme. */
export type DeliveryVerdict =
  | { readonly kind: 'valid'; readonly id?: string }
  | { readonly kind: 'missing' | 'invalid' | 'out_of_time' | 'unusable'; readonly reason: string };
/** What a delivery is checked against. */
export interface DeliveryCheck {
  /** The current secret and, while it is being replaced, the one before. */
  readonly secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly nowMs: number;
}
type Hmac = Extract<Verification, { readonly hmac: string }>;
type Given = Pick<DeliveredRequest, 'headers' | 'bytes'>;

/** What clocks may differ by, and a message be under way. */
const TOLERANCE_MS = 300_000;
const MAX_SIGNATURES = 10;

/** Checks a delivery as the trigger's `verify` says. Rejects with what a function of the connector throws. */
export async function verifyDelivery(
  verification: Verification,
  request: DeliveredRequest,
  { secrets, nowMs }: DeliveryCheck,
): Promise<DeliveryVerdict> {
  if (typeof verification === 'object' && 'none' in verification) return { kind: 'valid' };
  // Whoever signs with nothing signs for everybody.
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return { kind: 'unusable', reason: 'The subscription has no secret.' };
  if (verification === 'standard-webhooks') return checkStandard(request, usable, nowMs);
  if (typeof verification === 'object') return checkHmac(verification, request, { secrets: usable, nowMs });
  for (const secret of usable) if (await verification(request, secret)) return { kind: 'valid' };
  return MISMATCH;
}

/** The headers of a delivery that is signed as `verify` says: for tests. Of functions and of `none` there are none. */
export function signDelivery(
  verification: Verification,
  { headers = {}, bytes }: { readonly headers?: Given['headers']; readonly bytes: Uint8Array },
  { secret, nowMs, id = 'msg_1' }: { readonly secret: string; readonly nowMs: number; readonly id?: string },
): Readonly<Record<string, string>> {
  if (verification === 'standard-webhooks') {
    const timestamp = String(Math.floor(nowMs / 1000));
    const signed = createHmac('sha256', standardKeyOf(secret)).update(`${id}.${timestamp}.`).update(bytes);
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signed.digest('base64')}`,
    };
  }
  if (typeof verification === 'function' || 'none' in verification) return {};
  const times = timeHeadersOf(verification).map((name) => [name, String(Math.floor(nowMs / 1000))] as const);
  const sent = { ...Object.fromEntries(times), ...headers };
  const { hmac, header, prefix = '', encoding } = verification;
  const signature = createHmac(hmac, secret).update(signedBytes(verification, { headers: sent, bytes }));
  return {
    ...Object.fromEntries(times),
    [header.toLowerCase()]: prefix + signature.digest(encoding),
  };
}

// ---- A header that holds an HMAC -----------------------------------------------------------------------------------

function checkHmac(verification: Hmac, request: Given, { secrets, nowMs }: DeliveryCheck): DeliveryVerdict {
  const { hmac, header, prefix = '', encoding } = verification;
  const given = request.headers[header.toLowerCase()];
  if (given === undefined || given === '') return missing(header);
  for (const name of timeHeadersOf(verification)) {
    const fault = faultOfTime(request.headers[name], name, nowMs);
    if (fault !== undefined) return fault;
  }
  const signature = given.startsWith(prefix) ? decode(given.slice(prefix.length), encoding) : undefined;
  const content = signedBytes(verification, request);
  const isSigned = secrets.some((secret) => isSame(signature, createHmac(hmac, secret).update(content).digest()));
  return isSigned ? { kind: 'valid' } : MISMATCH;
}

const PLACE = /\{(body|header\.[A-Za-z0-9-]+)\}/g;

/** Headers of `signed` that say when: `{header.x-request-timestamp}`. */
function timeHeadersOf({ signed = '' }: Hmac): readonly string[] {
  return [...signed.matchAll(PLACE)]
    .map(([, place = '']) => place.replace(/^header\./, '').toLowerCase())
    .filter((name) => /time|date/.test(name));
}

/** The bytes stay as they came, whatever is around them: a body need not be text. */
function signedBytes({ signed = '{body}' }: Hmac, { headers, bytes }: Given): Buffer {
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const { 0: whole, 1: place = '', index } of signed.matchAll(PLACE)) {
    parts.push(Buffer.from(signed.slice(end, index)));
    parts.push(place === 'body' ? bytes : Buffer.from(headers[place.slice('header.'.length).toLowerCase()] ?? ''));
    end = index + whole.length;
  }
  return Buffer.concat([...parts, Buffer.from(signed.slice(end))]);
}

// ---- Standard Webhooks ---------------------------------------------------------------------------------------------

function checkStandard({ headers, bytes }: Given, secrets: readonly string[], nowMs: number): DeliveryVerdict {
  const id = headers['webhook-id'] ?? '';
  const signatures = headers['webhook-signature'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (id === '' || signatures === '' || timestamp === '')
    return missing('webhook-id, webhook-timestamp or webhook-signature');
  if (id.length > 256 || id.includes('.'))
    return invalid('Its webhook-id is longer than 256 characters, or has a dot.');
  const fault = faultOfTime(timestamp, 'webhook-timestamp', nowMs);
  if (fault !== undefined) return fault;
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]);
  const given = signatures.split(' ', MAX_SIGNATURES);
  const known = secrets.filter(isStandardSecret);
  if (known.length === 0) return { kind: 'unusable', reason: 'The secret is no whsec_ or whpk_ key.' };
  return known.some((secret) => given.some((part) => isStandardSignature(part, secret, content)))
    ? { kind: 'valid', id }
    : MISMATCH;
}

const PUBLIC_KEY = 'whpk_';
const standardKeyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^wh(?:sec|pk)_/, ''), 'base64');

function isStandardSecret(secret: string): boolean {
  const { length } = standardKeyOf(secret);
  return secret.startsWith(PUBLIC_KEY) ? length === 32 : length >= 24 && length <= 64;
}

function isStandardSignature(part: string, secret: string, content: Buffer): boolean {
  const [version, text = ''] = part.split(',', 2);
  const signature = decode(text, 'base64');
  const key = standardKeyOf(secret);
  if (!secret.startsWith(PUBLIC_KEY))
    return version === 'v1' && isSame(signature, createHmac('sha256', key).update(content).digest());
  if (version !== 'v1a' || signature === undefined) return false;
  // RFC 8037 §2: an Ed25519 key as a JWK needs no DER around it.
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') },
    format: 'jwk',
  });
  return verifyWithKey(null, content, publicKey, signature);
}

// ---- What both share -----------------------------------------------------------------------------------------------

const MISMATCH: DeliveryVerdict = { kind: 'invalid', reason: 'No signature fits this body and the secret.' };
const invalid = (reason: string): DeliveryVerdict => ({ kind: 'invalid', reason });
const missing = (what: string): DeliveryVerdict => ({ kind: 'missing', reason: `The delivery lacks ${what}.` });

/** Seconds, milliseconds, or a date. */
function faultOfTime(text: string | undefined, name: string, nowMs: number): DeliveryVerdict | undefined {
  if (text === undefined || text === '') return missing(name);
  const atMs = /^\d+$/.test(text) ? Number(text) * (text.length > 11 ? 1 : 1000) : Date.parse(text);
  if (Number.isNaN(atMs)) return invalid(`Its ${name} is no time.`);
  if (Math.abs(nowMs - atMs) <= TOLERANCE_MS) return undefined;
  const offSeconds = Math.round(Math.abs(nowMs - atMs) / 1000);
  return { kind: 'out_of_time', reason: `Its ${name} is ${offSeconds} s from now, where 300 s are allowed.` };
}

const ALPHABET = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ } as const;
const decode = (text: string, encoding: 'hex' | 'base64'): Buffer | undefined =>
  ALPHABET[encoding].test(text) ? Buffer.from(text, encoding) : undefined;

function isSame(given: Buffer | undefined, expected: Buffer): boolean {
  return given?.length === expected.length && timingSafeEqual(given, expected);
}
