// What services answer beside the tokens that all of them give: Slack's team, whose token it is, where the account lives.
import { TOKEN_RESPONSE, type ObtainedToken } from '@millrace/connector-host';

type Secrets = ObtainedToken['secrets'];

/** RFC 6749 §5.1, and what is kept by itself or looked at once. */
const USUAL: ReadonlySet<string> = new Set([
  ...['access_token', 'refresh_token', 'token_type', 'scope'],
  ...['expires_in', 'refresh_token_expires_in', 'id_token'],
]);
const MAX_BYTES = 16 * 1024;
/** Deeper are no words about an account. */
const MAX_DEPTH = 8;

/** The rest of an answer, as a secret among the others; none where there is no rest. */
export function restOfAnswer(given: object): Secrets {
  return sealable(Object.entries(given).filter(([name]) => !USUAL.has(name)));
}

/** What a new answer says anew is so from now on; what it does not repeat goes on. */
export function withEarlierRest(secrets: Secrets, earlier: Secrets | undefined): Secrets {
  const members = [earlier, secrets].flatMap((held) =>
    Object.entries(JSON.parse(held?.[TOKEN_RESPONSE] ?? '{}') as Readonly<Record<string, unknown>>),
  );
  return { ...secrets, ...sealable([...new Map(members)]) };
}

/** The smallest members first: what has no room any more is left out, and nobody is kept from signing in by it. */
function sealable(members: readonly (readonly [string, unknown])[]): Secrets {
  const kept: (readonly [string, unknown])[] = [];
  let bytes = 2;
  for (const { member, size } of members.flatMap(measure).sort((left, right) => left.size - right.size)) {
    bytes += size;
    if (bytes > MAX_BYTES) break;
    kept.push(member);
  }
  return kept.length === 0 ? {} : { [TOKEN_RESPONSE]: JSON.stringify(Object.fromEntries(kept)) };
}

function measure(member: readonly [string, unknown]): readonly { member: typeof member; size: number }[] {
  const [name, value] = member;
  // What the library adds to an answer are functions.
  if (value === undefined || typeof value === 'function' || !isShallow(value, MAX_DEPTH)) return [];
  return [{ member, size: Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value)},`) }];
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}
