import { infiniteQueryOptions, type UseQueryOptions } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import type { Draft, Page, Version, Workflow } from '../contract.ts';
import { request } from '../request.ts';

/** A version with the document that it froze. */
export type VersionWithDocument = Version & { readonly document: WorkflowDocument };

const pathOf = (name: string): string => `/api/v1/workflows/${encodeURIComponent(name)}`;

/** All workflows, page by page. */
export const workflowsQuery = infiniteQueryOptions({
  queryKey: ['workflows', 'list'],
  queryFn: ({ signal, pageParam }) =>
    request<Page<Workflow>>({ path: '/api/v1/workflows', query: { limit: 100, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** One workflow. */
export const workflowQuery = (name: string): UseQueryOptions<Workflow> => ({
  queryKey: ['workflows', 'one', name],
  queryFn: ({ signal }) => request<Workflow>({ path: pathOf(name), signal }),
});

/** The versions of a workflow, newest first. */
export const versionsQuery = (name: string): UseQueryOptions<Page<Version>> => ({
  queryKey: ['workflows', 'versions', name],
  queryFn: ({ signal }) => request<Page<Version>>({ path: `${pathOf(name)}/versions`, query: { limit: 100 }, signal }),
});

/** One version with its frozen document. */
export const versionDocumentQuery = (name: string, number: number): UseQueryOptions<VersionWithDocument> => ({
  queryKey: ['workflows', 'versions', name, number],
  queryFn: ({ signal }) => request<VersionWithDocument>({ path: `${pathOf(name)}/versions/${number}`, signal }),
  staleTime: Infinity,
});

/** Makes a workflow whose draft is the document. */
export function createWorkflow(document: WorkflowDocument): Promise<Draft> {
  return request({ method: 'POST', path: '/api/v1/workflows', body: document });
}

/** Makes a version the one that new runs use. */
export function activateVersion(name: string, number: number): Promise<unknown> {
  return request({ method: 'POST', path: `${pathOf(name)}/versions/${number}/activate` });
}

/** Deletes a workflow. */
export function deleteWorkflow(name: string): Promise<void> {
  return request({ method: 'DELETE', path: pathOf(name) });
}
