// What the corrections of the reference implementation call.

type Members = Readonly<Record<string, unknown>>;
/** A function as the reference has them. */
interface Called {
  readonly _jsonata_function?: boolean;
  readonly _jsonata_lambda?: boolean;
  readonly implementation?: { readonly length: number };
  readonly arguments?: readonly unknown[];
}
/** What is called, in the syntax tree. */
interface Procedure {
  readonly type: string;
  readonly value: unknown;
  readonly steps?: readonly Procedure[];
}
/** How the reference calls a function. */
type Call = (called: unknown, values: readonly unknown[], context: unknown) => unknown;
const isStructure = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What the corrections call. */
export const own = {
  /** A copy of a syntax tree that keeps the regular expressions. */
  copyOfTree(tree: unknown): unknown {
    if (!isStructure(tree) || Object.prototype.toString.call(tree) === '[object RegExp]') return tree;
    if (Array.isArray(tree)) return tree.map((part) => own.copyOfTree(part));
    return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, own.copyOfTree(part)]));
  },
  /** The keys of an object, the indexes of an array. */
  keys(value: object): readonly string[] {
    return Array.isArray(value) ? value.map((_, index) => String(index)) : Object.keys(value);
  },
  structuresIn(value: unknown, found = new Set<unknown>()): ReadonlySet<unknown> {
    if (!isStructure(value) || found.has(value)) return found;
    found.add(value);
    for (const part of Object.values(value)) own.structuresIn(part, found);
    return found;
  },
  canChange(value: unknown, copied: ReadonlySet<unknown>): boolean {
    return copied.has(value) && !Array.isArray(value);
  },
  /** A function of the table that notes for itself where it is called. */
  copyOfNative(called: unknown): unknown {
    return isStructure(called) && (called as Members)._jsonata_function === true ? { ...called } : called;
  },
  /** The name that a call is written with. */
  nameOf({ type, steps, value }: Procedure): unknown {
    if (type === 'path') return steps?.[0]?.value;
    return type === 'variable' || type === 'string' ? value : undefined;
  },
  /** Runs a call that has no place of its own at the place of a node. */
  at<Value>({ position }: { readonly position: number }, call: () => Value): Value {
    try {
      return call();
    } catch (cause) {
      const fault = cause as { position?: number };
      fault.position ??= position;
      throw cause;
    }
  },
  /** A value as a message quotes it. */
  quoted(value: unknown): string {
    try {
      return JSON.stringify(value);
    } catch {
      return 'a function';
    }
  },
  /** A function with some of its arguments given. */
  partial(given: readonly unknown[], target: unknown, call: Call): unknown {
    const isOpen = (value: unknown): boolean => isStructure(value) && 'type' in value && value.type === 'operator';
    const known = given.map((value) => own.closure(value, call));
    const apply = (...values: unknown[]): unknown => {
      const rest = values.values();
      return call(
        own.copyOfNative(target),
        known.map((value) => (isOpen(value) ? rest.next().value : value)),
        null,
      );
    };
    return Object.assign(apply, { arity: given.filter(isOpen).length, isPartial: true });
  },
  hasPlace(called: unknown): boolean {
    return isStructure(called) || (typeof called === 'function' && 'isPartial' in called);
  },
  offset(value: unknown): number {
    return typeof value === 'number' ? value : 0;
  },
  /** As browsers and the standard have it. */
  fromBase64(text: string): string {
    try {
      return atob(text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/'));
    } catch {
      throw Object.assign(new Error('The text is no base64.'), { code: 'D3137' });
    }
  },
  /** One function after the other. */
  chain(first: unknown, second: unknown, call: Call): unknown {
    const apply = function (this: unknown, value: unknown): unknown {
      const [one, other] = [own.copyOfNative(first), own.copyOfNative(second)];
      return call(other, [call(one, [value], null)], this);
    };
    return Object.assign(apply, { arity: 1, isPartial: true });
  },
  /** Is there a match? What is no match, and not nothing, is an error. */
  isMatch(value: unknown): boolean {
    if (value !== undefined && !value) throw Object.assign(new Error('This is no match.'), { code: 'T1010' });
    return value !== undefined;
  },
  checkReplacement(value: unknown): void {
    if (typeof value === 'function' || isStructure(value))
      throw Object.assign(new Error('This is no text.'), { code: 'D3012' });
  },
  checkTexts(values: object | undefined): void {
    for (const value of Object.values(values ?? {})) own.checkText(value);
  },
  checkText(value: unknown): void {
    if (typeof value !== 'string') throw Object.assign(new Error('This must be a text.'), { code: 'D3137' });
  },
  /** A function that is given to another one. */
  closure(value: unknown, call: Call): unknown {
    if (!isStructure(value)) return value;
    const {
      _jsonata_function: isNative,
      _jsonata_lambda: isLambda,
      implementation,
      arguments: parameters,
    } = value as Called;
    if (isNative !== true && isLambda !== true) return value;
    const apply = (...values: unknown[]): unknown => call(value, values, null);
    return Object.assign(apply, { arity: (implementation ?? parameters)?.length });
  },
  items(value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value as readonly unknown[];
    return typeof value === 'string' ? value.split('') : [];
  },
  named(name: unknown, value: unknown): void {
    const native = value as { _jsonata_function?: boolean; token?: unknown } | undefined;
    if (native?._jsonata_function === true) native.token ??= name;
  },
};
