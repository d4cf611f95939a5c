import { defineConnector, type Connector, type HttpAction, type Trigger } from '@millrace/connector-sdk';
import { describeConnector, type Manifest } from '@millrace/connector-sdk/platform';
import { planConnections, type ConnectionsPlan } from './connection/plan-connections.ts';
import type { ServerPlan } from './connection/plan-server.ts';
import type { OpenApiDocument, OpenApiWarning, OperationEntry, WebhookEntry } from './document/openapi-document.ts';
import { OpenApiError } from './errors.ts';
import { memberOf, textAt } from './json-access.ts';
import { nameOperations } from './name-operations.ts';
import { findProblem } from './operation/find-problem.ts';
import { planAction } from './operation/plan-action.ts';
import { readParameters } from './operation/read-parameters.ts';
import { readOverlay, type OpenApiOverlay, type OperationCorrection } from './overlay.ts';
import { planTrigger } from './plan-trigger.ts';
import { cutText, firstSentence, toPlainLine } from './texts.ts';

/** A connector made of a document. */
export interface OpenApiImport {
  /** Declarative through and through: `connectorOfManifest` runs it without code. */
  readonly manifest: Manifest;
  /** Names by key, of all operations: kept in the overlay, so that another import never renames. */
  readonly names: Readonly<Record<string, string>>;
  readonly warnings: readonly OpenApiWarning[];
}

const DEFAULT_VERSION = '1.0.0';

/**
 * Makes a connector of a document, as `choices` say. The same document and choices give the same connector. What cannot be said is
 * left out with a warning. Throws `OpenApiError` for choices that do not fit, and when nothing is left.
 */
export function importOpenApi(document: OpenApiDocument, choices: OpenApiOverlay): OpenApiImport {
  const overlay = readOverlay(choices);
  const importing = beginImport(document, overlay);
  const actions = planActions(importing);
  const triggers = planTriggers(importing);
  if (Object.keys(actions.actions).length + Object.keys(triggers).length === 0)
    throw new OpenApiError(
      'openapi.nothing_to_import',
      'Nothing of the document becomes an action or a trigger. Choose operations that it has, and that have no problem.',
    );
  const connections = planConnections(document, overlay, { entries: importing.chosen, servers: actions.servers });
  const connector = defineConnector({
    ...describe(document, overlay),
    ...connectionsOf(connections),
    actions: actions.actions,
    triggers,
  });
  return {
    manifest: describeConnector(connector, overlay.version ?? DEFAULT_VERSION),
    names: importing.names,
    warnings: [...importing.warnings, ...connections.warnings],
  };
}

interface Importing {
  readonly document: OpenApiDocument;
  readonly overlay: OpenApiOverlay;
  readonly names: Readonly<Record<string, string>>;
  readonly chosen: readonly OperationEntry[];
  readonly delivered: readonly WebhookEntry[];
  readonly warnings: OpenApiWarning[];
}

function beginImport(document: OpenApiDocument, overlay: OpenApiOverlay): Importing {
  const { corrections = {}, operations = 'all', names: known = {} } = overlay;
  const renamed = Object.entries(corrections).flatMap(([key, { name }]) =>
    name === undefined ? [] : [[key, name] as const],
  );
  const names = nameOperations(document, { ...known, ...Object.fromEntries(renamed) });
  const wanted = operations === 'all' ? undefined : new Set<string>(operations);
  const isWanted = ({ key }: { readonly key: string }): boolean => wanted === undefined || wanted.has(key);
  const chosen = document.operations.filter(isWanted);
  const delivered = document.webhooks.filter(isWanted);
  demandDistinct([...chosen, ...delivered].map(({ key }) => [key, names[key] ?? '']));
  const there = new Set([...chosen, ...delivered].map(({ key }) => key));
  const gone = [...(wanted ?? [])].filter((key) => !there.has(key));
  const warnings = [
    ...document.warnings,
    ...gone.map((key) => ({ key, message: 'The document has no such operation.' })),
  ];
  return { document, overlay, names, chosen, delivered, warnings };
}

function demandDistinct(named: readonly (readonly [string, string])[]): void {
  const owners = new Map<string, string>();
  for (const [key, name] of named) {
    const owner = owners.get(name);
    if (owner !== undefined)
      throw new OpenApiError(
        'openapi.name_taken',
        `"${name}" is the name of both ${owner} and ${key}. Give one of them another name.`,
      );
    owners.set(name, key);
  }
}

const correctionOf = ({ corrections = {} }: OpenApiOverlay, key: string): OperationCorrection =>
  (Object.hasOwn(corrections, key) ? corrections[key] : undefined) ?? {};

/** What planning one operation is told by. */
function planningOf({ document, overlay, names, warnings }: Importing, key: string) {
  const seen = new Set<string>();
  const warn = (message: string): void => {
    if (!seen.has(message)) warnings.push({ key, message });
    seen.add(message);
  };
  return { document, name: names[key] ?? '', correction: correctionOf(overlay, key), warn };
}

function planActions(importing: Importing): {
  readonly actions: Readonly<Record<string, HttpAction>>;
  readonly servers: readonly ServerPlan[];
} {
  const servers: ServerPlan[] = [];
  const actions = importing.chosen.flatMap((entry) => {
    const planning = planningOf(importing, entry.key);
    const problem = findProblem(entry, readParameters(importing.document, entry));
    if (problem !== undefined) {
      planning.warn(`It is left out: ${problem}`);
      return [];
    }
    const { action, server } = planAction(entry, planning);
    if (server !== undefined) servers.push(server);
    return [[planning.name, action] as const];
  });
  return { actions: Object.fromEntries(actions), servers };
}

function planTriggers(importing: Importing): Readonly<Record<string, Trigger>> {
  const triggers = importing.delivered.map((entry) => {
    const planning = planningOf(importing, entry.key);
    return [planning.name, planTrigger(entry, planning)] as const;
  });
  return Object.fromEntries(triggers);
}

type Words = Pick<Connector, 'name' | 'title' | 'description' | 'categories' | 'docsUrl'>;

function describe({ root }: OpenApiDocument, overlay: OpenApiOverlay): Words {
  const info = memberOf(root, 'info');
  const title = overlay.title ?? cutText(toPlainLine(textAt(info, 'title') ?? overlay.name), 60);
  const said = overlay.description ?? firstSentence(textAt(info, 'description') ?? '', 140);
  const docsUrl = overlay.docsUrl ?? textAt(memberOf(root, 'externalDocs'), 'url');
  return {
    ...{ name: overlay.name, title: title === '' ? overlay.name : title },
    description: said === '' ? cutText(`Actions of ${title}.`, 140) : said,
    categories: overlay.categories ?? ['api'],
    ...(docsUrl !== undefined && /^https?:\/\/\S{1,490}$/.test(docsUrl) ? { docsUrl } : {}),
  };
}

function connectionsOf({ baseUrl, hosts, auth }: ConnectionsPlan): Pick<Connector, 'baseUrl' | 'permissions' | 'auth'> {
  return { ...(baseUrl === undefined ? {} : { baseUrl }), permissions: { hosts }, auth };
}
