import type { FieldRule, HttpTemplate, JsonObject, JsonValue } from '@millrace/connector-sdk';
import { t } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { resolveReference } from '../document/references.ts';
import { entriesOf, isObject, memberOf, textAt } from '../json-access.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { cutText } from '../texts.ts';
import { chooseMedia, isPlainMedia, type BodyKind, type ChosenMedia } from './media-types.ts';

const DESCRIPTION_CHARACTERS = 500;

export interface BodyPlan {
  readonly schema: JsonObject;
  readonly isRequired: boolean;
  readonly request: Pick<HttpTemplate, 'bodyFrom' | 'encode' | 'fields' | 'headers'>;
}

/** Plans what an operation's body is and how it is written; undefined when it has none. */
export function planBody(
  { operation }: OperationEntry,
  { document, warn }: { readonly document: OpenApiDocument; readonly warn: (message: string) => void },
): BodyPlan | undefined {
  const given = memberOf(operation, 'requestBody');
  if (given === undefined) return undefined;
  const { value, failure } = resolveReference(document.source, given);
  if (failure !== undefined) warn(`The body is taken as any value: ${failure}.`);
  const content = memberOf(value, 'content');
  const chosen = chooseMedia(content) ?? { type: 'application/json', kind: 'json', media: {} };
  if (isObject(content) && Object.keys(content).length > 0 && chooseMedia(content) === undefined)
    warn(`The body is sent as JSON: the media type "${Object.keys(content)[0] ?? ''}" is not known here.`);
  const schema = schemaOf(chosen, { source: document.source, warn });
  const description = textAt(value, 'description');
  return {
    schema:
      description === undefined ? schema : { ...schema, description: cutText(description, DESCRIPTION_CHARACTERS) },
    isRequired: memberOf(value, 'required') === true,
    request: { bodyFrom: ['body'], ...encodingOf(chosen), ...headersOf(chosen) },
  };
}

function schemaOf(
  { kind, media }: ChosenMedia,
  conversion: { readonly source: JsonObject; readonly warn: (message: string) => void },
): JsonObject {
  if (kind === 'bytes') return t.File() as unknown as JsonObject;
  const given = memberOf(media, 'schema');
  const hasFiles = kind === 'multipart';
  const schema = convertSchema(given, { ...conversion, direction: 'input', hasFiles });
  if (kind === 'text') return { ...schema, type: 'string' };
  return kind === 'json' || schema.type === 'object' ? schema : asObject(schema);
}

/** A form is an object, whatever its description leaves out. */
function asObject(schema: JsonObject): JsonObject {
  return schema.anyOf === undefined && schema.allOf === undefined ? { type: 'object' } : { ...schema, type: 'object' };
}

function encodingOf({ kind, media }: ChosenMedia): Pick<HttpTemplate, 'encode' | 'fields'> {
  if (kind === 'json') return {};
  if (kind !== 'form' && kind !== 'multipart') return { encode: kind };
  const rules = entriesOf(memberOf(media, 'encoding')).flatMap(([name, given]) => {
    const rule = ruleOf(given, kind);
    return Object.keys(rule).length === 0 ? [] : [[name, rule] as const];
  });
  return { encode: kind, ...(rules.length === 0 ? {} : { fields: Object.fromEntries(rules) }) };
}

const STYLES = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const;

function ruleOf(given: JsonValue, kind: BodyKind): FieldRule {
  const contentType = textAt(given, 'contentType')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const typed = isPlainMedia(contentType) ? { contentType } : {};
  if (kind === 'multipart') return typed;
  const style = STYLES.find((known) => known === memberOf(given, 'style'));
  const explode = memberOf(given, 'explode');
  return {
    ...(contentType === 'application/json' ? typed : {}),
    ...(style === undefined ? {} : { style }),
    ...(typeof explode === 'boolean' ? { explode } : {}),
  };
}

/** What the form of a body does not say by itself. A file says its own type. */
function headersOf({ type, kind }: ChosenMedia): Pick<HttpTemplate, 'headers'> {
  const isUsual =
    type === 'application/json' || type === 'application/octet-stream' || kind === 'form' || kind === 'multipart';
  return isUsual || !isPlainMedia(type) ? {} : { headers: { 'content-type': type } };
}
