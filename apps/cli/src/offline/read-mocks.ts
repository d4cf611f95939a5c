import { checkSchema, taskMocksSchema, type JsonValue, type TaskMocks } from '@millrace/machine';
import { CliError } from '../errors.ts';

/** The file given with `--tasks`. */
export function readMocks(value: JsonValue): TaskMocks {
  const [violation] = checkSchema(taskMocksSchema, value);
  if (violation === undefined) return value as unknown as TaskMocks;
  const { path, message } = violation;
  throw new CliError(
    `${path === '' ? 'The file given with --tasks' : `The mock at ${path}`} ${message}. ` +
      'Write { "<state>": [ { "return": … } | { "throw": { "error": …, "cause": … } } ] }.',
  );
}
