import {
  type JsonValue,
  pointerTo,
  type StepExpectation,
  type TestExpectation,
  type VisitExpectation,
} from '@millrace/machine';
import { differencesOf } from './differences.ts';
import type { TestFailure, TestOutcome } from './result.ts';
import type { TestedStep, Visits } from './visits.ts';

/** Everything that did not go as expected: how the run ended first, then its steps. */
export function checkExpectations(
  expected: TestExpectation,
  { outcome, visits }: { readonly outcome: TestOutcome; readonly visits: Visits },
): readonly TestFailure[] {
  const steps = Object.entries(expected.steps ?? {}).flatMap(([state, step]) =>
    checkStep(step, { state, found: visits.of(state), path: pointerTo('/expect/steps', state) }),
  );
  return [...checkOutcome(expected, outcome), ...steps];
}

function checkOutcome({ status, output, error }: TestExpectation, outcome: TestOutcome): readonly TestFailure[] {
  if (outcome.status !== status) return [statusFailure(status, outcome)];
  if (outcome.status === 'succeeded') {
    return output === undefined ? [] : differencesOf(output, outcome.output, '/expect/output');
  }
  if (error === undefined || error === outcome.error) return [];
  const message = `Expected the error "${error}", but it is ${nameOf(outcome)}`;
  return [{ path: '/expect/error', expected: error, actual: outcome.error, message }];
}

function statusFailure(expected: TestExpectation['status'], outcome: TestOutcome): TestFailure {
  const message =
    outcome.status === 'failed'
      ? `The run should have succeeded, but failed with ${nameOf(outcome)}`
      : 'The run should have failed, but succeeded.';
  return { path: '/expect/status', expected, actual: outcome.status, message };
}

/** Ends the sentence, as a cause often does by itself. */
function nameOf({ error, cause }: Extract<TestOutcome, { status: 'failed' }>): string {
  const name = error === '' ? 'an error without a name' : `"${error}"`;
  const words = cause === '' ? name : `${name}: ${cause}`;
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

interface Found {
  readonly state: string;
  readonly found: readonly TestedStep[];
  readonly path: string;
}

/** An object speaks of every visit; a list of one visit each, in order, and of how many there are. */
function checkStep(expected: StepExpectation | readonly VisitExpectation[], place: Found): readonly TestFailure[] {
  const { found, path } = place;
  if (isListed(expected)) {
    const wrong = found.length === expected.length ? [] : [visitsFailure(expected.length, place, path)];
    const visited = expected.slice(0, found.length);
    return [
      ...wrong,
      ...visited.flatMap((visit, index) => checkVisit(visit, found[index], { path: pointerTo(path, index) })),
    ];
  }
  const { visits, ...fields } = expected;
  if (visits !== undefined && visits !== found.length) return [visitsFailure(visits, place, `${path}/visits`)];
  if (visits === undefined && found.length === 0) return [neverEntered(place)];
  return found.flatMap((step) => checkVisit(fields, step, { path, at: found.length > 1 ? step.path : undefined }));
}

const isListed = (expected: StepExpectation | readonly VisitExpectation[]): expected is readonly VisitExpectation[] =>
  Array.isArray(expected);

function visitsFailure(expected: number, { state, found }: Found, path: string): TestFailure {
  const actual = found.length;
  const words = actual === 0 ? 'is never entered' : `is entered ${times(actual)}`;
  return { path, expected, actual, message: `"${state}" ${words}; expected: ${times(expected)}.` };
}

const neverEntered = ({ state, path }: Found): TestFailure => ({
  path,
  message: `"${state}" is never entered. Expect "visits": 0 if that is right.`,
});

function times(count: number): string {
  if (count === 0) return 'never';
  return count === 1 ? 'once' : `${count} times`;
}

const FIELDS = ['input', 'arguments', 'output'] as const;

function checkVisit(
  expected: VisitExpectation,
  step: TestedStep | undefined,
  { path, at }: { readonly path: string; readonly at?: string | undefined },
): readonly TestFailure[] {
  return FIELDS.flatMap((field) => {
    const value: JsonValue | undefined = expected[field];
    if (value === undefined) return [];
    const found = differencesOf(value, step?.[field], `${path}/${field}`);
    return at === undefined ? found : found.map((one) => ({ ...one, message: `${at}: ${one.message}` }));
  });
}
