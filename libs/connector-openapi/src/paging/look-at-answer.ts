// A quick look at what an operation answers: its members, without converting the schema. It is done for each operation of a list.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { resolveObject, resolveReference } from '../document/references.ts';
import { entriesOf, isList, listAt, memberOf } from '../json-access.ts';
import { chooseMedia } from '../operation/media-types.ts';
import { successesOf } from '../operation/plan-output.ts';

const MAX_PARTS = 10;

/** The schema of the usual answer, and the names of its headers. */
export function lookAtAnswer(
  { source }: Pick<OpenApiDocument, 'source'>,
  entry: OperationEntry,
): { readonly schema: JsonObject; readonly headers: readonly string[] } | undefined {
  const [, response] = successesOf(entry)[0] ?? [];
  const { value } = resolveReference(source, response);
  const chosen = chooseMedia(memberOf(value, 'content'));
  const schema = chosen?.kind === 'json' ? resolveObject(source, memberOf(chosen.media, 'schema')) : undefined;
  const headers = entriesOf(memberOf(value, 'headers')).map(([name]) => name.toLowerCase());
  return schema === undefined ? undefined : { schema, headers };
}

/** Members of an object, those of its parts too. */
export function membersOf(source: JsonObject, schema: JsonValue | undefined): ReadonlyMap<string, JsonValue> {
  const whole = resolveObject(source, schema);
  const parts = listAt(whole, 'allOf')
    .slice(0, MAX_PARTS)
    .map((part) => resolveObject(source, part));
  return new Map([...parts, whole].flatMap((part) => entriesOf(memberOf(part, 'properties'))));
}

/** Whether a schema is of this type, or may be. */
export function isOfType(source: JsonObject, schema: JsonValue | undefined, type: string): boolean {
  const found = resolveObject(source, schema);
  const stated = memberOf(found, 'type');
  if (stated === undefined) return type === 'array' && memberOf(found, 'items') !== undefined;
  return isList(stated) ? stated.includes(type) : stated === type;
}
