// OpenAPI's `discriminator`: which of several shapes a value has stands in one of its members.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { nameOfReference, referenceOf } from '../document/references.ts';
import { entriesOf, isObject, memberOf, objectAt, textAt } from '../json-access.ts';

/** The alternatives, each with its name as a constant where the discriminator says it and the alternative does not. */
export function nameVariants(
  schema: JsonObject,
  given: readonly JsonValue[],
  converted: readonly JsonObject[],
): readonly JsonObject[] {
  const discriminator = objectAt(schema, 'discriminator');
  const member = textAt(discriminator, 'propertyName');
  if (member === undefined) return converted;
  const names = new Map(entriesOf(memberOf(discriminator, 'mapping')).map(([name, target]) => [target, name]));
  return converted.map((alternative, index) => {
    const reference = referenceOf(given[index]);
    if (reference === undefined) return alternative;
    const name = names.get(reference) ?? names.get(nameOfReference(reference)) ?? nameOfReference(reference);
    return withConstant(alternative, member, name);
  });
}

function withConstant(alternative: JsonObject, member: string, name: string): JsonObject {
  const property = memberOf(objectAt(alternative, 'properties'), member);
  if (!isObject(property) || property.enum !== undefined || property.const !== undefined) return alternative;
  return {
    ...alternative,
    properties: { ...objectAt(alternative, 'properties'), [member]: { ...property, const: name } },
  };
}
