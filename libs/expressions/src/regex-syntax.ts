// The part of JavaScript's regular expressions that is well understood: everything else is not read at all.
import {
  ALL_UNITS,
  complement,
  DIGITS,
  inBothCases,
  LINE_ENDS,
  NO_UNITS,
  SPACES,
  TEXT_END,
  union,
  unitsBetween,
  WORD_UNITS,
  type UnitSet,
} from './regex-sets.ts';

/** One unit of the text. `source` is how the pattern writes it. */
export interface UnitNode {
  readonly kind: 'unit';
  readonly set: UnitSet;
  readonly source: string;
}
/** A place that has no width. */
export interface PlaceNode {
  readonly kind: 'place';
  readonly source: string;
  /** It is one for certain where one of these is next. */
  readonly sure: UnitSet;
}
export interface GroupNode {
  readonly kind: 'group';
  readonly alternatives: readonly Alternative[];
}
export interface RepeatNode {
  readonly kind: 'repeat';
  readonly node: UnitNode | GroupNode;
  readonly least: number;
  /** Infinity without a bound. */
  readonly most: number;
}
export type RegexNode = UnitNode | PlaceNode | GroupNode | RepeatNode;

export interface Alternative {
  readonly nodes: readonly RegexNode[];
  readonly source: string;
}

/**
 * Reads a pattern that the engine of JavaScript has accepted; undefined if something in it is not known here.
 * `isSingleLine`: it is for texts without ends of lines.
 */
export function readRegex(regex: RegExp, isSingleLine: boolean): GroupNode | undefined {
  const reader = new Reader(regex, isSingleLine);
  try {
    return reader.whole();
  } catch (cause) {
    if (cause instanceof Unknown) return undefined;
    throw cause;
  }
}

/** Thrown at what is not known. */
class Unknown extends Error {}

