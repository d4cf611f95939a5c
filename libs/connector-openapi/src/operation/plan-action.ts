import {
  httpAction,
  t,
  type HttpAction,
  type HttpTemplate,
  type JsonObject,
  type JsonValue,
  type TSchema,
} from '@millrace/connector-sdk';
import { planServer, serversOf, type ServerPlan } from '../connection/plan-server.ts';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { isList, isObject, listAt, memberOf, objectAt, valueAt } from '../json-access.ts';
import type { OperationCorrection } from '../overlay.ts';
import { suggestPaging, type PagingChoice } from '../paging/suggest-paging.ts';
import { findMisfit } from '../schema/check-value.ts';
import { sampleOf } from '../schema/sample-of.ts';
import { cutText } from '../texts.ts';
import { effectsOf, idempotencyOf } from './decide-effects.ts';
import { descriptionOf, titleOf } from './operation-name.ts';
import { planInput, type InputPlan } from './plan-input.ts';
import { planOutput, type OutputPlan } from './plan-output.ts';

export interface Planned {
  readonly document: OpenApiDocument;
  readonly name: string;
  readonly correction: OperationCorrection;
  readonly warn: (message: string) => void;
}
export interface ActionPlan {
  readonly action: HttpAction;
  /** Of its own, where it does not go to the document's server. */
  readonly server?: ServerPlan;
}

/** An operation as a declarative action. */
export function planAction(entry: OperationEntry, { document, name, correction, warn }: Planned): ActionPlan {
  const inputs = planInput(entry, { document, warn });
  const outputs = planOutput(entry, { document, warn });
  const server = ownServer(entry, document, warn);
  const description = correction.description ?? descriptionOf(entry);
  const paging = pagingOf(entry, document, correction);
  const facts = {
    title: cutText(correction.title ?? titleOf(entry, name), 100),
    ...(description === undefined || description === '' ? {} : { description }),
    ...effectsFor(entry, correction, inputs.keyHeader),
    request: requestOf(entry, { inputs, outputs, server }),
  };
  const action =
    paging === undefined ? { ...facts, ...single(inputs, outputs) } : { ...facts, ...listed(inputs, outputs, paging) };
  // What the document leaves open stays open: the types of the SDK are for what is written by hand.
  return {
    action: httpAction(action as unknown as Parameters<typeof httpAction>[0]),
    ...(server === undefined ? {} : { server }),
  };
}

function effectsFor(
  entry: OperationEntry,
  { effects = effectsOf(entry), idempotency }: OperationCorrection,
  keyHeader: string | undefined,
): Pick<HttpAction, 'effects' | 'idempotency'> {
  if (effects === 'read') return { effects };
  return { effects, idempotency: idempotency ?? idempotencyOf(entry, keyHeader) };
}

/** Servers of an operation count for more than those of its path, and these for more than the document's. */
function ownServer(
  { operation, pathItem }: OperationEntry,
  document: OpenApiDocument,
  warn: (message: string) => void,
): ServerPlan | undefined {
  const [first] = [...serversOf(operation), ...serversOf(pathItem)];
  if (first === undefined) return undefined;
  const planned = planServer(first, document);
  if (planned === undefined)
    warn('The address of its own server cannot be told: it is called at the address of the others.');
  // Some documents repeat their server at each path. Such a call goes wherever a connection says that the service is.
  return planned?.baseUrl === planServer(serversOf(document.root)[0], document)?.baseUrl ? undefined : planned;
}

function requestOf(
  { method, path }: OperationEntry,
  {
    inputs,
    outputs,
    server,
  }: { readonly inputs: InputPlan; readonly outputs: OutputPlan; readonly server: ServerPlan | undefined },
): HttpTemplate {
  const { headers, ...request } = inputs.request;
  const all = { ...(outputs.accept === undefined ? {} : { accept: outputs.accept }), ...headers };
  // What follows a hash is never sent.
  const target = path.replace(/#.*$/, '');
  return {
    method,
    path: `${server?.baseUrl ?? ''}${target}`,
    ...request,
    ...(Object.keys(all).length === 0 ? {} : { headers: all }),
  };
}

interface Single {
  readonly input: TSchema;
  readonly output: TSchema;
  readonly sample: JsonValue;
  readonly as?: HttpAction['as'];
}
const single = ({ input }: InputPlan, { output, sample, as }: OutputPlan): Single => ({
  input: asSchema(input),
  output: asSchema(output),
  sample,
  ...(as === undefined ? {} : { as }),
});

const asSchema = (schema: JsonObject): TSchema => t.Unsafe<unknown>(schema);

function pagingOf(
  entry: OperationEntry,
  document: OpenApiDocument,
  { paginate = false }: OperationCorrection,
): PagingChoice | undefined {
  if (typeof paginate !== 'boolean') return { records: '$', ...paginate };
  return paginate ? suggestPaging(document, entry) : undefined;
}

interface Listed {
  readonly input: TSchema;
  readonly record: TSchema;
  readonly sample: JsonValue;
  readonly records: string;
  readonly paginate: PagingChoice['paginate'];
}

/** A list: where to begin and how much to read are the platform's questions, no longer the service's. */
function listed({ input }: InputPlan, { output, sample }: OutputPlan, { paginate, records }: PagingChoice): Listed {
  const steps = records === '$' ? [] : records.split('.').map((step) => step.replaceAll('`', ''));
  const record = recordOf(output, steps);
  const items = valueAt(sample, steps);
  const [first] = isList(items) ? items : [];
  const isFit = first !== undefined && findMisfit(record, first) === undefined;
  return {
    ...{ input: asSchema(withoutPaging(input, paginate)), record: asSchema(record) },
    sample: isFit ? first : sampleOf(record),
    ...{ records, paginate },
  };
}

function recordOf(output: JsonObject, steps: readonly string[]): JsonObject {
  const list = steps.reduce<JsonValue | undefined>((schema, step) => objectAt(schema, 'properties')[step], output);
  const items = memberOf(list, 'items');
  return isObject(items) ? items : {};
}

function withoutPaging(input: JsonObject, paginate: PagingChoice['paginate']): JsonObject {
  const sent = 'send' in paginate && 'query' in paginate.send ? [paginate.send.query] : [];
  const gone = new Set<JsonValue>([...sent, ...(paginate.size === undefined ? [] : [paginate.size.query])]);
  const query = memberOf(input.properties, 'query');
  if (!isObject(query)) return input;
  const left = Object.entries(objectAt(query, 'properties')).filter(([name]) => !gone.has(name));
  const required = listAt(query, 'required').filter((name) => !gone.has(name));
  const { query: _, ...others } = objectAt(input, 'properties');
  const { required: __, ...rest } = query;
  const group = { ...rest, properties: Object.fromEntries(left), ...(required.length === 0 ? {} : { required }) };
  return withRequired(
    { ...input, properties: left.length === 0 ? others : { ...others, query: group } },
    listAt(input, 'required').filter((name) => name !== 'query' || required.length > 0),
  );
}

function withRequired({ required: _, ...schema }: JsonObject, required: readonly JsonValue[]): JsonObject {
  return required.length === 0 ? schema : { ...schema, required };
}
