// A connector as its author would have written it: from here on it is code, and no document is read any more.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { Manifest, ManifestAction, ManifestAuth, ManifestTrigger } from '@millrace/connector-sdk/platform';
import { OpenApiError } from '../errors.ts';
import { isList, isObject, memberOf, objectAt } from '../json-access.ts';
import { printLiteral } from './print-literal.ts';

/** Members that a helper of the SDK adds, and that are not written down. */
const PAGING_INPUTS: ReadonlySet<string> = new Set(['limit', 'cursor']);

/**
 * The text of `src/index.ts` of a connector that is the same as this one: it describes itself as the same manifest. Version, icon
 * and README are its package's. Throws `openapi.not_declarative` for a connector that has code already.
 */
export function ejectConnector(manifest: Manifest): string {
  demandDeclarative(manifest);
  const { actions, triggers, auth } = manifest;
  const members = [
    ...printFacts(manifest),
    ...group('auth', auth, printAuth),
    ...(Object.keys(actions).length === 0 ? ['  actions: {},\n'] : group('actions', actions, printAction)),
    ...group('triggers', triggers, printTrigger),
    ...(Object.keys(manifest.tables).length === 0 ? [] : [`  tables: ${printLiteral(manifest.tables, 2)},\n`]),
  ];
  return `${printImports(manifest)}\n\nexport default defineConnector({\n${members.join('')}});\n`;
}

function demandDeclarative({ name, actions, triggers, auth, options, schemas }: Manifest): void {
  const codeAction = Object.entries(actions).find(([, { http }]) => http === undefined)?.[0];
  const codeTrigger = Object.entries(triggers).find(([, trigger]) => !isManual(trigger))?.[0];
  const codeAuth = Object.entries(auth).find(([, kind]) => hasCode(kind))?.[0];
  const code = codeAction ?? codeTrigger ?? codeAuth ?? options[0] ?? schemas[0];
  if (code === undefined) return;
  throw new OpenApiError(
    'openapi.not_declarative',
    `"${code}" of ${name} is code already, and is not in the manifest. Take its source from whoever wrote it.`,
  );
}

const isManual = ({ kind, delivery, verify, hasHandshake }: ManifestTrigger): boolean =>
  kind === 'webhook' && delivery === 'manual' && verify !== 'code' && hasHandshake !== true;
const hasCode = ({ test, hasExchange, hasSign }: ManifestAuth): boolean =>
  test === 'code' || hasExchange === true || hasSign === true;

function printImports({ auth, actions, triggers }: Manifest): string {
  const names = [
    ...(Object.keys(auth).length === 0 ? [] : ['auth']),
    'defineConnector',
    ...(Object.keys(actions).length === 0 ? [] : ['httpAction']),
    ...(Object.keys(triggers).length === 0 ? [] : ['receiveDelivery']),
    't',
    ...(Object.keys(triggers).length === 0 ? [] : ['webhookTrigger']),
  ];
  return `import { ${names.join(', ')} } from '@millrace/connector-sdk';`;
}

function printFacts(manifest: Manifest): readonly string[] {
  const { name, title, description, categories, docsUrl, baseUrl, rateLimit, permissions, errors } = manifest;
  const facts = {
    ...{ name, title, description, categories },
    ...(docsUrl === undefined ? {} : { docsUrl }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    permissions,
    ...(Object.keys(errors).length === 0 ? {} : { errors }),
  };
  return Object.entries(facts).map(([member, value]) => `  ${member}: ${printLiteral(value as JsonValue, 2)},\n`);
}

function group<Member>(
  title: string,
  members: Readonly<Record<string, Member>>,
  print: (member: Member) => string,
): readonly string[] {
  const entries = Object.entries(members);
  if (entries.length === 0) return [];
  return [`  ${title}: {\n${entries.map(([name, member]) => `    ${name}: ${print(member)},\n`).join('')}  },\n`];
}

const schemaOf = (schema: JsonObject): string => `t.Unsafe<unknown>(${printLiteral(schema, 6)})`;

/** An argument of the SDK's helpers: JSON, and what is code already. */
function printCall(helper: string, facts: JsonObject, code: Readonly<Record<string, string>>): string {
  const lines = [
    ...Object.entries(facts).map(([name, value]) => `      ${name}: ${printLiteral(value, 6)},\n`),
    ...Object.entries(code).map(([name, text]) => `      ${name}: ${text},\n`),
  ];
  return `${helper}({\n${lines.join('')}    })`;
}

function printAction({ input, output, http = {}, idempotency, sample, ...facts }: ManifestAction): string {
  const repeated = idempotency === undefined ? {} : { idempotency: idempotencyOf(idempotency) };
  if (http.paginate === undefined)
    return printCall(
      'httpAction',
      { ...facts, ...repeated, sample, ...http },
      { input: schemaOf(input), output: schemaOf(output) },
    );
  const items = memberOf(sample, 'items');
  const record = memberOf(objectAt(objectAt(output, 'properties'), 'items'), 'items');
  return printCall(
    'httpAction',
    { ...facts, ...repeated, sample: (isList(items) ? items[0] : undefined) ?? null, ...http },
    { input: schemaOf(withoutPaging(input)), record: schemaOf(isObject(record) ? record : {}) },
  );
}

function withoutPaging(input: JsonObject): JsonObject {
  const own = Object.entries(objectAt(input, 'properties')).filter(([name]) => !PAGING_INPUTS.has(name));
  return { ...input, properties: Object.fromEntries(own) };
}

function idempotencyOf({ kind, value = '', onCrash }: NonNullable<ManifestAction['idempotency']>): JsonValue {
  if (kind === 'method') return 'method';
  if (kind === 'none') return { none: value, ...(onCrash === undefined ? {} : { onCrash }) };
  return { [kind]: value };
}

function printTrigger({ title, description, deprecated, input, output, sample, verify }: ManifestTrigger): string {
  const facts = {
    title,
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...{ sample, verify: verify ?? { none: 'Nothing is known of it.' } },
  };
  return printCall('webhookTrigger', facts, {
    input: schemaOf(input),
    output: schemaOf(output),
    receive: 'receiveDelivery',
  });
}

function printAuth({ kind, fields, oauth2, ...facts }: ManifestAuth): string {
  // The helpers of ways of signing in take an object and nothing else.
  return printCall(`auth.${kind}`, { ...facts, ...oauth2 }, { fields: `t.Object({}, ${printLiteral(fields, 6)})` });
}
