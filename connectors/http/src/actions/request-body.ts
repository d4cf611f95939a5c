import {
  FatalError,
  type FileReference,
  type HttpCall,
  type InlineFile,
  type JsonObject,
  type JsonValue,
  type MultipartPart,
} from '@millrace/connector-sdk';

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Is this a file that the platform keeps? */
function isFile(value: unknown): value is FileReference {
  return typeof value === 'object' && value !== null && '$file' in value && typeof value.$file === 'string';
}

/** Are these bytes inside the value, as webhooks give them? */
function isInlineFile(value: unknown): value is InlineFile {
  return typeof value === 'object' && value !== null && '$base64' in value && typeof value.$base64 === 'string';
}

type Body = Pick<HttpCall, 'json' | 'form' | 'multipart' | 'body' | 'contentType'>;
type Encode = (body: JsonValue) => Body;

/** How each body type turns a value into what is sent. */
const ENCODERS: Readonly<Record<'json' | 'form' | 'multipart' | 'text' | 'binary', Encode>> = {
  json: (value) => ({ json: value }),
  text: (value) => ({ body: typeof value === 'string' ? value : JSON.stringify(value) }),
  form: (value) => ({
    form: Object.fromEntries(Object.entries(members(value, 'form')).map(([name, field]) => [name, formValue(field)])),
  }),
  multipart: (value) => ({
    multipart: Object.entries(members(value, 'multipart')).flatMap(([name, field]) => partsOf(name, field)),
  }),
  binary: encodeBinary,
};

/** The body of a request. Throws `FatalError` for a value that the type cannot carry. */
export function encodeRequestBody(body: JsonValue | undefined, type: keyof typeof ENCODERS): Body {
  return body === undefined ? {} : ENCODERS[type](body);
}

function encodeBinary(value: JsonValue): Body {
  if (isFile(value)) return { body: value };
  if (!isInlineFile(value)) return { body: fromBase64(value) };
  const { $base64, type } = value;
  return { body: fromBase64($base64), ...(type === undefined ? {} : { contentType: type }) };
}

function members(value: JsonValue, type: string): JsonObject {
  if (isObject(value)) return value;
  throw new FatalError(`A ${type} body is an object: field name and value.`);
}

const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

function formValue(value: JsonValue): string | readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(asText) : asText(value);
}

function partsOf(name: string, value: JsonValue): MultipartPart[] {
  if (name.length > 200) throw new FatalError('A field name of a multipart body has 200 characters at most.');
  if (isFile(value)) return [{ name, value }];
  if (isInlineFile(value)) {
    fromBase64(value.$base64);
    return [{ name, value }];
  }
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((item) => partsOf(name, item));
  return isObject(value)
    ? [{ name, value: JSON.stringify(value), contentType: 'application/json' }]
    : [{ name, value: asText(value) }];
}

function fromBase64(value: JsonValue): Uint8Array {
  if (typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  throw new FatalError('Bytes are base64 text, { $base64 } from a webhook, or a file from an earlier step.');
}
