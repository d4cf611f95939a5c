// Regular expressions on JavaScript's own engine, for patterns and texts that it needs linear time for.
import type { Evaluation } from './evaluation.ts';
import { planFor, stepsOn, type NativePlan } from './regex-linearity.ts';
import type { Match, RegexSearch } from './regex-match.ts';
import { kindOf } from './regex-sets.ts';

/** Steps that are counted as one unit of work. */
const STEPS_PER_UNIT = 16;

const LINE_END = /[\n\r\u2028\u2029]/;

/** A pattern that this engine may run. */
export class NativeRegex {
  readonly plan: NativePlan;
  /** Finds the next match. */
  readonly any: RegExp;
  /** Finds a match at its offset alone. */
  readonly here: RegExp;
  readonly #isSingleLine: boolean;

  constructor(source: RegExp, plan: NativePlan, isSingleLine: boolean) {
    const flags = (source.ignoreCase ? 'i' : '') + (source.multiline ? 'm' : '');
    this.plan = plan;
    this.any = new RegExp(plan.source, `${flags}g`);
    this.here = new RegExp(source.source, `${flags}y`);
    this.#isSingleLine = isSingleLine;
  }

  /** Undefined for a text that may take it too long. */
  search(text: string, from: number, evaluation: Evaluation): RegexSearch | undefined {
    const { plan } = this;
    if (this.#isSingleLine || hasConditions(plan)) evaluation.charge(text.length - from);
    if (this.#isSingleLine && LINE_END.test(text)) return undefined;
    const steps = stepsOn(text, from, plan);
    if (steps === undefined) return undefined;
    return new NativeSearch(this, { text, from, cost: Math.ceil(steps / STEPS_PER_UNIT) }, evaluation);
  }
}

function hasConditions({ openRuns, shortRunEnds }: NativePlan): boolean {
  return openRuns.length + shortRunEnds.length > 0;
}

/** The ways to run a pattern on this engine, each for the texts that the ones before are not for. */
export function nativeRegexes(regex: RegExp): readonly NativeRegex[] {
  const plan = planFor(regex);
  if (plan !== undefined && !hasConditions(plan)) return [new NativeRegex(regex, plan, false)];
  const regexes: NativeRegex[] = [];
  const single = regex.source.includes('.') ? planFor(regex, true) : undefined;
  if (single !== undefined) regexes.push(new NativeRegex(regex, single, true));
  if (plan !== undefined) regexes.push(new NativeRegex(regex, plan, false));
  return regexes;
}

interface Searched {
  readonly text: string;
  readonly from: number;
  /** What reading a unit of the text costs. */
  readonly cost: number;
}

class NativeSearch implements RegexSearch {
  readonly #any: RegExp;
  readonly #here: RegExp;
  readonly #guarded: Uint8Array | undefined;
  readonly #text: string;
  readonly #cost: number;
  readonly #evaluation: Evaluation;

  constructor({ any, here, plan }: NativeRegex, { text, from, cost }: Searched, evaluation: Evaluation) {
    this.#any = any;
    this.#here = here;
    this.#guarded = plan.guarded;
    this.#text = text;
    this.#cost = cost;
    this.#evaluation = evaluation;
    // In one search, what lies past a match is read only so often, however many matches there are.
    if (plan.looksAhead) evaluation.charge((text.length - from) * cost);
  }

  find(from: number): Match | undefined {
    const found = this.#execute(from);
    if (found === null) {
      this.#evaluation.charge((this.#text.length - from + 1) * this.#cost);
      return undefined;
    }
    const match = found[0];
    const start = found.index;
    const end = start + match.length;
    this.#evaluation.charge((end - from + 1) * this.#cost);
    const groups: (string | undefined)[] = [];
    for (let index = 1; index < found.length; index += 1) groups.push(found[index]);
    return { match, start, end, groups };
  }

  #execute(from: number): RegExpExecArray | null {
    const text = this.#text;
    if (this.#guarded !== undefined && from > 0 && this.#guarded[kindOf(text.charCodeAt(from - 1))] === 1) {
      const here = this.#here;
      here.lastIndex = from;
      const found = here.exec(text);
      if (found !== null) return found;
    }
    const any = this.#any;
    any.lastIndex = from;
    return any.exec(text);
  }
}
