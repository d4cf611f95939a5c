// `$string` and `$clone` of large structures: jsonata's own would keep the process waiting, so it is given one part after
// the other, with pauses between them.
import type { Budget } from '../budget.ts';

/** Values that are written or copied between two pauses. */
const VALUES_AT_ONCE = 10_000;

/** What jsonata's own function does to a part. */
export type Native = (part: unknown) => unknown;

/** JSON text of a structure that was measured before. */
export function writeStructure(budget: Budget, value: unknown, write: Native): unknown {
  return isLarge(budget, value) ? budget.finish(new Parts(budget, write).text(value)) : write(value);
}

/** A copy of a structure that was measured before. */
export function copyStructure(budget: Budget, value: unknown, copy: Native): unknown {
  return isLarge(budget, value) ? budget.finish(new Parts(budget, copy).copy(value)) : copy(value);
}

function isLarge(budget: Budget, value: unknown): value is object {
  return budget.sizeOf(value) > VALUES_AT_ONCE;
}

type Entry = readonly [key: string, value: unknown];
type Members = Readonly<Record<string, unknown>>;

class Parts {
  readonly #budget: Budget;
  readonly #native: Native;

  constructor(budget: Budget, native: Native) {
    this.#budget = budget;
    this.#native = native;
  }

  *text(value: object): Generator<undefined, string> {
    const pieces: string[] = [];
    let length = 0;
    for (const entries of this.#groups(value)) {
      const piece = yield* this.#textOf(entries, Array.isArray(value));
      length += piece.length + 1;
      this.#budget.checkCharacters(length);
      if (piece !== '') pieces.push(piece);
      yield;
    }
    return Array.isArray(value) ? `[${pieces.join(',')}]` : `{${pieces.join(',')}}`;
  }

  *#textOf(entries: readonly Entry[], isArray: boolean): Generator<undefined, string> {
    const [[key, value]] = entries as readonly [Entry];
    if (isLarge(this.#budget, value)) {
      const text = yield* this.text(value);
      return isArray ? text : `${JSON.stringify(key)}:${text}`;
    }
    return String(this.#native(containerOf(entries, isArray))).slice(1, -1);
  }

  *copy(value: object): Generator<undefined, unknown> {
    const items: unknown[] = [];
    const members: Record<string, unknown> = {};
    for (const entries of this.#groups(value)) {
      const [[key, first]] = entries as readonly [Entry];
      const copied: unknown = isLarge(this.#budget, first)
        ? containerOf([[key, yield* this.copy(first)]], Array.isArray(value))
        : this.#native(containerOf(entries, Array.isArray(value)));
      if (Array.isArray(copied)) for (const item of copied as unknown[]) items.push(item);
      else Object.assign(members, copied);
      yield;
    }
    return Array.isArray(value) ? items : members;
  }

  /** What lies in a structure, in groups that are small together, or that are one large member. */
  *#groups(value: object): Generator<readonly Entry[]> {
    let group: Entry[] = [];
    let size = 0;
    for (const entry of entriesOf(value)) {
      const entrySize = this.#budget.sizeOf(entry[1]);
      if (group.length > 0 && size + entrySize > VALUES_AT_ONCE) {
        yield group;
        group = [];
        size = 0;
      }
      group.push(entry);
      size += entrySize;
    }
    if (group.length > 0) yield group;
  }
}

function* entriesOf(value: object): Generator<Entry> {
  if (Array.isArray(value)) for (const item of value as unknown[]) yield ['', item];
  else for (const key of Object.keys(value)) yield [key, (value as Members)[key]];
}

function containerOf(entries: readonly Entry[], isArray: boolean): unknown {
  return isArray ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
