import { Type, type TSchemaOptions, type TUnsafe } from 'typebox';

/** One of a few texts, as a JSON Schema `enum`: forms draw it as a choice. */
function Choice<const Values extends readonly string[]>(
  values: Values,
  options: TSchemaOptions = {},
): TUnsafe<Values[number]> {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

/** Builds JSON Schema 2020-12 with types inferred from it. */
export const t = { ...Type, Choice };
