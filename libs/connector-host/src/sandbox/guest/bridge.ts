/**
 * What code in a realm may ask of the child around it. Only texts and numbers pass, so that neither side ever holds an object
 * of the other: an object would lead to its prototype, and the prototype to what later calls use.
 */
export interface Bridge {
  /** A log line as JSON. */
  log(line: string): void;
  startTimer(id: number, delayMs: number): void;
  stopTimer(id: number): void;
  /** The output as JSON. Only the first end counts. */
  returned(output: string): void;
  /** `Thrown` as JSON. */
  threw(thrown: string): void;
  /** The parts of a URL as JSON. */
  parseUrl(text: string, base: string | undefined): string | undefined;
  /** The parts of the URL with one of them replaced. */
  changeUrl(href: string, part: string, value: string): string | undefined;
  /** Bytes are texts with a character from U+0000 to U+00FF each. */
  encodeText(text: string): string;
  decodeText(bytes: string, isStrict: boolean, keepsMark: boolean): string | undefined;
  encodeBase64(bytes: string): string;
  decodeBase64(text: string): string | undefined;
  randomBytes(count: number): string;
  randomUuid(): string;
}

/** A function to call. With `givesCode` it returns, in an array, the code that the author wrote, or its value. */
export interface Callable {
  readonly value: unknown;
  readonly givesCode: boolean;
}

/** What a realm offers to the child around it. */
export interface Realm {
  begin(getFunction: () => Callable | Promise<Callable>, input: string, limits: RealmLimits): void;
  fireTimer(id: number): void;
  abort(reason: string): void;
  /** Ends the call with something that was thrown outside of it. */
  fail(thrown: unknown): void;
  /** A promise was rejected and nobody looked. */
  warn(reason: unknown): void;
}

export interface RealmLimits {
  readonly maxOutputCharacters: number;
  readonly maxDepth: number;
}

/** Why a call has no result. `kind` `threw`: the code threw. The others: what it gave cannot be used. */
export interface Thrown {
  readonly kind: 'threw' | 'source' | 'output' | 'size' | 'permission';
  readonly name: string;
  readonly message: string;
  /** Of the stack, the lines that are in the code. */
  readonly stack?: string;
}
