/** Where in a text something is wrong: a character offset from 0, line and column from 1. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}
export interface JsonFault {
  readonly message: string;
  readonly position: TextPosition;
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
// RFC 8259 §7: anything but quote, backslash and control characters, or an escape.
const STRING_PART = /(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing';
const WANTED: Readonly<Record<Expected, string>> = {
  value: 'a value',
  valueOrEnd: 'a value or "]"',
  key: 'a member name in double quotes',
  keyOrEnd: 'a member name in double quotes or "}"',
  colon: '":"',
  commaOrEnd: '"," or the end of the object or array',
  nothing: 'nothing more',
};

/**
 * Finds the first place where a text stops being JSON (RFC 8259). Asked only after `JSON.parse` has refused it: engines
 * word their messages as they like, and people need the place.
 */
export function findJsonFault(text: string): JsonFault {
  const scanner = new Scanner(text);
  while (scanner.fault === undefined && !scanner.isDone) scanner.step();
  return scanner.fault ?? faultAt(text, text.length, 'The text is not JSON.');
}

class Scanner {
  fault: JsonFault | undefined;
  isDone = false;
  private offset = 0;
  private expected: Expected = 'value';
  private readonly open: ('{' | '[')[] = [];

  constructor(private readonly text: string) {}

  /** Reads one token. A stack of our own: no depth of nesting ends the process. */
  step(): void {
    this.offset += this.lengthOf(SPACE);
    const character = this.text[this.offset];
    if (character === undefined) this.end();
    else if (this.isEndOf(character)) this.close();
    else if (this.expected === 'key' || this.expected === 'keyOrEnd') this.readString(character, 'colon');
    else if (this.expected === 'colon') this.readMark(character, ':', 'value');
    else if (this.expected === 'commaOrEnd') this.readMark(character, ',', this.open.at(-1) === '{' ? 'key' : 'value');
    else if (this.expected === 'nothing') this.fail();
    else this.readValue(character);
  }

  private end(): void {
    if (this.expected === 'nothing') this.isDone = true;
    else this.fail('The text ends too early');
  }

  private isEndOf(character: string): boolean {
    const mayEnd = this.expected === 'commaOrEnd' || this.expected === 'valueOrEnd' || this.expected === 'keyOrEnd';
    return mayEnd && character === (this.open.at(-1) === '{' ? '}' : ']');
  }

  private close(): void {
    this.open.pop();
    this.offset += 1;
    this.expected = this.afterValue();
  }

  private afterValue(): Expected {
    return this.open.length === 0 ? 'nothing' : 'commaOrEnd';
  }

  private readMark(character: string, mark: string, next: Expected): void {
    if (character === mark) this.advance(1, next);
    else this.fail();
  }

  private readValue(character: string): void {
    if (character === '{' || character === '[') {
      this.open.push(character);
      this.offset += 1;
      this.expected = character === '{' ? 'keyOrEnd' : 'valueOrEnd';
    } else if (character === '"') this.readString(character, this.afterValue());
    else {
      const length = this.lengthOf(LITERAL);
      if (length > 0) this.advance(length, this.afterValue());
      else this.fail();
    }
  }

  private readString(character: string, next: Expected): void {
    if (character !== '"') {
      this.fail();
      return;
    }
    this.offset += 1;
    this.offset += this.lengthOf(STRING_PART);
    const end = this.text[this.offset];
    if (end === '"') this.advance(1, next);
    else if (end === undefined) this.fail('The text ends inside a string');
    else this.fail('A string holds what it must not: an unescaped control character or a bad escape');
  }

  private advance(length: number, next: Expected): void {
    this.offset += length;
    this.expected = next;
  }

  private lengthOf(pattern: RegExp): number {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text)?.[0].length ?? 0;
  }

  private fail(what?: string): void {
    const found = this.text[this.offset];
    const reason = what ?? `Found ${found === undefined ? 'the end' : JSON.stringify(found)}`;
    const wanted = what === undefined || found === undefined ? `; expected ${WANTED[this.expected]}` : '';
    this.fault = faultAt(this.text, this.offset, `${reason}${wanted}.`);
  }
}

function faultAt(text: string, offset: number, message: string): JsonFault {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { message, position: { offset, line, column: offset - before.lastIndexOf('\n') } };
}
