import { misfitOf } from '@millrace/expressions';
import { checkSchema, expressionOf, type JsonValue, type SchemaViolation } from '@millrace/machine';
import type { Finding } from '../http/problem.dto.ts';
import type { ResolvedPart } from './resolve-parts.ts';

/** What is wrong with arguments, by what services say about them now; that one says nothing is a warning. */
export function findMisfits(parts: readonly ResolvedPart[]): readonly Finding[] {
  return parts.flatMap((part) => ('failure' in part ? [unanswered(part)] : misfitsOf(part)));
}

function misfitsOf({ part, path, value, schema, connector }: ResolvedPart & { readonly schema: JsonValue }): Finding[] {
  if (part === 'output' || value === undefined) return [];
  return violationsOf(schema, value, path).map(({ keyword, path: at, message }) => ({
    code: 'connector.arguments_invalid',
    severity: keyword === 'expression' ? ('warning' as const) : ('error' as const),
    path: at,
    message: `The argument ${message}.`,
    hint: `So ${connector} says for what the step is given. Open the step, and fill it in again.`,
  }));
}

function violationsOf(schema: JsonValue, value: JsonValue, path: string): readonly SchemaViolation[] {
  const isOpen = (item: JsonValue): boolean => typeof item === 'string' && expressionOf(item) !== undefined;
  try {
    return checkSchema(schema, value, {
      ...{ path, isOpen },
      misfitOf: (open, wanted) => (typeof open === 'string' ? misfitOf(expressionOf(open) ?? '', wanted) : undefined),
      // A stranger's pattern may take for ever: the connector holds it against the value when it is called.
      matches: () => true,
    });
  } catch (cause) {
    // Its schema refers to itself without end: nobody can say what fits.
    if (cause instanceof RangeError) return [];
    throw cause;
  }
}

const unanswered = ({ path, connector, failure }: ResolvedPart & { readonly failure: string }): Finding => ({
  ...{ code: 'connector.schema_unanswered', severity: 'warning', path },
  message: `"${connector}" did not say what belongs here, so it was not checked: ${failure}`,
  hint: 'Publish again when its service answers, if you want it checked.',
});
