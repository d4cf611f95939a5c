/** What a fault is about: whatever is known where it happens. The place is often known further out. */
export interface FaultDetail {
  /** Offset in the expression's text. */
  readonly position?: number | undefined;
  /** The operator or function it is about. */
  readonly token?: string | undefined;
  /** Which argument of a function, from 1. */
  readonly index?: number;
  readonly value?: unknown;
  readonly value2?: unknown;
  /** Instead of the sentence that belongs to the code. */
  readonly message?: string;
}

/**
 * A failure inside an expression, by the reference implementation's code. Operators and calls that it passes through
 * note their place on it; `ExpressionError` is what callers see of it.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  position: number | undefined;
  token: string | undefined;
  readonly index: number | undefined;
  readonly value: unknown;
  readonly value2: unknown;
  readonly hasMessage: boolean;

  constructor(code: string, { position, token, index, value, value2, message }: FaultDetail = {}) {
    super(message ?? code);
    this.code = code;
    this.position = position;
    this.token = token;
    this.index = index;
    this.value = value;
    this.value2 = value2;
    this.hasMessage = message !== undefined;
  }
}

/** An error of a function of ours that the reference does not have. */
export function functionFault(message: string): Fault {
  return new Fault('D3137', { message });
}
