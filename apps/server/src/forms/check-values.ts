import type { JsonObject, SchemaViolation } from '@millrace/machine';
import { checkInput, type Evaluator } from '@millrace/runtime';
import type { FormField } from './form-model.ts';

interface ValuesToCheck {
  readonly schema: JsonObject;
  readonly fields: readonly FormField[];
  readonly values: JsonObject;
}

/** What the schema says of values that are of the right types: control name -> what is wrong; under '' what belongs to no field. */
export function checkValues(
  evaluator: Evaluator,
  { schema, fields, values }: ValuesToCheck,
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const violation of checkInput(evaluator, { schema, input: values })) {
    const name = nameOf(violation, fields);
    if (!faults.has(name)) faults.set(name, toSentence(violation));
  }
  return faults;
}

function flatten(fields: readonly FormField[]): readonly FormField[] {
  return fields.flatMap((field) => (field.kind === 'group' ? [field, ...flatten(field.fields)] : [field]));
}

/** The field that a violation is in: the nearest one around it. */
function nameOf({ path }: SchemaViolation, fields: readonly FormField[]): string {
  const within = flatten(fields).filter(({ name }) => path === `/${name}` || path.startsWith(`/${name}/`));
  return within.at(-1)?.name ?? '';
}

/** A pattern is for machines to read. */
const SENTENCES: Readonly<Record<string, string>> = {
  pattern: 'This is not of the form that is asked for.',
  patternUnknown: 'This cannot be checked: the form asks for a pattern that is none. Tell whoever sent you here.',
};

const toSentence = ({ keyword, message }: SchemaViolation): string => SENTENCES[keyword] ?? `This ${message}.`;
