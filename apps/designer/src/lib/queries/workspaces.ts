import { queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { answerOf, api } from '../api.ts';
import type {
  Promotion,
  PromotionForm,
  PromotionPreview,
  Session,
  Workspace,
  WorkspaceChange,
  WorkspaceForm,
} from '../contract.ts';

/** The workspaces of this person. */
export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/workspaces', { signal })),
  staleTime: 60_000,
});

/** Makes an empty workspace. */
export function createWorkspace(form: WorkspaceForm): Promise<Workspace> {
  return answerOf(api.POST('/api/v1/workspaces', { body: form }));
}

/** Changes the name or the stage. */
export function changeWorkspace(slug: string, change: WorkspaceChange): Promise<Workspace> {
  return answerOf(api.PATCH('/api/v1/workspaces/{slug}', { params: { path: { slug } }, body: change }));
}

/** Moves the session of this browser. */
export function enterWorkspace(slug: string): Promise<Session> {
  return answerOf(api.POST('/api/v1/workspaces/{slug}/enter', { params: { path: { slug } } }));
}

/** A version of a workflow. */
export interface VersionAddress {
  readonly name: string;
  readonly number: number;
}

/** What a version would meet in another workspace, with both documents. */
export interface ReadPromotionPreview extends Omit<PromotionPreview, 'document' | 'live'> {
  readonly document: WorkflowDocument;
  readonly live?: { readonly number: number; readonly document: WorkflowDocument };
}

/** What promoting a version would meet and change; `connections`: name here -> name there. */
export const promotionPreviewQuery = (
  { name, number }: VersionAddress,
  workspace: string,
  connections: Readonly<Record<string, string>>,
): UseQueryOptions<ReadPromotionPreview> => ({
  queryKey: ['promotion', name, number, workspace, connections],
  queryFn: async ({ signal }) => {
    const params = { path: { name, number } };
    const body = { workspace, connections: { ...connections } };
    const path = '/api/v1/workflows/{name}/versions/{number}/promotion-previews';
    return (await answerOf(api.POST(path, { params, body, signal }))) as unknown as ReadPromotionPreview;
  },
  gcTime: 0,
});

/** Takes a version into another workspace. */
export function promoteVersion({ name, number }: VersionAddress, form: PromotionForm): Promise<Promotion> {
  const params = { path: { name, number } };
  return answerOf(api.POST('/api/v1/workflows/{name}/versions/{number}/promotions', { params, body: form }));
}
