import { fillPath } from '../fill-path.ts';
import type { HttpTemplate, ParameterRule, ResponseRules } from '../http-template.ts';
import type { HttpRequest } from '../http.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { encodeBody } from './encode-body.ts';
import { fillMembers, fillTemplate, isList, isObject, toText, valueAt, type Evaluate } from './template.ts';
import { writePairs, writeSimple } from './write-parameter.ts';

/** What templates of a request may speak of. */
export interface RequestRoot {
  readonly input: JsonValue;
  readonly connection: JsonObject;
  readonly idempotencyKey: string;
  readonly page?: JsonObject;
}

/** A request as a template says it. Throws `FatalError` for what the path or the body cannot carry. */
export function buildRequest(
  template: HttpTemplate,
  root: RequestRoot,
  { evaluate, as = 'json' }: { readonly evaluate: Evaluate; readonly as?: NonNullable<ResponseRules['as']> },
): HttpRequest {
  const document = root as unknown as JsonObject;
  const { method, ok, empty = [] } = template;
  const query = toQuery(template, root, fillMembers(template.query ?? {}, document, evaluate));
  const body = bodyOf(template, root, evaluate);
  return {
    method,
    url: toPath(template, root.input),
    query,
    headers: toHeaders(template, root, fillMembers(template.headers ?? {}, document, evaluate)),
    body: body === undefined ? { kind: 'none' } : encodeBody(template, body),
    as,
    ...(ok === undefined && empty.length === 0 ? {} : { ok: [...(ok ?? SUCCESSES), ...empty] }),
  };
}

function bodyOf({ body, bodyFrom }: HttpTemplate, root: RequestRoot, evaluate: Evaluate): JsonValue | undefined {
  if (bodyFrom !== undefined) return valueAt(root.input, bodyFrom);
  return body === undefined ? undefined : fillTemplate(body, root as unknown as JsonObject, evaluate);
}

const SUCCESSES = Array.from({ length: 100 }, (_, index) => 200 + index);

const PLACE = /\{([^{}]+)\}/g;

function toPath({ path, parameters = [] }: HttpTemplate, input: JsonValue): string {
  return fillPath(path, {
    place: PLACE,
    write: (name) => {
      const rule = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
      const value = valueAt(input, rule?.from ?? stepsOf(input, name));
      return value === undefined || value === null ? '' : writeSegment(value, rule);
    },
  });
}

function writeSegment(value: JsonValue, rule: ParameterRule | undefined): string {
  return rule === undefined ? encodeURIComponent(toText(value)) : writeSimple(rule, value, encodeURIComponent);
}

/** `a.b` is a member of that name, or a member of a member. */
const stepsOf = (input: JsonValue, name: string): readonly string[] =>
  isObject(input) && Object.hasOwn(input, name) ? [name] : name.split('.');

function toQuery(
  { parameters = [] }: HttpTemplate,
  { input }: RequestRoot,
  given: JsonObject,
): Readonly<Record<string, string | readonly string[]>> {
  const pairs = [
    ...Object.entries(given).flatMap(([name, value]) => queryPairs(name, value)),
    ...valuesOf(parameters, 'query', input).flatMap(([rule, value]) => writePairs(rule, value)),
  ];
  const query = new Map<string, string[]>();
  for (const [name, text] of pairs) query.set(name, [...(query.get(name) ?? []), text]);
  return Object.fromEntries([...query].map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? '') : texts]));
}

function queryPairs(name: string, value: JsonValue): readonly (readonly [string, string])[] {
  if (value === null) return [];
  return isList(value) ? value.map((item) => [name, toText(item)] as const) : [[name, toText(value)]];
}

function valuesOf(
  parameters: readonly ParameterRule[],
  place: ParameterRule['in'],
  input: JsonValue,
): readonly (readonly [ParameterRule, JsonValue])[] {
  return parameters.flatMap((rule) => {
    const value = rule.in === place ? valueAt(input, rule.from) : undefined;
    return value === undefined || value === null ? [] : [[rule, value] as const];
  });
}

function toHeaders(
  { parameters = [] }: HttpTemplate,
  { input }: RequestRoot,
  given: JsonObject,
): Record<string, string> {
  const cookies = valuesOf(parameters, 'cookie', input)
    .flatMap(([rule, value]) => writePairs(rule, value))
    .map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
  return {
    ...Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, toText(value)] as const])),
    ),
    ...Object.fromEntries(
      valuesOf(parameters, 'header', input).map(([rule, value]) => [rule.name, writeSimple(rule, value)]),
    ),
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
  };
}
