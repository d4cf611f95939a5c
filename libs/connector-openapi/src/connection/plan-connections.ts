import type { Auth, JsonObject } from '@millrace/connector-sdk';
import type { OpenApiDocument, OpenApiWarning, OperationEntry } from '../document/openapi-document.ts';
import type { OpenApiOverlay } from '../overlay.ts';
import type { AuthChoice } from './auth-choice.ts';
import { planAuth, type ConnectionFields } from './plan-auth.ts';
import { NO_SERVER, planServer, serversOf, type ServerPlan } from './plan-server.ts';
import { suggestAuth } from './suggest-auth.ts';

const MAX_HOSTS = 100;

/** Where the connector calls, and as whom. */
export interface ConnectionsPlan {
  readonly baseUrl?: string;
  readonly hosts: readonly string[];
  readonly auth: Readonly<Record<string, Auth>>;
  readonly warnings: readonly OpenApiWarning[];
}

/** Plans the connector's address and its kinds of connections. */
export function planConnections(
  document: OpenApiDocument,
  overlay: OpenApiOverlay,
  { entries, servers }: { readonly entries: readonly OperationEntry[]; readonly servers: readonly ServerPlan[] },
): ConnectionsPlan {
  const warnings: OpenApiWarning[] = [];
  const main = mainServer(document, overlay);
  if (main.baseUrl === undefined)
    warnings.push({
      message: 'The document does not say where the service is: each connection is asked for its address.',
    });
  const hosts = [...new Set([main, ...servers].flatMap((server) => server.hosts))];
  if (hosts.length > MAX_HOSTS)
    warnings.push({
      message: `Of ${hosts.length} hosts only ${MAX_HOSTS} can be permitted: operations of the others fail.`,
    });
  const choices = overlay.auth === undefined ? suggested(document, entries, warnings) : Object.entries(overlay.auth);
  const fields = fieldsOf(main, servers);
  const kinds = choices.length === 0 && needsFields(fields) ? [['none', NO_SIGN_IN] as const] : choices;
  return {
    ...(main.baseUrl === undefined ? {} : { baseUrl: main.baseUrl }),
    hosts: hosts.slice(0, MAX_HOSTS),
    auth: Object.fromEntries(kinds.map(([name, choice]) => [name, planAuth(choice, fields)])),
    warnings,
  };
}

const NO_SIGN_IN: AuthChoice = { kind: 'none', title: 'Without signing in' };

function mainServer(document: OpenApiDocument, { baseUrl, server = 0 }: OpenApiOverlay): ServerPlan {
  if (baseUrl !== undefined)
    return planServer({ url: baseUrl.replace(/\{connection\.([^{}]*)\}/g, '{$1}') }, document) ?? NO_SERVER;
  const stated = serversOf(document.root);
  // OpenAPI 3.1 §4.8.1.1: without servers it is where the document is.
  return planServer(stated[server] ?? stated[0] ?? { url: '/' }, document) ?? NO_SERVER;
}

function suggested(
  document: OpenApiDocument,
  entries: readonly OperationEntry[],
  warnings: OpenApiWarning[],
): readonly (readonly [string, AuthChoice])[] {
  return suggestAuth(document, entries).flatMap(({ name, choice, note }) => {
    if (note !== undefined) warnings.push({ message: `Signing in by "${name}": ${note}` });
    return choice === undefined ? [] : [[name, choice] as const];
  });
}

/** What the addresses need, and the address itself: where it is not known, or is another one for this connection. */
function fieldsOf(main: ServerPlan, servers: readonly ServerPlan[]): ConnectionFields {
  const named = Object.assign({}, ...servers.map(({ fields }) => fields), main.fields) as Readonly<
    Record<string, JsonObject>
  >;
  const isUnknown = main.baseUrl === undefined;
  const baseUrl: JsonObject = {
    ...{ type: 'string', title: 'Address', format: 'uri', pattern: '^https?://', maxLength: 500 },
    description: isUnknown ? 'Where the service is.' : `Where the service is, if not at ${main.baseUrl}.`,
    ...(isUnknown ? {} : { 'x-ui': { advanced: true } }),
  };
  return { properties: { ...named, baseUrl }, required: [...Object.keys(named), ...(isUnknown ? ['baseUrl'] : [])] };
}

const needsFields = ({ required }: ConnectionFields): boolean => required.length > 0;
