import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { resolveUrl, type Manifest, type ManifestAction } from '@millrace/connector-sdk/platform';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { isList, isObject, listAt, memberOf, objectAt, textAt } from '../json-access.ts';
import { sampleOf } from '../schema/sample-of.ts';

/** What a service answers to one operation. */
export interface RoutePlan {
  /** `GET /contacts/{id}`, as `fakeApi` writes it. */
  readonly key: string;
  readonly answer: {
    readonly status?: number;
    readonly json?: JsonValue;
    readonly text?: string;
    readonly bytes?: string;
  };
  readonly isWrite: boolean;
  /** Lower-case: under which the service knows a write again. */
  readonly keyHeader?: string;
}
/** How tests sign in. */
export interface ConnectionPlan {
  readonly auth: string;
  readonly fields: JsonObject;
  readonly obtained?: Readonly<Record<string, string>>;
}
/** A service as far as its document describes it. */
export interface FakePlan {
  readonly base: string;
  readonly connection?: ConnectionPlan;
  /** What a request shows of whoever sends it. */
  readonly marks: readonly string[];
  readonly routes: readonly RoutePlan[];
}

/** The fake of a connector that was made of this document; undefined when nobody can tell where it would be. */
export function planFake(
  { operations }: OpenApiDocument,
  manifest: Manifest,
  names: Readonly<Record<string, string>>,
): FakePlan | undefined {
  const connection = planConnection(manifest.auth);
  const base = baseOf(manifest, connection?.fields ?? {});
  if (base === undefined) return undefined;
  const routes = operations.flatMap(({ key, method, path }) => {
    const action = Object.hasOwn(names, key) ? manifest.actions[names[key] ?? ''] : undefined;
    return action === undefined ? [] : [planRoute(`${method} ${toRoutePath(path)}`, action)];
  });
  return {
    ...{ base, routes, marks: connection === undefined ? [] : marksOf(manifest, connection) },
    ...(connection === undefined ? {} : { connection }),
  };
}

function baseOf({ baseUrl }: Manifest, fields: JsonObject): string | undefined {
  const own = textAt(fields, 'baseUrl') ?? baseUrl;
  if (own === undefined) return undefined;
  try {
    return resolveUrl(own, { connection: fields });
  } catch {
    // A field that decides the host has a form that nobody can guess.
    return undefined;
  }
}

const OBTAINED = { access_token: 'an-access-token-of-tests' };

function planConnection(auth: Manifest['auth']): ConnectionPlan | undefined {
  const [first] = Object.entries(auth);
  if (first === undefined) return undefined;
  const [name, { kind, fields: schema }] = first;
  const required = new Set(listAt(schema, 'required'));
  const sample = sampleOf(schema);
  const fields = Object.entries(isObject(sample) ? sample : {})
    .filter(([field]) => required.has(field))
    .map(([field, value]) => [field, isSecret(schema, field) ? `a-${field}-of-tests` : value] as const);
  return { auth: name, fields: Object.fromEntries(fields), ...(kind === 'oauth2' ? { obtained: OBTAINED } : {}) };
}

const isSecret = (schema: JsonObject, field: string): boolean =>
  memberOf(objectAt(objectAt(schema, 'properties'), field), 'x-sensitive') === true;

/** Secrets as requests show them, wherever the service wants them. */
function marksOf({ auth }: Manifest, { auth: name, fields, obtained }: ConnectionPlan): readonly string[] {
  const { kind = 'none', fields: schema = {} } = auth[name] ?? {};
  const texts = Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'string' && isSecret(schema, field) ? [value] : [],
  );
  if (kind === 'oauth2') return Object.values(obtained ?? {});
  if (kind !== 'basic') return texts;
  const { username = '', password = '' } = fields as Readonly<Record<string, string>>;
  return [Buffer.from(`${username}:${password}`).toString('base64')];
}

/** A fake's places are called as names of code are. */
const toRoutePath = (path: string): string =>
  path.replace(/\{([^{}]+)\}/g, (_, name: string) => `{p_${name.replace(/\W/g, '_')}}`);

function planRoute(key: string, action: ManifestAction): RoutePlan {
  const { effects, idempotency } = action;
  return {
    ...{ key, answer: answerOf(action), isWrite: effects === 'write' },
    ...(idempotency?.kind === 'header' ? { keyHeader: (idempotency.value ?? '').toLowerCase() } : {}),
  };
}

/** The body of which the sample is made. */
function answerOf({ sample, output, http = {} }: ManifestAction): RoutePlan['answer'] {
  const value = sample;
  if (http.as === 'file') return { bytes: 'a file' };
  if (http.as === 'text') return { text: typeof value === 'string' ? value : JSON.stringify(value) };
  if (value === null && memberOf(output, 'type') === 'null') return { status: 204 };
  if (http.paginate === undefined) return { json: value };
  const items = memberOf(value, 'items') ?? [];
  const steps = typeof http.records === 'string' ? http.records.split('.').filter((step) => step !== '$') : [];
  const body = steps.reduceRight<JsonValue>((inner, step) => ({ [step.replaceAll('`', '')]: inner }), items);
  return { json: isList(body) || isObject(body) ? body : items };
}
