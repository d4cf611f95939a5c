// How senders of webhooks prove that a request is theirs. All over the raw bytes, all comparisons in constant time.
import { createHmac, createPublicKey, timingSafeEqual, verify as verifyWithKey } from 'node:crypto';

/** What is sent. Header names in lower case. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  readonly nowMs: number;
}
/** A signature of no known scheme. */
export interface HmacScheme {
  readonly type: 'hmac';
  /** Lower case. */
  readonly header: string;
  readonly algorithm?: 'sha256' | 'sha1' | 'sha512';
  readonly encoding?: 'hex' | 'base64';
  readonly prefix?: string;
}
export type SignatureScheme = 'standard-webhooks' | 'github' | 'stripe' | 'slack' | HmacScheme;

/** `eventId`: what the scheme names an event by, so that a repetition is known. */
export type Verdict =
  | { readonly kind: 'valid'; readonly eventId?: string }
  | {
      /** `unusable`: none of the secrets can be one of this scheme. */
      readonly kind: 'missing' | 'invalid' | 'out_of_time' | 'unusable';
      readonly reason: string;
    };

/** What a sender's clock may be off, and a message be under way. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;
const MAX_SIGNATURES = 10;
const MAX_ID_CHARACTERS = 256;

/** Checks a request against each of the secrets: during a rotation there are two. */
export function verifySignature(scheme: SignatureScheme, secrets: readonly string[], request: SignedRequest): Verdict {
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return { kind: 'unusable', reason: 'The connection holds no secret.' };
  return typeof scheme === 'string' ? SCHEMES[scheme](usable, request) : verifyHmac(scheme, usable, request);
}

type Verify = (secrets: readonly string[], request: SignedRequest) => Verdict;

const SCHEMES: Readonly<Record<Exclude<SignatureScheme, HmacScheme>, Verify>> = {
  'standard-webhooks': verifyStandardWebhooks,
  github: verifyGithub,
  stripe: verifyStripe,
  slack: verifySlack,
};

// ---- Standard Webhooks ---------------------------------------------------------------------------------------------

function verifyStandardWebhooks(secrets: readonly string[], request: SignedRequest): Verdict {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(request, name),
  );
  if (id === undefined || timestamp === undefined || signature === undefined) {
    return missing('webhook-id, webhook-timestamp and webhook-signature');
  }
  if (id.length > MAX_ID_CHARACTERS || id.includes('.')) return invalid('webhook-id is longer than 256 or has a dot');
  const late = findTimeFault(timestamp, request.nowMs);
  if (late !== undefined) return late;
  const keys = secrets.flatMap(standardKeyOf);
  if (keys.length === 0) return { kind: 'unusable', reason: 'The secret is no whsec_ or whpk_ key.' };
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.body]);
  const given = signature
    .split(' ')
    .filter((part) => part !== '')
    .slice(0, MAX_SIGNATURES);
  const isSigned = given.some((part) => keys.some((isSignature) => isSignature(part, content)));
  return isSigned ? { kind: 'valid', eventId: id } : mismatch;
}

type IsSignature = (part: string, content: Buffer) => boolean;

/** `whsec_` and base64 of 24 to 64 bytes (the prefix may be missing), or `whpk_` and an ed25519 public key. */
function standardKeyOf(secret: string): readonly IsSignature[] {
  if (secret.startsWith('whpk_')) return publicKeyOf(secret.slice('whpk_'.length));
  const key = decodeBase64(secret.replace(/^whsec_/, ''));
  if (key === undefined || key.length < 24 || key.length > 64) return [];
  return [
    (part, content) =>
      part.startsWith('v1,') && isSame(decodeBase64(part.slice(3)), createHmac('sha256', key).update(content).digest()),
  ];
}

/** What stands before the 32 bytes of an ed25519 key in SubjectPublicKeyInfo. RFC 8410 §4. */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyOf(text: string): readonly IsSignature[] {
  const bytes = decodeBase64(text);
  if (bytes?.length !== 32) return [];
  const key = createPublicKey({ key: Buffer.concat([ED25519_HEAD, bytes]), format: 'der', type: 'spki' });
  return [
    (part, content) => {
      const signature = part.startsWith('v1a,') ? decodeBase64(part.slice(4)) : undefined;
      return signature?.length === 64 && verifyWithKey(null, content, key, signature);
    },
  ];
}

// ---- Senders with a scheme of their own ----------------------------------------------------------------------------

