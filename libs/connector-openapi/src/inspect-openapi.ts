import type { Effects } from '@millrace/connector-sdk';
import type { AuthSuggestion } from './connection/auth-choice.ts';
import { planServer, serversOf } from './connection/plan-server.ts';
import { suggestAuth } from './connection/suggest-auth.ts';
import type { OpenApiDocument, OpenApiWarning, OperationEntry } from './document/openapi-document.ts';
import { listAt, memberOf, textAt } from './json-access.ts';
import { nameOperations } from './name-operations.ts';
import { effectsOf, isSearch } from './operation/decide-effects.ts';
import { findProblem } from './operation/find-problem.ts';
import { descriptionOf, titleOf } from './operation/operation-name.ts';
import { readParameters } from './operation/read-parameters.ts';
import { suggestPaging, type PagingChoice } from './paging/suggest-paging.ts';
import { cutText } from './texts.ts';

/** A document as a list to choose from. */
export interface OpenApiInspection {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly servers: readonly InspectedServer[];
  /** Ways of signing in that the document names; none in two documents of five. */
  readonly auth: readonly AuthSuggestion[];
  readonly operations: readonly InspectedOperation[];
  readonly webhooks: readonly Pick<InspectedOperation, 'key' | 'name' | 'title' | 'description'>[];
  readonly warnings: readonly OpenApiWarning[];
}
export interface InspectedServer {
  readonly url: string;
  readonly description?: string;
  /** With `{connection.field}` for its variables; absent: relative, and nobody knows to what. */
  readonly baseUrl?: string;
}
export interface InspectedOperation {
  /** `GET /contacts/{id}` */
  readonly key: string;
  /** Of the action that it becomes. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly effects: Effects;
  readonly isDeprecated: boolean;
  readonly tags: readonly string[];
  /** What its names tell, and people confirm. */
  readonly suggested: { readonly effects?: 'read'; readonly paginate?: PagingChoice };
  /** Why it cannot be imported, as a sentence. */
  readonly problem?: string;
}

/** Lists what a document offers. Nothing is converted: a thousand operations take a tenth of a second. */
export function inspectOpenApi(document: OpenApiDocument): OpenApiInspection {
  const { root, warnings } = document;
  const info = memberOf(root, 'info');
  const names = nameOperations(document, {});
  const description = textAt(info, 'description');
  return {
    title: cutText(textAt(info, 'title') ?? '', 200),
    version: cutText(textAt(info, 'version') ?? '', 100),
    ...(description === undefined ? {} : { description: cutText(description, 2000) }),
    servers: serversOf(root).map((server) => inspectServer(server, document)),
    auth: suggestAuth(document, document.operations),
    operations: document.operations.map((entry) => inspectOperation(entry, names[entry.key] ?? '', document)),
    webhooks: document.webhooks.map((entry) => {
      const name = names[entry.key] ?? '';
      const said = descriptionOf(entry);
      return {
        key: entry.key,
        name,
        title: titleOf(entry, name),
        ...(said === undefined ? {} : { description: said }),
      };
    }),
    warnings,
  };
}

function inspectServer(server: Parameters<typeof planServer>[0], document: OpenApiDocument): InspectedServer {
  const description = textAt(server, 'description');
  const baseUrl = planServer(server, document)?.baseUrl;
  return {
    url: textAt(server, 'url') ?? '/',
    ...(description === undefined ? {} : { description: cutText(description, 500) }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

function inspectOperation(entry: OperationEntry, name: string, document: OpenApiDocument): InspectedOperation {
  const parameters = readParameters(document, entry);
  const problem = findProblem(entry, parameters);
  const paginate = suggestPaging(document, entry, parameters);
  const description = descriptionOf(entry);
  return {
    ...{ key: entry.key, name, title: titleOf(entry, name), effects: effectsOf(entry) },
    ...(description === undefined ? {} : { description }),
    isDeprecated: memberOf(entry.operation, 'deprecated') === true,
    tags: listAt(entry.operation, 'tags').filter((tag): tag is string => typeof tag === 'string'),
    suggested: {
      ...(isSearch(entry) ? { effects: 'read' as const } : {}),
      ...(paginate === undefined ? {} : { paginate }),
    },
    ...(problem === undefined ? {} : { problem }),
  };
}
