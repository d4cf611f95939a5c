/** Takes known secrets out of texts. */
export type RedactText = (text: string) => string;

export const REDACTED = '[redacted]';
/** Shorter values would match by chance, and tear holes into records. */
const MIN_SECRET_BYTES = 6;
const UNCHANGED: RedactText = (text) => text;

/**
 * A function that takes the secrets given, in every form they travel in, out of a text. A text that is JSON stays JSON,
 * also where a secret is a number or holds a quote; a text without a secret comes back as it is.
 */
export function createRedactor(secrets: readonly string[]): RedactText {
  const forms = new Set(secrets.filter((secret) => byteLength(secret) >= MIN_SECRET_BYTES).flatMap(formsOf));
  if (forms.size === 0) return UNCHANGED;
  // Longest first: a form that begins with another one is taken whole.
  const sorted = [...forms].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(sorted.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  const plain: RedactText = (text) => text.replace(pattern, REDACTED);
  return (text) => {
    const redacted = plain(text);
    if (redacted === text) return text;
    return redactedJson(text, plain) ?? redacted;
  };
}

const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The text as JSON again, or nothing when it is no JSON. */
function redactedJson(text: string, redact: RedactText): string | undefined {
  try {
    return JSON.stringify(redactedValue(JSON.parse(text), redact));
  } catch {
    // Not JSON, or nested deeper than the stack: then the text is as good as it gets.
    return undefined;
  }
}

function redactedValue(value: unknown, redact: RedactText): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return redact(String(value)) === String(value) ? value : REDACTED;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, redact));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactedValue(item, redact)]));
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const wellFormed = bytes.toString('utf8');
  const hex = bytes.toString('hex');
  const escaped = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    ...urlFormsOf(wellFormed),
    hex,
    hex.toUpperCase(),
    ...base64FormsOf(bytes),
  ];
  return forms.filter((form) => form.length >= MIN_SECRET_BYTES);
}

/** Path, query and form encoding, also as a URL rewrites them, with the hexadecimal digits in both cases. */
function urlFormsOf(text: string): string[] {
  const path = encodeURIComponent(text);
  const form = new URLSearchParams({ '': text }).toString().slice(1);
  const lower = (encoded: string): string => encoded.replace(/%[0-9A-F]{2}/g, (digits) => digits.toLowerCase());
  return [path, path.replaceAll('%20', '+'), path.replaceAll("'", '%27'), form].flatMap((encoded) => [
    encoded,
    lower(encoded),
  ]);
}

/** Inside a longer base64 text a value has three looks, by where it begins; the letters that touch neighbours are left out. */
function base64FormsOf(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = offset === 0 ? 0 : offset + 1;
    const spare = (bytes.length + offset) % 3 === 0 ? 0 : 1;
    const sure = shifted.slice(from, shifted.length - spare);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token|x-csrf-token|x-amz-security-token)$|(secret|password|signature|token|api[-_]?key)$/i;

/** Is this header's value a secret by its name? */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
