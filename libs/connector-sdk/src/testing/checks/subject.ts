import { errorPrefixOf, type Connector } from '../../connector.ts';
import type { Action, Idempotency } from '../../action.ts';
import type { Evaluate } from '../../declarative/template.ts';
import type { Manifest } from '../../manifest.ts';
import type { FakeApi } from '../fake/fake-api.ts';
import { evaluatePath } from '../platform/evaluate-path.ts';
import { MemoryValues } from '../platform/memory-values.ts';
import type { TestConnection } from '../platform/test-connection.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import { BEGINNING_MS } from '../platform/test-clock.ts';
import { TestPlatform } from '../platform/test-platform.ts';
import type { ConnectorPackage } from '../read-package.ts';
import type { ActionCase, TestCase } from '../test-case.ts';
import { breakWire, type Fault } from '../wire/faults.ts';
import { BrokenWire, type Wire, type WireRequest } from '../wire/wire.ts';

/** A connector under test, with all that it is tried with. */
export interface Subject {
  readonly connector: Connector;
  readonly about: ConnectorPackage;
  readonly fake: FakeApi | undefined;
  readonly connections: Readonly<Record<string, TestConnection>>;
  readonly cases: readonly TestCase[];
  readonly previous: Manifest | undefined;
  readonly evaluate: Evaluate;
}
/** What a check finds: a sentence each; nothing when all is well. */
export type Problems = readonly string[];

/** A subject of what is given; the rest is empty. */
export function toSubject(given: Partial<Subject> & Pick<Subject, 'connector' | 'about'>): Subject {
  return { fake: undefined, connections: {}, cases: [], previous: undefined, evaluate: evaluatePath, ...given };
}

const NOBODY: Wire = ({ url }) =>
  Promise.reject(new BrokenWire(`no fake answers at ${url}`, { code: 'ENOTFOUND', wasSent: false }));

/** The subject as if nothing had happened yet, but for what the case wants to be there. */
export function prepare({ fake }: Subject, tried: TestCase): void {
  fake?.reset();
  // Days may have passed: what the service notes of the time is to be the same again.
  if ('pauses' in tried) fake?.clock.set(BEGINNING_MS);
  if (fake !== undefined) tried.given?.(fake.state);
}

/** A platform for it, on the fake's clock. `around`: what lies between it and the fake. */
export function platformOf(
  { connector, fake, connections, evaluate }: Subject,
  around: (wire: Wire) => Wire = (wire) => wire,
  values = new MemoryValues(),
): TestPlatform {
  const service = fake === undefined ? {} : { time: fake.clock, dial: fake.dial };
  const wire = fake?.wire ?? NOBODY;
  // Whatever goes wrong with a call, it is signed in.
  return new TestPlatform({
    connector,
    connections,
    evaluate,
    values,
    wire: around(wire),
    signInWire: wire,
    ...service,
  });
}

/** A platform whose requests fail as `faultOf` says. */
export function brokenPlatformOf(subject: Subject, faultOf: (request: WireRequest) => Fault | undefined): TestPlatform {
  const passTime = (waitMs: number, signal: AbortSignal): Promise<void> =>
    subject.fake?.clock.wait(waitMs, signal) ?? Promise.resolve();
  return platformOf(subject, (wire) => breakWire({ wire, passTime }, faultOf));
}

export const isActionCase = (tried: TestCase): tried is ActionCase => 'action' in tried;

/** Cases of actions that work. */
export const workingCasesOf = ({ cases }: Subject): readonly ActionCase[] =>
  cases.filter(isActionCase).filter(({ fails }) => fails === undefined);

/** The action of a case. Throws for one that the connector does not have. */
export function actionOf({ connector }: Subject, { action }: ActionCase): Action {
  const found = connector.actions[action];
  if (found !== undefined) return found;
  throw new TypeError(`A case is for ${connector.name}/${action}, and there is no such action.`);
}

/** Is this an error that the connector has declared itself? */
export function isOwnError({ name, errors = {} }: Connector, error: string): boolean {
  const prefix = `${errorPrefixOf(name)}.`;
  return error.startsWith(prefix) && Object.hasOwn(errors, error.slice(prefix.length));
}

/** An outcome in a few words. */
export const tellOutcome = (outcome: TestOutcome): string =>
  outcome.kind === 'returned' ? 'it returned' : `it ended with ${outcome.error} (${outcome.message})`;

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
export const isWriting = ({ method }: { readonly method: string }): boolean => !SAFE_METHODS.has(method);

/** What others see of the fake, as text to compare. */
export const effectsOf = ({ fake }: Subject): string => JSON.stringify(fake?.effects ?? null);

/** Of keys in headers: what else than the connector may be wrong. */
export const hintOf = (idempotency: Idempotency | undefined): string =>
  typeof idempotency === 'object' && 'header' in idempotency
    ? ' A fake does a thing once for each key by `once(key, …)`.'
    : '';
