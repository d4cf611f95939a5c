/** Takes known secrets out of texts. */
export type RedactText = (text: string) => string;

export const REDACTED = '[redacted]';
/** Shorter values would match by chance, and tear holes into records. */
const MIN_SECRET_CHARACTERS = 6;
const UNCHANGED: RedactText = (text) => text;

/** A function that takes the secrets given, in every form they travel in, out of a text. Longest first. */
export function createRedactor(secrets: readonly string[]): RedactText {
  const forms = new Set(secrets.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS).flatMap(formsOf));
  if (forms.size === 0) return UNCHANGED;
  const sorted = [...forms].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(sorted.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, REDACTED);
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
    encodeURIComponent(wellFormed),
    encodeURIComponent(wellFormed).replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
    ...base64FormsOf(bytes),
  ];
  return forms.filter((form) => form.length >= MIN_SECRET_CHARACTERS);
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
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token|x-csrf-token|x-amz-security-token)$|(secret|password|signature|token)$/i;

/** Is this header's value a secret by its name? */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
