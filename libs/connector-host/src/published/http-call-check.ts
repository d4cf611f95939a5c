import { FatalError, type HttpCall } from '@millrace/connector-sdk';
import { createFieldsCheck, type Check } from '../schema-check.ts';

type GivenCall = HttpCall & { readonly method?: string };

const text = { type: 'string', maxLength: 1_000_000 };
const texts = { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1000 };
const scalar = { type: ['string', 'number', 'boolean', 'null'] };
/** A member may be undefined, which JSON Schema has no word for: these have no `required`. */
const parameters = {
  type: 'object',
  maxProperties: 10_000,
  additionalProperties: { anyOf: [scalar, { type: 'array', items: scalar }] },
};
const FIELDS = {
  method: { type: 'string', pattern: '^[A-Za-z]{1,20}$' },
  path: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
  headers: texts,
  credentials: { type: 'object', properties: { headers: texts, query: texts }, additionalProperties: false },
  query: parameters,
  form: parameters,
  json: {},
  multipart: {
    type: 'array',
    maxItems: 1000,
    items: {
      type: 'object',
      required: ['name', 'value'],
      properties: { name: text, value: { type: ['string', 'object'] }, contentType: text },
    },
  },
  body: {},
  contentType: text,
  maxRedirects: { type: 'integer', minimum: 0, maximum: 5 },
  ok: { anyOf: [{ const: 'any' }, { type: 'array', items: { type: 'integer' } }] },
  as: { enum: ['auto', 'json', 'text', 'base64', 'file'] },
  maxResponseBytes: { type: 'number', exclusiveMinimum: 0 },
  timeoutMs: { type: 'number', exclusiveMinimum: 0 },
  isRepeatable: { type: 'boolean' },
  attempts: { type: 'integer', minimum: 1, maximum: 10 },
};

/** Made for the first request: most processes host no published connector. */
let check: Check | undefined;

/** A request that the code of a connector asks for. Throws a `FatalError` for what is none; members unknown to us are left out. */
export function readHttpCall(path: unknown, given: unknown): { readonly path: string; readonly call: GivenCall } {
  const call = pickKnown(given);
  check ??= createFieldsCheck({ type: 'object', properties: FIELDS });
  const complaint = typeof path === 'string' ? check(call) : 'its path is no text';
  if (complaint !== undefined)
    throw new FatalError(`The connector's code makes a request that is none: ${complaint}`, {
      detail: { code: 'connector.request_invalid' },
    });
  return { path: path as string, call: call };
}

function pickKnown(given: unknown): object {
  if (typeof given !== 'object' || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => Object.hasOwn(FIELDS, name) && value !== undefined),
  );
}
