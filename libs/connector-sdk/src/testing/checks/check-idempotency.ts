// C6: a write that is repeated happens once, and a read changes nothing.
import type { Idempotency } from '../../action.ts';
import type { JsonValue } from '../../json.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { TestPlatform } from '../platform/test-platform.ts';
import type { ActionCase } from '../test-case.ts';
import { bytesOf, parseJson, textOf, type WireRequest } from '../wire/wire.ts';
import { driveCase } from './drive-case.ts';
import {
  actionOf,
  brokenPlatformOf,
  effectsOf,
  hintOf,
  isWriting,
  platformOf,
  prepare,
  tellOutcome,
  type Problems,
  type Subject,
} from './subject.ts';

const KEY = 'k3y'.padEnd(52, '7');
const MAX_ATTEMPTS = 3;

/** Lets the service do the work and lose the answer. */
export async function checkIdempotency(subject: Subject, tried: ActionCase): Promise<Problems> {
  const action = actionOf(subject, tried);
  const problems =
    action.effects === 'read'
      ? await problemsOfRead(subject, tried)
      : isNone(action.idempotency)
        ? []
        : await problemsOfWrite(subject, tried, action.idempotency);
  return problems.map((problem) => `${subject.connector.name}/${tried.action}: ${problem}`);
}

const isNone = (idempotency: Idempotency | undefined): boolean =>
  typeof idempotency === 'object' && 'none' in idempotency;

async function problemsOfRead(subject: Subject, tried: ActionCase): Promise<Problems> {
  prepare(subject, tried);
  const before = effectsOf(subject);
  await call(subject, tried, { platform: platformOf(subject), attempt: 1 });
  return effectsOf(subject) === before ? [] : ['it is declared as a read, and it changes what the service holds.'];
}

async function problemsOfWrite(
  subject: Subject,
  tried: ActionCase,
  idempotency: Idempotency | undefined,
): Promise<Problems> {
  prepare(subject, tried);
  await call(subject, tried, { platform: platformOf(subject), attempt: 1 });
  const once = effectsOf(subject);
  prepare(subject, tried);
  const writes: WireRequest[] = [];
  const platform = brokenPlatformOf(subject, (request) => {
    if (!isWriting(request)) return undefined;
    writes.push(request);
    return writes.length === 1 ? { kind: 'reset', work: 'after' } : undefined;
  });
  const outcome = await repeatCall(subject, tried, platform);
  if (writes.length === 0) return [];
  const said = 'when the service does the work and the answer is lost,';
  return [
    ...(outcome.kind === 'returned' ? [] : [`${said} it was to work in the end, and ${tellOutcome(outcome)}.`]),
    ...(effectsOf(subject) === once
      ? []
      : [
          `${said} it does not leave what one call leaves: the work is done twice, or not as before.${hintOf(idempotency)}`,
        ]),
    ...problemsOfKey(idempotency, writes, tried),
  ];
}

/** As a run whose `Retry` covers what may be repeated. */
async function repeatCall(subject: Subject, tried: ActionCase, platform: TestPlatform): Promise<TestOutcome> {
  let outcome = await call(subject, tried, { platform, attempt: 1 });
  for (let attempt = 2; attempt <= MAX_ATTEMPTS && isRepeated(outcome); attempt += 1)
    outcome = await call(subject, tried, { platform, attempt });
  return outcome;
}

const isRepeated = (outcome: TestOutcome): boolean =>
  outcome.kind === 'threw' && ['Connector.Retryable', 'Connector.RateLimited'].includes(outcome.error);

function call(
  subject: Subject,
  tried: ActionCase,
  made: { readonly platform: TestPlatform; readonly attempt: number },
): Promise<TestOutcome> {
  return driveCase(subject, tried, { ...made, idempotencyKey: KEY });
}

/** The key, or the natural one, on every attempt, and always the same. */
function problemsOfKey(
  idempotency: Idempotency | undefined,
  writes: readonly WireRequest[],
  { pauses = [] }: ActionCase,
): Problems {
  if (typeof idempotency !== 'object') return [];
  if ('header' in idempotency) {
    const name = idempotency.header.toLowerCase();
    const missing = writes.findIndex(({ headers }) => headers[name] !== KEY);
    return missing < 0 ? [] : [`the header ${idempotency.header} does not hold the key on attempt ${missing + 1}.`];
  }
  if (!('naturalKey' in idempotency)) return [];
  const { naturalKey } = idempotency;
  const values = writes.map((request) => naturalKeyIn(request, naturalKey));
  const missing = values.indexOf(undefined);
  if (missing >= 0) return [`its natural key "${naturalKey}" is missing on attempt ${missing + 1}.`];
  // What goes on after a pause makes things of its own.
  return pauses.length === 0 && new Set(values).size > 1
    ? [`its natural key "${naturalKey}" is another one on each attempt.`]
    : [];
}

function naturalKeyIn({ url, body, headers }: WireRequest, name: string): string | undefined {
  const text = textOf(body);
  const inQuery = new URL(url).searchParams.get(name);
  const inHeader = headers[name.toLowerCase()];
  const inForm =
    headers['content-type']?.includes('form-urlencoded') === true ? new URLSearchParams(text).get(name) : null;
  return inQuery ?? inHeader ?? inForm ?? memberIn(parseJson(text), name) ?? partIn(body, name);
}

/** A member of this name, however deep. */
function memberIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [member, item] of Object.entries(value as Readonly<Record<string, JsonValue>>)) {
    if (member === name && item !== null && item !== '') return JSON.stringify(item);
    const found = memberIn(item, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of a multipart body: whether there is such a part is all that can be told. */
function partIn(body: Uint8Array, name: string): string | undefined {
  return Buffer.from(body).includes(Buffer.from(bytesOf(`name="${name}"`))) ? textOf(body) : undefined;
}
