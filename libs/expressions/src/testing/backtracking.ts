// A backtracking engine that counts its steps, as slow as such an engine can be: it tries every way in order, and every place.
import type { GroupNode, RegexNode, RepeatNode } from '../regex-syntax.ts';

type Continue = (offset: number) => number | undefined;

/** Thrown where it takes more steps than it may. */
export class TooManySteps extends Error {}

/** Finds matches of one text, and counts the steps of all. */
export class Backtracking {
  steps = 0;
  readonly #text: string;
  readonly #flags: { readonly ignoreCase: boolean; readonly multiline: boolean };
  readonly #most: number;
  readonly #units = new Map<string, RegExp>();

  constructor(text: string, flags: { readonly ignoreCase: boolean; readonly multiline: boolean }, most: number) {
    this.#text = text;
    this.#flags = flags;
    this.#most = most;
  }

  /** Where a match ends that begins at the offset. */
  endAt(tree: GroupNode, offset: number): number | undefined {
    return this.#node(tree, offset, (end) => end);
  }

  #node(node: RegexNode, offset: number, go: Continue): number | undefined {
    this.steps += 1;
    if (this.steps > this.#most) throw new TooManySteps();
    if (node.kind === 'place') return this.#isPlace(node.source, offset) ? go(offset) : undefined;
    if (node.kind === 'unit') return this.#isUnit(node.source, offset) ? go(offset + 1) : undefined;
    if (node.kind === 'repeat') return this.#repeat(node, { offset, count: 0, from: -1 }, go);
    for (const { nodes } of node.alternatives) {
      const end = this.#nodes(nodes, offset, go);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  #nodes([first, ...others]: readonly RegexNode[], offset: number, go: Continue): number | undefined {
    if (first === undefined) return go(offset);
    return this.#node(first, offset, (next) => this.#nodes(others, next, go));
  }

  #repeat(
    repeat: RepeatNode,
    { offset, count, from }: { readonly offset: number; readonly count: number; readonly from: number },
    go: Continue,
  ): number | undefined {
    const { node, least, most } = repeat;
    if (offset === from) return undefined;
    const next = { count: count + 1, from: count >= least ? offset : -1 };
    const again = (): number | undefined =>
      count >= most ? undefined : this.#node(node, offset, (end) => this.#repeat(repeat, { ...next, offset: end }, go));
    return count < least ? again() : (again() ?? go(offset));
  }

  #isUnit(source: string, offset: number): boolean {
    let pattern = this.#units.get(source);
    if (pattern === undefined) {
      pattern = new RegExp(`^(?:${source})$`, this.#flags.ignoreCase ? 'i' : '');
      this.#units.set(source, pattern);
    }
    return offset < this.#text.length && pattern.test(this.#text.charAt(offset));
  }

  #isPlace(source: string, offset: number): boolean {
    const text = this.#text;
    const isWord = (at: number): boolean => /\w/.test(text.charAt(at));
    const endsLine = (at: number): boolean => this.#flags.multiline && /[\n\r\u2028\u2029]/.test(text.charAt(at));
    if (source === '^') return offset === 0 || endsLine(offset - 1);
    if (source === '$') return offset === text.length || endsLine(offset);
    return (isWord(offset - 1) !== isWord(offset)) === (source === '\\b');
  }
}