function verifyGithub(secrets: readonly string[], request: SignedRequest): Verdict {
  const header = headerOf(request, 'x-hub-signature-256');
  if (header === undefined) return missing('X-Hub-Signature-256');
  if (!isHexSigned(header, 'sha256=', { secrets, content: request.body })) return mismatch;
  const delivery = headerOf(request, 'x-github-delivery');
  return delivery === undefined ? { kind: 'valid' } : { kind: 'valid', eventId: delivery };
}

function verifyStripe(secrets: readonly string[], request: SignedRequest): Verdict {
  const header = headerOf(request, 'stripe-signature');
  if (header === undefined) return missing('Stripe-Signature');
  const parts = header.split(',').map((part) => part.trim());
  const timestamp = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
  const late = findTimeFault(timestamp, request.nowMs);
  if (late !== undefined) return late;
  const content = Buffer.concat([Buffer.from(`${timestamp}.`), request.body]);
  const given = parts.filter((part) => part.startsWith('v1=')).slice(0, MAX_SIGNATURES);
  const isSigned = given.some((part) => isHexSigned(part, 'v1=', { secrets, content }));
  return isSigned ? { kind: 'valid', ...eventIdIn(request.body) } : mismatch;
}

/** The `id` of an event whose body is signed. */
function eventIdIn(body: Uint8Array): { readonly eventId?: string } {
  try {
    const { id } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly id?: unknown };
    return typeof id === 'string' && id !== '' ? { eventId: id } : {};
  } catch {
    // No JSON, or null: the door says so when it reads the body.
    return {};
  }
}

function verifySlack(secrets: readonly string[], request: SignedRequest): Verdict {
  const [header, timestamp] = ['x-slack-signature', 'x-slack-request-timestamp'].map((name) => headerOf(request, name));
  if (header === undefined || timestamp === undefined) {
    return missing('X-Slack-Signature and X-Slack-Request-Timestamp');
  }
  const late = findTimeFault(timestamp, request.nowMs);
  if (late !== undefined) return late;
  const content = Buffer.concat([Buffer.from(`v0:${timestamp}:`), request.body]);
  return isHexSigned(header, 'v0=', { secrets, content }) ? { kind: 'valid' } : mismatch;
}

function verifyHmac(scheme: HmacScheme, secrets: readonly string[], request: SignedRequest): Verdict {
  const { header: name, algorithm = 'sha256', encoding = 'hex', prefix = '' } = scheme;
  const header = headerOf(request, name.toLowerCase());
  if (header === undefined) return missing(name);
  if (!header.startsWith(prefix)) return invalid(`${name} does not begin with ${prefix}`);
  const text = header.slice(prefix.length);
  const given = encoding === 'hex' ? decodeHex(text) : decodeBase64(text);
  const isSigned = secrets.some((secret) => isSame(given, createHmac(algorithm, secret).update(request.body).digest()));
  return isSigned ? { kind: 'valid' } : mismatch;
}

// ---- What the schemes share ----------------------------------------------------------------------------------------

const mismatch: Verdict = { kind: 'invalid', reason: 'No signature fits this body and the secret.' };
const invalid = (why: string): Verdict => ({ kind: 'invalid', reason: `${why}.` });
const missing = (what: string): Verdict => ({ kind: 'missing', reason: `The request lacks ${what}.` });

/** A header that came once. Sent several times it is nobody's signature. */
function headerOf({ headers }: SignedRequest, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function findTimeFault(timestamp: string, nowMs: number): Verdict | undefined {
  if (!/^\d{1,15}$/.test(timestamp)) return invalid('The time of the signature is no number of seconds');
  const offSeconds = Math.abs(nowMs / 1000 - Number(timestamp));
  if (offSeconds <= SIGNATURE_TOLERANCE_SECONDS) return undefined;
  const reason = `The time of the signature is ${Math.round(offSeconds)} s from now; ${SIGNATURE_TOLERANCE_SECONDS} s are allowed.`;
  return { kind: 'out_of_time', reason };
}

function isHexSigned(
  text: string,
  prefix: string,
  { secrets, content }: { readonly secrets: readonly string[]; readonly content: Uint8Array },
): boolean {
  const given = text.startsWith(prefix) ? decodeHex(text.slice(prefix.length)) : undefined;
  return secrets.some((secret) => isSame(given, createHmac('sha256', secret).update(content).digest()));
}

function isSame(given: Buffer | undefined, expected: Buffer): boolean {
  return given?.length === expected.length && timingSafeEqual(given, expected);
}

const decodeHex = (text: string): Buffer | undefined =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;

const decodeBase64 = (text: string): Buffer | undefined =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
