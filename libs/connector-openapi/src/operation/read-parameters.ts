import type { JsonObject, JsonValue, ParameterRule } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { resolveObject, resolveReference } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf, objectAt, textAt } from '../json-access.ts';

export const PLACES = ['path', 'query', 'header', 'cookie'] as const;
export type ParameterPlace = (typeof PLACES)[number];

/** A parameter as the document has it. */
export interface Parameter {
  readonly name: string;
  readonly place: ParameterPlace;
  readonly isRequired: boolean;
  readonly schema: JsonValue | undefined;
  readonly description?: string;
  readonly example?: JsonValue;
  readonly rule: ParameterRule;
  /** Why it cannot be written, as a sentence. */
  readonly problem?: string;
}
export interface ReadParameters {
  readonly parameters: readonly Parameter[];
  readonly warnings: readonly string[];
}

/** Headers that are none of a parameter's business: OpenAPI 3.1 §4.8.12.1. */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The parameters of an operation; its own replace the path's. */
export function readParameters(document: OpenApiDocument, entry: OperationEntry): ReadParameters {
  const { source } = document;
  const { path, pathItem, operation } = entry;
  const warnings: string[] = [];
  const found = new Map<string, Parameter>();
  for (const given of [...listAt(pathItem, 'parameters'), ...listAt(operation, 'parameters')]) {
    const { value, failure } = resolveReference(source, given);
    if (failure !== undefined) warnings.push(`A parameter is left out: ${failure}.`);
    const parameter = isObject(value) ? toParameter(value) : undefined;
    if (parameter !== undefined && isWritable(parameter, path, warnings))
      found.set(`${parameter.place} ${parameter.name}`, parameter);
  }
  for (const name of placeholdersOf(path)) {
    if (!found.has(`path ${name}`)) found.set(`path ${name}`, undescribed(name));
  }
  const parameters = [...found.values()].filter(
    (parameter) => !isCredential(parameter, { document, operation, warnings }),
  );
  return { parameters, warnings };
}

const CREDENTIAL = /^(?:token|access_?token|api_?key)$/i;

/** What signs in is the connection's: nobody is asked for it, and it is in no argument. */
function isCredential(
  { place, name }: Parameter,
  {
    document: { source, root },
    operation,
    warnings,
  }: { readonly document: OpenApiDocument; readonly operation: JsonObject; readonly warnings: string[] },
): boolean {
  if (place === 'path') return false;
  const security = memberOf(operation, 'security') ?? memberOf(root, 'security');
  const schemes = objectAt(objectAt(root, 'components'), 'securitySchemes');
  const named = (isList(security) ? security : []).flatMap((requirement) =>
    entriesOf(requirement).map(([scheme]) => scheme),
  );
  const isKey = named.some((scheme) => {
    const { type, name: key, in: where } = resolveObject(source, memberOf(schemes, scheme)) ?? {};
    return type === 'apiKey' && where === place && typeof key === 'string' && key.toLowerCase() === name.toLowerCase();
  });
  if (isKey) return true;
  if (named.length === 0 || place === 'cookie' || !CREDENTIAL.test(name)) return false;
  warnings.push(`The parameter "${name}" is left out: the connection signs in.`);
  return true;
}

/** The names between braces in a path. */
export const placeholdersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);

const undescribed = (name: string): Parameter => ({
  ...{ name, place: 'path', isRequired: true, schema: { type: 'string' } },
  rule: { from: ['path', name], in: 'path', name },
});

function isWritable({ place, name }: Parameter, path: string, warnings: string[]): boolean {
  // An address has no room for what it does not name.
  if (place === 'path') return path.includes(`{${name}}`);
  if (place !== 'header') return true;
  if (IGNORED_HEADERS.has(name.toLowerCase())) return false;
  if (HEADER_NAME.test(name)) return true;
  warnings.push(`The header "${name.slice(0, 60)}" is left out: HTTP does not allow its name.`);
  return false;
}

/** Most parameters of a large document are shared by many operations. */
const known = new WeakMap<JsonObject, Parameter | null>();

function toParameter(value: JsonObject): Parameter | undefined {
  let found = known.get(value);
  if (found === undefined) known.set(value, (found = makeParameter(value) ?? null));
  return found ?? undefined;
}

function makeParameter(value: JsonObject): Parameter | undefined {
  const name = textAt(value, 'name');
  const place = PLACES.find((known) => known === memberOf(value, 'in'));
  if (name === undefined || name === '__proto__' || place === undefined) return undefined;
  const [media] = entriesOf(memberOf(value, 'content'));
  const description = textAt(value, 'description');
  const example = memberOf(value, 'example');
  const written = media === undefined ? styleOf(value, place) : contentOf(media[0]);
  return {
    ...{ name, place, isRequired: place === 'path' || memberOf(value, 'required') === true },
    schema: media === undefined ? memberOf(value, 'schema') : memberOf(media[1], 'schema'),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
    rule: { from: [place, name], in: place, name, ...written.rule },
    ...(written.problem === undefined ? {} : { problem: written.problem }),
  };
}

type Written = Pick<Parameter, 'problem'> & { readonly rule: Pick<ParameterRule, 'style' | 'explode' | 'isJson'> };

const contentOf = (type: string): Written => ({ rule: /json|\*/.test(type) ? { isJson: true } : {} });

const STYLES: Readonly<Record<ParameterPlace, readonly NonNullable<ParameterRule['style']>[]>> = {
  path: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

/** Only what is not the usual: `simple` in paths and headers, `form` elsewhere, exploded. */
function styleOf(value: JsonObject, place: ParameterPlace): Written {
  const stated = textAt(value, 'style');
  const [usual, ...others] = STYLES[place];
  const style = others.find((known) => known === stated);
  const explode = memberOf(value, 'explode');
  const rule = {
    ...(style === undefined ? {} : { style }),
    ...(typeof explode === 'boolean' ? { explode } : {}),
  };
  if (stated === undefined || stated === usual || style !== undefined) return { rule };
  const name = textAt(value, 'name') ?? '';
  return { rule, problem: `The parameter "${name}" is written in the style "${stated}", which is not known here.` };
}
