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
    return new NativeSearch(this, { text, from, units: Math.ceil(steps / STEPS_PER_UNIT) }, evaluation);
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

class NativeSearch implements RegexSearch {
  readonly #regex: NativeRegex;
  readonly #text: string;
  readonly #evaluation: Evaluation;
  /** What reading a unit of the text costs. */
  readonly #units: number;

  constructor(
    regex: NativeRegex,
    { text, from, units }: { readonly text: string; readonly from: number; readonly units: number },
    evaluation: Evaluation,
  ) {
    this.#regex = regex;
    this.#text = text;
    this.#evaluation = evaluation;
    this.#units = units;
    // In one search, what lies past a match is read only so often, however many matches there are.
    if (regex.plan.looksAhead) evaluation.charge((text.length - from) * units);
  }

  find(from: number): Match | undefined {
    const text = this.#text;
    const found = this.#execute(from);
    const end = found === null ? text.length : found.index + found[0].length;
    this.#evaluation.charge((end - from + 1) * this.#units);
    return found === null ? undefined : matchOf(found, end);
  }

  #execute(from: number): RegExpExecArray | null {
    const { any, here, plan } = this.#regex;
    const text = this.#text;
    if (plan.guarded !== undefined && from > 0 && plan.guarded[kindOf(text.charCodeAt(from - 1))] === 1) {
      here.lastIndex = from;
      const found = here.exec(text);
      if (found !== null) return found;
    }
    any.lastIndex = from;
    return any.exec(text);
  }
}

function matchOf(found: RegExpExecArray, end: number): Match {
  const groups: (string | undefined)[] = [];
  for (let index = 1; index < found.length; index += 1) groups.push(found[index]);
  return { match: found[0], start: found.index, end, groups };
}
