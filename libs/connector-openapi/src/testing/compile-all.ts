import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** A checker as hosts have it. What it warns of is an error here: a host would print it at every start. */
export function compileAll(): {
  /** Gives what is wrong with a value; an empty text when nothing is. */
  readonly compile: (schema: unknown) => (value: unknown) => string;
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const note = (...said: readonly unknown[]): void => void warnings.push(said.join(' '));
  const logger = { log: note, warn: note, error: note };
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, logger });
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  const compile = (schema: unknown) => {
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema)) as AnySchema);
    return (value: unknown): string => (validate(value) ? '' : ajv.errorsText(validate.errors));
  };
  return { compile, warnings };
}
