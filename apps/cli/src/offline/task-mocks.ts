import { checkSchema, type JsonObject, type JsonValue } from '@millrace/machine';
import { CliError } from '../errors.ts';

/** What one attempt of a task gives. */
type TaskMock =
  { readonly return: JsonValue } | { readonly throw: { readonly error: string; readonly cause?: string } };
/** State name -> what each attempt gives, in order; the last one repeats. */
export type TaskMocks = Readonly<Record<string, readonly TaskMock[]>>;

const failure: JsonObject = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' }, cause: { type: 'string' } },
  additionalProperties: false,
};
const mock: JsonObject = {
  type: 'object',
  if: { required: ['throw'] },
  then: { properties: { throw: failure }, additionalProperties: false },
  else: { required: ['return'], properties: { return: {} }, additionalProperties: false },
};
const mocksSchema: JsonObject = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, items: mock },
};

/** The file given with `--tasks`. */
export function readMocks(value: JsonValue): TaskMocks {
  const [violation] = checkSchema(mocksSchema, value);
  if (violation === undefined) return value as unknown as TaskMocks;
  const { path, message } = violation;
  throw new CliError(
    `${path === '' ? 'The file given with --tasks' : `The mock at ${path}`} ${message}. ` +
      'Write { "<state>": [ { "return": … } | { "throw": { "error": …, "cause": … } } ] }.',
  );
}