const CLASSES: Readonly<Record<string, UnitSet>> = {
  ...{ d: DIGITS, D: complement(DIGITS), w: WORD_UNITS, W: complement(WORD_UNITS), s: SPACES, S: complement(SPACES) },
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
const HEX_UNIT = /x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})/y;
/** Behind a backslash they stand for themselves. */
const MARK = /[!-/:-@[-^`{-~]/;

class Reader {
  readonly #source: string;
  readonly #ignoresCase: boolean;
  readonly #dot: UnitSet;
  readonly #end: UnitSet;
  #index = 0;

  constructor({ source, ignoreCase, multiline }: RegExp, isSingleLine: boolean) {
    this.#source = source;
    this.#ignoresCase = ignoreCase;
    this.#dot = isSingleLine ? ALL_UNITS : complement(LINE_ENDS);
    this.#end = multiline ? union(LINE_ENDS, TEXT_END) : TEXT_END;
  }

  whole(): GroupNode {
    const group = this.#alternatives();
    if (this.#index < this.#source.length) throw new Unknown();
    return group;
  }

  #alternatives(): GroupNode {
    const alternatives = [this.#alternative()];
    while (this.#takes('|')) alternatives.push(this.#alternative());
    return { kind: 'group', alternatives };
  }

  #alternative(): Alternative {
    const start = this.#index;
    const nodes: RegexNode[] = [];
    for (let next = this.#peek(); next !== '' && next !== '|' && next !== ')'; next = this.#peek()) {
      nodes.push(this.#term());
    }
    return { nodes, source: this.#source.slice(start, this.#index) };
  }

  #term(): RegexNode {
    const node = this.#atom();
    const quantifier = this.#match(QUANTIFIER);
    if (quantifier === undefined) return node;
    if (node.kind === 'place') throw new Unknown();
    const [text, least, comma, most] = quantifier;
    if (least === undefined) return { kind: 'repeat', node, ...BOUNDS[text.charAt(0) as keyof typeof BOUNDS] };
    const upper = most === undefined || most === '' ? Infinity : Number(most);
    return { kind: 'repeat', node, least: Number(least), most: comma === undefined ? Number(least) : upper };
  }

  #atom(): UnitNode | PlaceNode | GroupNode {
    const start = this.#index;
    const next = this.#take();
    if (next === '^') return { kind: 'place', source: next, sure: NO_UNITS };
    if (next === '$') return { kind: 'place', source: next, sure: this.#end };
    if (next === '(') return this.#group();
    if (next === '\\' && this.#match(/[bB]/y) !== undefined) {
      return { kind: 'place', source: this.#source.slice(start, this.#index), sure: NO_UNITS };
    }
    const set = this.#units(next);
    return { kind: 'unit', set, source: this.#source.slice(start, this.#index) };
  }

  #group(): GroupNode {
    // Names do no harm: they are left out of what is found, and nothing can refer to them.
    if (this.#peek() === '?' && this.#match(/\?(?::|<[\w$]+>)/y) === undefined) throw new Unknown();
    const group = this.#alternatives();
    if (!this.#takes(')')) throw new Unknown();
    return group;
  }

  /** What one unit of the text may be. */
  #units(next: string): UnitSet {
    if (next === '.') return this.#dot;
    if (next === '[') return this.#class();
    if (next === '\\') return this.#ofEscape(CLASSES[this.#peek()]);
    // A brace that begins no quantifier stands for itself in old patterns only.
    if ('*+?{'.includes(next)) throw new Unknown();
    return this.#inCase(unitsBetween(next.charCodeAt(0), next.charCodeAt(0)));
  }

  #ofEscape(known: UnitSet | undefined): UnitSet {
    if (known === undefined) {
      const unit = this.#escapedUnit();
      return this.#inCase(unitsBetween(unit, unit));
    }
    this.#index += 1;
    return known;
  }

  #class(): UnitSet {
    const isNegated = this.#takes('^');
    if (this.#peek() === ']') throw new Unknown();
    let set = NO_UNITS;
    while (!this.#takes(']')) set = union(set, this.#classPart());
    const found = this.#inCase(set);
    return isNegated ? complement(found) : found;
  }

  #classPart(): UnitSet {
    const next = this.#take();
    const known = next === '\\' ? CLASSES[this.#peek()] : undefined;
    if (known !== undefined) {
      this.#index += 1;
      // Such a range is read in its own way.
      if (this.#match(/-(?!\])/y) !== undefined) throw new Unknown();
      return known;
    }
    const first = next === '\\' ? this.#escapedUnit(true) : next.charCodeAt(0);
    if (this.#match(/-(?!\])/y) === undefined) return unitsBetween(first, first);
    const end = this.#take();
    if (end === '\\' && CLASSES[this.#peek()] !== undefined) throw new Unknown();
    return unitsBetween(first, end === '\\' ? this.#escapedUnit(true) : end.charCodeAt(0));
  }

  /** The one unit that an escape stands for. */
  #escapedUnit(isInClass = false): number {
    const hex = this.#match(HEX_UNIT);
    if (hex !== undefined) return Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    if (this.#match(/0(?!\d)/y) !== undefined) return 0;
    const next = this.#take();
    if (isInClass && next === 'b') return 8;
    const control = CONTROLS[next];
    if (control !== undefined) return control;
    if (!MARK.test(next)) throw new Unknown();
    return next.charCodeAt(0);
  }

  #inCase(set: UnitSet): UnitSet {
    return this.#ignoresCase ? inBothCases(set) : set;
  }

  #peek(): string {
    return this.#source.charAt(this.#index);
  }

  #take(): string {
    const next = this.#peek();
    if (next === '') throw new Unknown();
    this.#index += 1;
    return next;
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#index += 1;
    return true;
  }

  /** What a sticky pattern finds here. */
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#source);
    if (found === null) return undefined;
    this.#index += found[0].length;
    return found;
  }
}

const BOUNDS = {
  '*': { least: 0, most: Infinity },
  '+': { least: 1, most: Infinity },
  '?': { least: 0, most: 1 },
} as const;
