import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { entriesOf, isList, isObject, memberOf, objectAt, textAt, valueAt } from '../json-access.ts';

/** Of a document what these operations are made of: small enough to be kept beside tests, and read by people. */
export function excerptOf({ root, operations }: OpenApiDocument, keys: readonly string[]): JsonObject {
  const wanted = new Set(keys);
  const paths: Record<string, Record<string, JsonValue>> = {};
  for (const { key, method, path, pathItem, operation } of operations) {
    if (!wanted.has(key)) continue;
    const { parameters } = pathItem;
    const { responses: _, ...asked } = operation;
    paths[path] = {
      ...(parameters === undefined ? {} : { parameters }),
      ...paths[path],
      [method.toLowerCase()]: withoutTalk(asked),
    };
  }
  const components = componentsOf(root, paths);
  const info = objectAt(root, 'info');
  return {
    ...{ openapi: textAt(root, 'openapi') ?? '3.0.3' },
    info: { title: textAt(info, 'title') ?? '', version: textAt(info, 'version') ?? '' },
    paths,
    ...(Object.keys(components).length === 0 ? {} : { components }),
  };
}

const TALK: ReadonlySet<string> = new Set(['description', 'summary', 'externalDocs', 'example', 'examples']);

/** Without what is for people: a field of such a name has a schema, talk has a text or examples. */
function withoutTalk(value: JsonValue, isNamed = false): JsonValue {
  if (isList(value)) return value.map((item) => withoutTalk(item));
  if (!isObject(value)) return value;
  const kept = entriesOf(value).filter(([name]) => isNamed || (!TALK.has(name) && !name.startsWith('x-')));
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutTalk(item, !isNamed && name === 'properties')]));
}

/** What is referred to, and what that refers to. */
function componentsOf(
  root: JsonObject,
  from: JsonValue,
): Readonly<Record<string, Readonly<Record<string, JsonValue>>>> {
  const components: Record<string, Record<string, JsonValue>> = {};
  const waiting = [...referencesIn(from)];
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [, kind, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(reference) ?? [];
    if (kind === undefined || name === undefined || memberOf(components[kind], name) !== undefined) continue;
    const found = valueAt(root, ['components', kind, name.replaceAll('~1', '/').replaceAll('~0', '~')]);
    if (found === undefined) continue;
    const kept = withoutTalk(found);
    components[kind] = { ...components[kind], [name]: kept };
    waiting.push(...referencesIn(kept));
  }
  return components;
}

function referencesIn(value: JsonValue): readonly string[] {
  if (isList(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === '$ref' && typeof item === 'string' ? [item] : referencesIn(item),
  );
}
