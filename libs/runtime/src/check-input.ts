import { checkSchema, type JsonObject, type JsonValue, type SchemaViolation } from '@millrace/machine';
import { RuntimeError } from './errors.ts';
import type { AcceptRequest } from './new-run.ts';
import type { Evaluator } from './ports.ts';

/**
 * What the `input` schema of a document says of an input, with paths from `path` on. Its patterns are written by whoever made
 * the workflow, and run on what strangers send: by the engine that takes linear time.
 */
export function checkInput(
  evaluator: Evaluator,
  { schema, input, path = '' }: { readonly schema: JsonObject; readonly input: JsonValue; readonly path?: string },
): readonly SchemaViolation[] {
  try {
    return checkSchema(schema, input, { path, matches: (pattern, text) => matches(evaluator, pattern, text) });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return [{ path, keyword: '$ref', message: 'cannot be checked: its schema refers to itself without end' }];
  }
}

/** `undefined`: it is no pattern, or none that takes linear time. */
function matches(evaluator: Evaluator, pattern: string, value: string): boolean | undefined {
  // A slash would end the expression's pattern.
  const written = pattern.replace(/\\.|\//g, (part) => (part === '/' ? '\\/' : part));
  try {
    const expression = `$contains($value, /${written}/)`;
    return evaluator.evaluate({ expression, bindings: { value }, nowMs: 0, seed: '' }) === true;
  } catch {
    return undefined;
  }
}

/** What others call a workflow with must fit its schema: `run.input_invalid`, with all that does not. */
export function requireFitting(evaluator: Evaluator, request: AcceptRequest): void {
  // What a run begins in the middle with was checked when its first one started.
  if (!isCalled(request.trigger) || request.beginsAt !== undefined) return;
  refuse(request, findViolations(evaluator, request));
}

function refuse({ version }: AcceptRequest, violations: readonly SchemaViolation[]): void {
  if (violations.length === 0) return;
  const findings = violations.map(({ path, message }) => ({ path, message: `${nameOf(path)} ${message}.` }));
  throw new RuntimeError('run.input_invalid', `The input does not fit the schema of "${version.workflowName}".`, {
    detail: { findings },
  });
}

/** The same of what was given to a run, and is given to another one: the values of a form too. */
export function requireFittingReplay({ evaluator }: { readonly evaluator: Evaluator }, request: AcceptRequest): void {
  const { version, trigger, input } = request;
  const isChecked = isCalled(trigger) || trigger.type === 'form';
  refuse(request, isChecked ? findViolations(evaluator, { version, input }) : []);
}

/** Whether a version would take what has come: also the values of a form, which was made of the schema of another version. */
export function isFitting(evaluator: Evaluator, { version, trigger, input }: AcceptRequest): boolean {
  if (!isCalled(trigger) && trigger.type !== 'form') return true;
  return findViolations(evaluator, { version, input }).length === 0;
}

const isCalled = ({ type }: AcceptRequest['trigger']): boolean => type === 'call' || type === 'manual';

function findViolations(
  evaluator: Evaluator,
  { version, input }: Pick<AcceptRequest, 'version' | 'input'>,
): readonly SchemaViolation[] {
  const { input: schema } = version.document;
  return schema === undefined ? [] : checkInput(evaluator, { schema, input, path: '/input' });
}

const nameOf = (path: string): string =>
  path === '/input'
    ? 'The input'
    : `"${path
        .slice(path.lastIndexOf('/') + 1)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~')}"`;
