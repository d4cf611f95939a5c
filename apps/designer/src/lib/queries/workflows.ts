import { infiniteQueryOptions, queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { answerOf, api } from '../api.ts';
import type { Draft, Page, StepSchema, Version, Workflow } from '../contract.ts';
import { readPages } from '../read-pages.ts';

/** A version with the document that it froze, and what services said about its steps. */
interface VersionWithDocument extends Version {
  readonly document: WorkflowDocument;
  readonly stepSchemas: readonly StepSchema[];
}

const of = (name: string): { readonly path: { readonly name: string } } => ({ path: { name } });
const ofVersion = (name: string, number: number) => ({ path: { name, number } }) as const;

function readPage(limit: number, cursor: string | undefined, signal: AbortSignal): Promise<Page<Workflow>> {
  const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.GET('/api/v1/workflows', { params: { query }, signal }));
}

/** All workflows, page by page. */
export const workflowsQuery = infiniteQueryOptions({
  queryKey: ['workflows', 'list'],
  queryFn: ({ signal, pageParam }) => readPage(100, pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

const MOST_READ = 2000;
/** All workflows at once, for what is no list of them: the list is by name. At most {@link MOST_READ}: each run that ends renews them. */
export const allWorkflowsQuery = queryOptions({
  queryKey: ['workflows', 'list', 'all'],
  queryFn: ({ signal }) => readPages((cursor) => readPage(200, cursor, signal), MOST_READ),
});

/** A workflow as people choose it: by what its runs do not change. */
export type WorkflowName = Pick<Workflow, 'name' | 'title'>;

const MOST_NAMES = 10_000;
/** Those to choose from: all pages of them. Runs that end do not make it stale. */
export const workflowNamesQuery = queryOptions({
  queryKey: ['workflows', 'names'],
  queryFn: ({ signal }) => readPages((cursor) => readPage(200, cursor, signal), MOST_NAMES),
  select: (workflows): readonly WorkflowName[] => workflows.map(({ name, title }) => ({ name, title })),
  staleTime: 30_000,
});

/** One workflow. */
export const workflowQuery = (name: string): UseQueryOptions<Workflow> => ({
  queryKey: ['workflows', 'one', name],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/workflows/{name}', { params: of(name), signal })),
});

async function readVersion(name: string, number: number, signal: AbortSignal): Promise<VersionWithDocument> {
  const params = ofVersion(name, number);
  const version = await answerOf(api.GET('/api/v1/workflows/{name}/versions/{number}', { params, signal }));
  // The server freezes only what the machine's own check has passed.
  return { ...version, document: version.document as unknown as WorkflowDocument };
}

/** One version with its frozen document. */
export const versionDocumentQuery = (name: string, number: number): UseQueryOptions<VersionWithDocument> => ({
  queryKey: ['workflows', 'versions', name, number],
  queryFn: ({ signal }) => readVersion(name, number, signal),
  staleTime: Infinity,
});

/** Makes a workflow whose draft is the document. */
export function createWorkflow(document: WorkflowDocument): Promise<Draft> {
  return answerOf(api.POST('/api/v1/workflows', { body: document }));
}

/** Makes a version the one that new runs use. */
export function activateVersion(name: string, number: number): Promise<Version> {
  const params = ofVersion(name, number);
  return answerOf(api.POST('/api/v1/workflows/{name}/versions/{number}/activate', { params }));
}

/** Deletes a workflow with its draft and versions; its runs stay. */
export function deleteWorkflow(name: string): Promise<void> {
  return answerOf(api.DELETE('/api/v1/workflows/{name}', { params: of(name) }));
}
