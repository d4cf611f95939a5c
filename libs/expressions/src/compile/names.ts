// Members by name: most of all paths are nothing but names, and these need neither frames nor calls.
import { UNITS_PER_ITEM, type Evaluation } from '../evaluation.ts';
import { isFunctionValue } from '../values/function-value.ts';
import { asSequence, isConstructed, pushAll, settled } from '../values/sequence.ts';
import { Results } from './results.ts';

/** Names that objects inherit something by. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Could something inherited have this name? */
export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

/** An own member of an object; nothing of anything else. */
function memberOf(value: unknown, name: string): unknown {
  return INHERITED.has(name) ? ownMemberOf(value, name) : memberByPlainName(value, name);
}

function ownMemberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? memberByPlainName(value, name)
    : undefined;
}

/** The same for a name by which nothing is inherited: reading tells whether it is there. */
function memberByPlainName(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const member = (value as Readonly<Record<string, unknown>>)[name];
  return member === undefined || isFunctionValue(value) ? undefined : member;
}

/** A member of a value; of an array, those of all its items, as a sequence. */
export function lookUp(value: unknown, name: string, evaluation: Evaluation): unknown {
  if (!Array.isArray(value)) return memberOf(value, name);
  const found: unknown[] = [];
  collect(value, { name, found, evaluation });
  return asSequence(found);
}

interface Search {
  readonly name: string;
  readonly found: unknown[];
  readonly evaluation: Evaluation;
}

function collect(items: readonly unknown[], search: Search): void {
  const { name, found, evaluation } = search;
  evaluation.charge((items.length + 1) * UNITS_PER_ITEM);
  for (const item of items) {
    if (Array.isArray(item)) collect(item, search);
    else {
      const member = memberOf(item, name);
      if (Array.isArray(member)) {
        evaluation.charge(member.length * UNITS_PER_ITEM);
        pushAll(found, member);
      } else if (member !== undefined) found.push(member);
    }
  }
  evaluation.checkItems(found.length);
}

/** Names that are read one after the other. */
export class Route {
  readonly #names: readonly string[];
  readonly #read: (value: unknown, name: string) => unknown;
  readonly #isEnd: boolean;

  /** `isEnd`: nothing follows it in its path. */
  constructor(names: readonly string[], isEnd: boolean) {
    this.#names = names;
    this.#read = names.some(isInherited) ? memberOf : memberByPlainName;
    this.#isEnd = isEnd;
  }

  /** From one value, which may be an array of values as long as it is none of the path's own. */
  follow(value: unknown, evaluation: Evaluation): unknown {
    const read = this.#read;
    let current = value;
    let index = 0;
    for (const name of this.#names) {
      if (Array.isArray(current)) {
        const items: readonly unknown[] = isConstructed(current) ? [current] : current;
        return this.#followMany(items, index, evaluation);
      }
      current = read(current, name);
      if (current === undefined) return undefined;
      index += 1;
    }
    return current;
  }

  /** From many values. */
  followAll(items: readonly unknown[], evaluation: Evaluation): unknown {
    return this.#followMany(items, 0, evaluation);
  }

  #followMany(items: readonly unknown[], from: number, evaluation: Evaluation): unknown {
    const last = this.#names.length - 1;
    let current: unknown = items;
    for (let index = from; index <= last; index += 1) {
      const name = this.#names[index] ?? '';
      const isLast = this.#isEnd && index === last;
      // What the path begins with is gone through, whatever made it.
      if (index === from || (Array.isArray(current) && !isConstructed(current))) {
        current = this.#membersOfAll(current as readonly unknown[], { name, isLast }, evaluation);
      } else current = lookUp(current, name, evaluation);
      if (current === undefined) return undefined;
    }
    return current;
  }

  #membersOfAll(
    items: readonly unknown[],
    { name, isLast }: { readonly name: string; readonly isLast: boolean },
    evaluation: Evaluation,
  ): unknown {
    const read = this.#read;
    evaluation.charge((items.length + 1) * UNITS_PER_ITEM);
    const results = new Results(evaluation);
    for (const item of items) {
      const member = Array.isArray(item) ? settled(lookUp(item, name, evaluation)) : read(item, name);
      if (member !== undefined) results.add(member);
    }
    return results.end(isLast);
  }
}
