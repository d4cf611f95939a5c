/** Among the secrets of a connection by OAuth: what the service answered beside the usual, as the text of a JSON object. */
export const TOKEN_RESPONSE = 'token_response';

/** What must not be seen of the secrets of a connection by OAuth. */
export function secretTextsOf(secrets: Readonly<Record<string, string>>): readonly string[] {
  const { [TOKEN_RESPONSE]: answered, ...others } = secrets;
  return answered === undefined ? Object.values(others) : [...Object.values(others), ...secretsWithin(read(answered))];
}

/** A field that somebody has given the same name is a secret as it is. */
function read(answered: string): unknown {
  try {
    return JSON.parse(answered) as unknown;
  } catch {
    return { secret: answered };
  }
}

/** Some services give tokens inside of their answer: those of whoever has signed in, beside the app's. */
function secretsWithin(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && /token|secret|password/i.test(name) ? [member] : secretsWithin(member),
  );
}
