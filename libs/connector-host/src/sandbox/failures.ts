import type { JsonValue } from '@millrace/connector-sdk';

/** Why a call has no output: a name that rules match, and a cause as JSON text. */
export interface CodeFailure {
  readonly kind: 'threw';
  readonly error: string;
  readonly cause: string;
}

/** What `Retry` and `Catch` can match, and the code and advice that go with it. */
const FAILURES = {
  'Sandbox.Error': ['sandbox.threw', 'Read the stack: its lines are those of the code.'],
  'Sandbox.SourceInvalid': [
    'sandbox.source_invalid',
    'Write a function of (input, context), the body of one, or a module whose default export is one.',
  ],
  'Sandbox.OutputInvalid': [
    'sandbox.output_invalid',
    'Return plain data: objects, arrays, texts, numbers, booleans, null.',
  ],
  'Sandbox.OutputTooLarge': ['sandbox.output_too_large', 'Return less, or write a file in a step of its own.'],
  'Sandbox.InputTooLarge': ['sandbox.input_too_large', 'Pass only what the code needs.'],
  'Sandbox.PermissionDenied': ['sandbox.permission_denied', 'Do it in a connector step before or after the code.'],
  'Sandbox.Timeout': ['sandbox.timeout', 'Raise TimeoutSeconds of the step, or do less at once.'],
  'Sandbox.OutOfMemory': ['sandbox.out_of_memory', 'Work on parts of the data, in a Map for example.'],
  'Sandbox.Crashed': ['sandbox.crashed', 'Retry the step; if it goes on, look for what the code does before it.'],
  'Sandbox.Protocol': ['sandbox.protocol', 'The code broke out of its rules and was stopped. Have somebody read it.'],
  'Sandbox.Aborted': ['sandbox.aborted', 'Nothing: the call was given up on purpose.'],
  'Sandbox.Busy': ['sandbox.busy', 'Retry the step, or allow more children: MILLRACE_SANDBOX_CHILDREN.'],
  'Sandbox.Quarantined': [
    'sandbox.quarantined',
    'It is tried again by itself. Go back to an earlier version, or tell its author what the log says.',
  ],
  'Sandbox.Unavailable': [
    'sandbox.unavailable',
    'Install with optional packages on Linux with glibc, macOS or Windows (x64 or arm64): the package @deno/<platform> holds the program.',
  ],
} as const;

export type FailureName = keyof typeof FAILURES;
/** `limit` and `actual` in the unit that the message names. */
export type FailureFacts = Readonly<Record<string, JsonValue>>;

/** The code of a failure, and what helps. */
export function adviceOf(error: FailureName): { readonly code: string; readonly hint: string } {
  const [code, hint] = FAILURES[error];
  return { code, hint };
}

/** A failure of the sandbox, with what helps. */
export function codeFailure(error: FailureName, message: string, facts: FailureFacts = {}): CodeFailure {
  const { code, hint } = adviceOf(error);
  return { kind: 'threw', error, cause: JSON.stringify({ code, message, hint, ...facts }) };
}

/** What the code threw itself, under its own name where that is one. */
export function thrownFailure(name: string, message: string, facts: FailureFacts): CodeFailure {
  if (!isOwnName(name)) return codeFailure('Sandbox.Error', message, { name, ...facts });
  return { kind: 'threw', error: name, cause: JSON.stringify({ code: 'sandbox.threw', message, ...facts }) };
}

const LANGUAGE =
  /^(?:(?:|Aggregate|Eval|Range|Reference|Suppressed|Syntax|Type|URI)Error|(?:Compile|Link|Runtime|Abort)Error|DOMException)$/;
/** Names that mean something to the engine: code must not pretend to be it. */
const RESERVED = /^(?:States|Sandbox|Connector)\./i;

/** True for a name that an author may give to a failure of their own. */
export function isOwnName(name: string): boolean {
  return /^[A-Za-z_][\w.]{0,79}$/.test(name) && !LANGUAGE.test(name) && !RESERVED.test(name);
}
