// In which forms a secret can stand in a text.

/** Shorter ones stand everywhere by chance. */
const MIN_CHARACTERS = 4;

/** A secret as it is, and as it looks in JSON, addresses, base64 and hexadecimal; the longest first. */
export function formsOfSecret(secret: string): readonly string[] {
  if (secret.length < MIN_CHARACTERS) return [];
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((offset) => insideBase64(bytes, offset));
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)].filter((form) => form.length >= MIN_CHARACTERS).sort((a, b) => b.length - a.length);
}

/** What of a secret is always the same in the base64 of a longer text: `user:password` is the usual one. */
function insideBase64(bytes: Buffer, offset: number): readonly string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const begin = offset === 0 ? 0 : offset + 1;
  const end = (offset + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
  const inside = encoded.slice(begin, end);
  // A few characters prove nothing.
  return inside.length >= 12 ? [inside] : [];
}

/** The secrets that a text holds, in whatever form. */
export function secretsIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => formsOfSecret(secret).some((form) => text.includes(form)));
}

/** A text without its secrets. `nameOf`: what stands in their place. */
export function replaceSecrets(text: string, secrets: readonly string[], nameOf: (index: number) => string): string {
  const forms = secrets.flatMap((secret, index) => formsOfSecret(secret).map((form) => [form, nameOf(index)] as const));
  // The longest first: one may be part of another.
  return forms
    .sort(([left], [right]) => right.length - left.length)
    .reduce((rest, [form, name]) => rest.replaceAll(form, name), text);
}
