import { FatalError } from '../failures.ts';
import type { FieldRule, HttpTemplate } from '../http-template.ts';
import type { FileReference, InlineFile, MultipartPart, RequestBody } from '../http.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isList, isObject, toText } from './template.ts';
import { writeDeep, writePairs, type Pairs } from './write-parameter.ts';

/** A body as a template says that it is written. Throws `FatalError` for a value that has no such form. */
export function encodeBody({ encode = 'json', fields = {} }: HttpTemplate, body: JsonValue): RequestBody {
  return ENCODERS[encode](body, fields);
}

type Fields = Readonly<Record<string, FieldRule>>;
type Encode = (body: JsonValue, fields: Fields) => RequestBody;
const ENCODERS: Readonly<Record<NonNullable<HttpTemplate['encode']>, Encode>> = {
  json: (value) => ({ kind: 'json', value }),
  text: (value) => ({ kind: 'text', text: toText(value) }),
  form: (value, fields) => ({ kind: 'form', fields: toFields(membersOf(value, 'form'), fields) }),
  multipart: (value, fields) => ({
    kind: 'multipart',
    parts: Object.entries(membersOf(value, 'multipart')).flatMap(([name, item]) =>
      partsOf(name, item, ruleOf(fields, name)?.contentType),
    ),
  }),
  bytes: encodeBytes,
};

function membersOf(value: JsonValue, kind: string): JsonObject {
  if (isObject(value)) return value;
  throw new FatalError(`A ${kind} body is an object: field name and value.`);
}

const ruleOf = (fields: Fields, name: string): FieldRule | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

function toFields(members: JsonObject, fields: Fields): Readonly<Record<string, string | readonly string[]>> {
  const pairs = Object.entries(members).flatMap(([name, item]) =>
    item === null ? [] : writeField(name, item, ruleOf(fields, name)),
  );
  const written = new Map<string, string[]>();
  for (const [name, text] of pairs) written.set(name, [...(written.get(name) ?? []), text]);
  return Object.fromEntries([...written].map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? '') : texts]));
}

/** Nested members are written as `a[b]`, lists as `a[0]`, unless a rule says otherwise. */
function writeField(name: string, value: JsonValue, rule: FieldRule | undefined): Pairs {
  if (rule?.contentType === 'application/json') return [[name, JSON.stringify(value)]];
  if (rule?.style === undefined && rule?.explode === undefined) return writeDeep(name, value);
  const { style = 'form', explode } = rule;
  return writePairs({ from: [], in: 'query', name, style, ...(explode === undefined ? {} : { explode }) }, value);
}

const isFile = (value: JsonValue): value is JsonObject & FileReference =>
  isObject(value) && typeof value.$file === 'string';
const isInlineFile = (value: JsonValue): value is JsonObject & InlineFile =>
  isObject(value) && typeof value.$base64 === 'string';

function partsOf(name: string, value: JsonValue, contentType: string | undefined): readonly MultipartPart[] {
  const typed = contentType === undefined ? {} : { contentType };
  if (value === null) return [];
  if (isFile(value) || isInlineFile(value)) return [{ name, value, ...typed }];
  if (contentType === 'application/json') return [{ name, value: JSON.stringify(value), contentType }];
  if (isList(value)) return value.flatMap((item) => partsOf(name, item, contentType));
  if (isObject(value)) return [{ name, value: JSON.stringify(value), contentType: contentType ?? 'application/json' }];
  return [{ name, value: toText(value), ...typed }];
}

function encodeBytes(value: JsonValue): RequestBody {
  if (isFile(value)) return { kind: 'file', file: value };
  if (typeof value === 'string') return { kind: 'text', text: value, contentType: 'application/octet-stream' };
  throw new FatalError('A body of bytes is a file from an earlier step, or a text.');
}
