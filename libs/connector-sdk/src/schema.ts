import { Type, type TSchemaOptions, type TUnsafe } from 'typebox';
import type { FileReference } from './http.ts';
import type { JsonValue } from './json.ts';

/** One of a few texts, as a JSON Schema `enum`: forms draw it as a choice. */
function Choice<const Values extends readonly string[]>(
  values: Values,
  options: TSchemaOptions = {},
): TUnsafe<Values[number]> {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

/** A file that the platform keeps. Forms take one from an earlier step. */
function File(options: TSchemaOptions = {}): TUnsafe<FileReference> {
  return Type.Unsafe<FileReference>({
    type: 'object',
    required: ['$file', 'name', 'type', 'size'],
    properties: {
      $file: { type: 'string', pattern: '^sha256:' },
      name: { type: 'string' },
      type: { type: 'string' },
      size: { type: 'integer', minimum: 0 },
    },
    'x-file': true,
    ...options,
  });
}

/** Any JSON value. */
function Json(options: TSchemaOptions = {}): TUnsafe<JsonValue> {
  return Type.Unsafe<JsonValue>({ ...options });
}

/** What nobody may read again once it is saved. Only in the `fields` of an auth kind. */
function Secret(options: TSchemaOptions = {}): TUnsafe<string> {
  return Type.Unsafe<string>({
    type: 'string',
    minLength: 1,
    maxLength: 65_536,
    writeOnly: true,
    'x-sensitive': true,
    ...options,
  });
}

/** Builds JSON Schema 2020-12 with types inferred from it. */
export const t = { ...Type, Choice, File, Json, Secret };
