// Runs an expression here and in the reference implementation, and says whether they differ.
import { isDeepStrictEqual } from 'node:util';
import { ExpressionError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { evaluate } from './evaluate.ts';
import { OWN_NAMES } from './random-calls.ts';
import { correctedReference, reference, type Reference } from './reference.ts';

export interface Trial {
  readonly expression: string;
  /** Nothing, or a document. */
  readonly input?: JsonValue | undefined;
  readonly bindings: JsonObject;
}

/** `crash`: an error of JavaScript's own. */
type Outcome =
  | { readonly value: unknown }
  | { readonly code: string; readonly position: number | undefined; readonly token: string | undefined }
  | { readonly crash: string };

/** Not the clock: a busy machine must not give anything else. */
const OWN_LIMITS = { timeMs: 60_000, steps: 300_000 };

/** Of a reference: some of what it is asked would not end. */
const LIMITS = { timeout: 300, stack: 1500 };

/** What a reference makes of it, on a copy: it may write to its input. */
async function outcomeOf(run: Reference, { expression, input, bindings }: Trial): Promise<Outcome> {
  try {
    return { value: plain(await run(expression, LIMITS).evaluate(structuredClone(input), structuredClone(bindings))) };
  } catch (cause) {
    const { code, message, position, token } = cause as {
      code?: string;
      message: string;
      position?: number;
      token?: unknown;
    };
    if (code === undefined) return { crash: message };
    return { code, position, token: typeof token === 'string' ? token : undefined };
  }
}

/**
 * What it gives here. Throws for an error that is none of the expression, for a result that is no plain JSON, and where
 * the expression remembers that it was evaluated before.
 */
function ownOutcome(trial: Trial): Outcome {
  const first = outcomeHere(trial);
  outcomeHere({ ...trial, ...OTHERS });
  const second = outcomeHere(trial);
  if (!isDeepStrictEqual(first, second)) throw new Error(`Then it gives ${JSON.stringify(second)}.`);
  return first;
}

/** Other data than that of the trial. */
const OTHERS = { input: [{ a: [1, { b: 'x' }], b: 2 }], bindings: { v: [[1], { a: 1 }], sum: 1 } };

function outcomeHere({ expression, input, bindings }: Trial): Outcome {
  try {
    const value = evaluate(expression, {
      bindings: frozen(bindings),
      limits: OWN_LIMITS,
      ...(input === undefined ? {} : { input: frozen(input) }),
    });
    checkPlain(value);
    return { value };
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    const { code, detail, message } = cause;
    // The parser lets out what JavaScript says of a regular expression.
    if (message.startsWith('Invalid regular expression')) return { crash: message };
    const known = detail.jsonataCode ?? detail.limit ?? code;
    if (known === 'expression.failed' || known === 'expression.syntax') {
      throw new Error(`Failed inside: ${message}`, { cause });
    }
    return { code: known, position: detail.position, token: detail.token };
  }
}

/** A value as a result of ours has it: without marks and prototypes, and with functions left out. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item) ?? null);
  const members = value as Readonly<Record<string, unknown>>;
  if (members._jsonata_lambda === true || members._jsonata_function === true) return undefined;
  const kept = Object.entries(members).map(([name, member]) => [name, plain(member)] as const);
  return Object.fromEntries(kept.filter(([, member]) => member !== undefined));
}

/** Writing to any part of it throws from now on. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** Marks and functions would be lost in JSON, and so would be what it cannot write. */
function checkPlain(value: unknown): void {
  if (value === undefined) return;
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)) throw new Error('The result is no plain JSON.');
}

/** Limits are not the same here and there. */
const BY_LIMIT: ReadonlySet<string> = new Set([
  ...[
    'D1011',
    'D1012',
    'D2014',
    'D2015',
    'depth',
    'values',
    'characters',
    'picture',
    'regexWork',
    'expression.regex_unsupported',
  ],
]);
const OVERFLOW = /call stack|Invalid (?:array|string) length/;

function isByLimit(outcome: Outcome): boolean {
  return ('code' in outcome && BY_LIMIT.has(outcome.code)) || ('crash' in outcome && OVERFLOW.test(outcome.crash));
}

/** Of a function that the reference does not have. */
const OWN_NAME = new RegExp(`\\$(?:${OWN_NAMES.join('|')})\\b`);

/** Regular expressions that the reference loses on the left side of `??` and `?:` can match for ever. */
const canLoop = (expression: string): boolean => /\?[?:]/.test(expression) && expression.includes('/');

/** Where the reference stumbles over a missing value, or a character, that it did not check. */
const STUMBLES = /^(?:Cannot read properties of undefined|Invalid code point)/;
/** A function of ours has a typed error there. */
const isChecked = (theirs: Outcome, ours: Outcome): boolean =>
  'crash' in theirs && STUMBLES.test(theirs.crash) && 'code' in ours && ours.code === 'D3137';

const areSame = (theirs: Outcome, ours: Outcome): boolean =>
  JSON.stringify(theirs) === JSON.stringify(ours) || isChecked(theirs, ours);

/** `difference` is undefined for none; `isCompared` tells whether there was anything to compare. */
export interface Comparison {
  readonly isCompared: boolean;
  readonly difference?: string;
}

/** The same value, or the same error at the same place: as in the reference, or as in the corrected one. */
export async function compare(trial: Trial): Promise<Comparison> {
  const ours = ownOutcome(trial);
  if (OWN_NAME.test(trial.expression)) return { isCompared: false };
  const theirs = await outcomeOf(canLoop(trial.expression) ? correctedReference : reference, trial);
  if (isByLimit(ours) || isByLimit(theirs)) return { isCompared: false };
  if (isSyntax(ours) && isSyntax(theirs)) return { isCompared: false };
  if (areSame(theirs, ours)) return { isCompared: true };
  const corrected = await outcomeOf(correctedReference, trial);
  if (areSame(corrected, ours)) return { isCompared: true };
  const lines = [
    ...[trial.expression, `input     ${JSON.stringify(trial.input)}`, `bindings  ${JSON.stringify(trial.bindings)}`],
    ...[
      `reference ${JSON.stringify(theirs)}`,
      `corrected ${JSON.stringify(corrected)}`,
      `here      ${JSON.stringify(ours)}`,
    ],
  ];
  return { isCompared: true, difference: lines.join('\n  ') };
}

/** What cannot be parsed is the parser's business: it is the same one. */
const isSyntax = (outcome: Outcome): boolean => 'code' in outcome && outcome.code.startsWith('S');
