import { getRouteApi } from '@tanstack/react-router';

const workspaceRoute = getRouteApi('/w/$workspace');

/** The slug of the workspace that the address names. */
export function useWorkspace(): string {
  return workspaceRoute.useParams().workspace;
}
