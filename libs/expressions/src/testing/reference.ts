// The reference implementation, run from its text: as it is but for the clock, and with corrections of what it gets wrong.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { own } from './corrected-parts.ts';
import { CORRECTIONS } from './corrections.ts';
import { NOW_MS } from './evaluate.ts';

export interface ReferenceExpression {
  readonly evaluate: (input: unknown, bindings: object) => unknown;
}
/** The limits are the reference's own: of milliseconds, and of nodes inside one another. */
export type Reference = (
  expression: string,
  limits: { readonly timeout: number; readonly stack: number },
) => ReferenceExpression;

const text = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');

/** The time of every evaluation. `Date.now()` still counts: it is for the limit of time. */
class FixedDate extends Date {
  constructor(...values: [] | [number]) {
    super(values[0] ?? NOW_MS);
  }
}

function load(source: string, promises: unknown): Reference {
  const module: { exports: unknown } = { exports: {} };
  const names = ['module', 'exports', 'Date', 'Promise', 'own'];
  const define = compileFunction(source, names) as (...values: unknown[]) => void;
  define(module, module.exports, FixedDate, promises, own);
  return module.exports as Reference;
}

function corrected(): string {
  let source = text;
  for (const { find, replace } of CORRECTIONS) {
    if (!source.includes(find)) throw new Error(`This version of jsonata has no ${find}`);
    source = source.replaceAll(find, replace);
  }
  // Without promises, items and members are evaluated one after the other.
  return source.replace(/\basync (?=function|\()/g, '').replace(/\bawait /g, '');
}

export const reference = load(text, Promise);
/** Answers at once, and in the order of the text. */
export const correctedReference = load(corrected(), { all: (values: unknown) => values });
