// Where the data comes from that steps are mapped and tested with.
import type { JsonValue } from '@millrace/machine';
import type { Renaming } from './renamed-step.ts';

/** What a person chose: written down in the browser, never in the document. */
export type TestSource =
  /** An input that the person may edit; absent: one made from the schema. */
  | { readonly kind: 'sample'; readonly input?: JsonValue }
  | { readonly kind: 'capture'; readonly id: string }
  | { readonly kind: 'run'; readonly runId: string }
  /** The newest run of the live version, or the newest test, whichever is there. */
  | { readonly kind: 'newest' };

export const USUAL_SOURCE: TestSource = { kind: 'newest' };

/** What was kept, which may be of another time. */
export function readSource(kept: unknown): TestSource {
  const source = (typeof kept === 'object' && kept !== null ? kept : {}) as Readonly<Record<string, unknown>>;
  if (source.kind === 'sample')
    return 'input' in source ? { kind: 'sample', input: source.input as JsonValue } : { kind: 'sample' };
  if (source.kind === 'capture' && typeof source.id === 'string') return { kind: 'capture', id: source.id };
  if (source.kind === 'run' && typeof source.runId === 'string') return { kind: 'run', runId: source.runId };
  return USUAL_SOURCE;
}

/** How a step's result was found when it was last tested. */
export interface LastTest {
  readonly runId: string;
  /** The newest path of the step in that run. */
  readonly path: string;
  /** Of the step as it was then. */
  readonly fingerprint: string;
}
export type LastTests = Readonly<Record<string, LastTest>>;

/** What a run has shown of its steps, put over what was known of them before. */
export function withResults(
  known: LastTests,
  found: readonly { readonly state: string; readonly path: string }[],
  { runId, fingerprints }: { readonly runId: string; readonly fingerprints: Readonly<Record<string, string>> },
): LastTests {
  const next = found.flatMap(({ state, path }): [string, LastTest][] => {
    const fingerprint = fingerprints[state];
    return fingerprint === undefined ? [] : [[state, { runId, path, fingerprint }]];
  });
  return { ...known, ...Object.fromEntries(next) };
}

/** The steps that have changed since they were tested. */
export function staleSteps(known: LastTests, fingerprintOf: (state: string) => string | undefined): readonly string[] {
  return Object.entries(known).flatMap(([state, { fingerprint }]) => {
    const now = fingerprintOf(state);
    return now === undefined || now === fingerprint ? [] : [state];
  });
}

/** The same results under a step's new name. */
export function withRenamed(known: LastTests, { from, to }: Renaming): LastTests {
  const { [from]: moved, ...others } = known;
  return moved === undefined ? known : { ...others, [to]: moved };
}
