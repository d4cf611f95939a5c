// The reference implementation's own cases: same value, or same error. Each difference that is meant stands here by name.
import { existsSync, readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { ExpressionError } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { evaluate } from './testing/evaluate.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

interface Case {
  readonly id: string;
  readonly expr: string;
  readonly data?: JsonValue;
  readonly dataset?: string | null;
  readonly bindings?: JsonObject;
  readonly depth?: number;
  readonly timelimit?: number;
  readonly result?: JsonValue;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly error?: { readonly code: string };
  readonly unordered?: boolean;
}

const folder = new URL('../../../../shared/data/jsonata/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

/** Case or group of cases -> our own code instead, and why. */
const DIFFERENCES: Readonly<Record<string, { readonly code: string; readonly because: string }>> = {
  'function-eval/case001': { code: 'T1006', because: '$eval does not exist, whatever it is given' },
  'function-eval/*': { code: 'T1006', because: '$eval does not exist: data is never evaluated as code' },
  'range-operator/case021': { code: 'D2015', because: 'an array has a million items at most, not ten' },
  'range-operator/case024': { code: 'D2015', because: 'an array has a million items at most, not ten' },
  'tail-recursion/case002': { code: 'D1011', because: 'U1001 is the suite’s own guard against depth' },
  'tail-recursion/case005': { code: 'D1011', because: 'U1001 is the suite’s own guard against depth' },
  'tail-recursion/case006': {
    code: 'D1012',
    because: 'U1001 is the suite’s own guard against time',
  },
};
const differenceOf = ({ id }: Case) => DIFFERENCES[id] ?? DIFFERENCES[id.replace(/\/.*/, '/*')];

const STEPS_PER_MS = 2000;

const datasets = existsSync(folder) ? (read('datasets.json') as JsonObject) : {};
const cases = existsSync(folder) ? (read('cases.json') as readonly Case[]) : [];

function outcomeOf({ expr, data, dataset, bindings, depth, timelimit }: Case): unknown {
  const input = data === undefined ? datasets[dataset ?? ''] : data;
  try {
    const value = evaluate(expr, {
      ...(input === undefined ? {} : { input }),
      bindings: bindings ?? {},
      // Some cases are about today.
      nowMs: Date.now(),
      // Not the clock: a busy machine must not fail a case. The suite's depth is of calls, and generous below 100.
      limits: {
        timeMs: 60_000,
        ...(depth === undefined || depth < 100 ? {} : { depth }),
        ...(timelimit === undefined ? {} : { steps: Math.min(timelimit * STEPS_PER_MS, 2_000_000) }),
      },
    });
    return { value };
  } catch (cause) {
    const { detail } = cause as ExpressionError;
    expect(cause).toBeInstanceOf(ExpressionError);
    return { code: detail.jsonataCode ?? detail.limit };
  }
}

function expectedOf(found: Case): unknown {
  const code = differenceOf(found)?.code ?? found.code ?? found.error?.code;
  if (code !== undefined) return { code };
  return { value: found.undefinedResult === true ? undefined : found.result };
}

const sorted = (outcome: unknown): unknown => {
  const { value } = outcome as { readonly value?: unknown };
  return Array.isArray(value) ? { value: value.map((item) => JSON.stringify(item)).sort() } : outcome;
};

if (cases.length === 0) {
  process.stdout.write('reference cases: skipped, shared/data/jsonata is not here\n');
  test('the reference cases are not here', () => expect(cases).toEqual([]));
} else {
  test.each(cases.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const order = found.unordered === true ? sorted : (outcome: unknown) => outcome;
    expect(order(outcomeOf(found))).toEqual(order(expectedOf(found)));
  });

  test('every difference that is listed is one', () => {
    const listed = cases.filter((found) => differenceOf(found) !== undefined);
    expect(listed.filter(({ code, error }) => code === 'T1006' || error?.code === 'T1006')).toEqual([]);
    expect(new Set(listed.map(differenceOf)).size).toBe(Object.keys(DIFFERENCES).length);
  });
}
