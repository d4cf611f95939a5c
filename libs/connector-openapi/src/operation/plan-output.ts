import { t, type HttpAction, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { resolveReference } from '../document/references.ts';
import { entriesOf, isList, memberOf } from '../json-access.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { sampleOf } from '../schema/sample-of.ts';
import { chooseMedia, isPlainMedia } from './media-types.ts';

export interface OutputPlan {
  readonly output: JsonObject;
  readonly sample: JsonValue;
  readonly as?: NonNullable<HttpAction['as']>;
  /** What the answer should be of. */
  readonly accept?: string;
}
interface Planning {
  readonly document: OpenApiDocument;
  readonly warn: (message: string) => void;
}

/** One answer that the operation may give. */
interface Answer {
  readonly schema: JsonObject;
  readonly as: NonNullable<HttpAction['as']>;
  readonly accept?: string;
  readonly example?: JsonValue;
}

/** Statuses in the order in which they are taken for the usual answer; all others come after them. */
const FIRST = ['200', '201', '202', '2XX'];
function rankOf(status: string): number {
  const rank = FIRST.indexOf(status.toUpperCase());
  return rank < 0 ? FIRST.length : rank;
}
const isSuccess = (status: string): boolean => /^2(?:\d\d|XX)$/i.test(status);

/** The answers that mean success, the usual one first; without any, what the document says of all others. */
export function successesOf({
  operation,
}: Pick<OperationEntry, 'operation'>): readonly (readonly [string, JsonValue])[] {
  const responses = entriesOf(memberOf(operation, 'responses'));
  const successes = responses.filter(([status]) => isSuccess(status));
  if (successes.length === 0) return responses.filter(([status]) => status === 'default');
  return successes.sort(([left], [right]) => rankOf(left) - rankOf(right));
}

/** Plans how an answer becomes the output. Outputs of several shapes are `oneOf` where no value can be two of them. */
export function planOutput(entry: OperationEntry, { document, warn }: Planning): OutputPlan {
  const answers = successesOf(entry).flatMap(([status, given]) => {
    const { value, failure } = resolveReference(document.source, given);
    if (failure !== undefined) warn(`The answer ${status} is taken as any value: ${failure}.`);
    return [answerOf(status, value, { document, warn })];
  });
  const [usual = UNKNOWN] = answers;
  const schemas = distinct(answers.map(({ schema }) => schema));
  const output = schemas.length > 1 ? anyOfThese(schemas) : usual.schema;
  const sample = sampleOf(usual.schema, usual.example);
  const as = answers.every((answer) => answer.as === usual.as || answer.as === 'auto') ? usual.as : 'auto';
  return {
    ...{ output, sample },
    ...(as === 'json' ? {} : { as }),
    ...(usual.accept === undefined ? {} : { accept: usual.accept }),
  };
}

const UNKNOWN: Answer = { schema: {}, as: 'auto' };
const NOTHING: Answer = { schema: { type: 'null' }, as: 'auto' };

function answerOf(status: string, response: JsonValue | undefined, { document, warn }: Planning): Answer {
  if (status === '204' || status === '205') return NOTHING;
  const chosen = chooseMedia(memberOf(response, 'content'));
  if (chosen === undefined) return UNKNOWN;
  const { type, kind, media } = chosen;
  const accept = isPlainMedia(type) ? { accept: type } : {};
  const isFile = kind === 'bytes' || isBinary(memberOf(media, 'schema'), document);
  if (isFile || kind === 'multipart') return { schema: t.File() as unknown as JsonObject, as: 'file', ...accept };
  if (kind !== 'json') return { schema: { type: 'string' }, as: kind === 'text' ? 'text' : 'auto', ...accept };
  const schema = convertSchema(memberOf(media, 'schema'), {
    ...{ source: document.source, direction: 'output', warn },
  });
  const example = exampleOf(media, document);
  return { schema, as: type.includes('*') ? 'auto' : 'json', ...accept, ...(example === undefined ? {} : { example }) };
}

/** JSON is never bytes: what says so means the whole answer. */
function isBinary(schema: JsonValue | undefined, { source }: OpenApiDocument): boolean {
  const { value } = resolveReference(source, schema);
  return memberOf(value, 'format') === 'binary' || memberOf(value, 'type') === 'file';
}

function exampleOf(media: JsonObject, { source }: OpenApiDocument): JsonValue | undefined {
  const own = memberOf(media, 'example');
  if (own !== undefined) return own;
  const [first] = entriesOf(memberOf(media, 'examples'));
  return memberOf(resolveReference(source, first?.[1]).value, 'value');
}

function distinct(schemas: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}

/** Where two shapes could be the same value, "exactly one" would call a right answer wrong. */
function anyOfThese(schemas: readonly JsonObject[]): JsonObject {
  if (schemas.some((schema) => Object.keys(schema).length === 0)) return {};
  const types = schemas.map(({ type }) => type);
  const isDisjoint =
    types.every((type) => typeof type === 'string' && !isList(type)) && new Set(types).size === types.length;
  const isNumeric = types.includes('number') && types.includes('integer');
  return isDisjoint && !isNumeric ? { oneOf: schemas } : { anyOf: schemas };
}
