import type { Stage, Workspace } from '../../../lib/contract.ts';
import { slugOf } from '../../../lib/slug.ts';

/** In the order in which a version goes through them. */
export const STAGES = ['development', 'staging', 'production'] as const satisfies readonly Stage[];

const LONGEST_SLUG = 40;

/** Whether a text can stand in addresses. */
export const isSlug = (text: string): boolean => /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(text);

/** An address made of a name; empty when nothing of it can stand there. */
export const addressOf = (name: string): string => slugOf(name, LONGEST_SLUG);

/** Whether somebody may write workflows there; publishing is told apart by the server. */
export const mayPromoteTo = ({ role }: Pick<Workspace, 'role'>): boolean =>
  role === 'owner' || role === 'admin' || role === 'builder';

/** By stage, then by name. */
export function sortWorkspaces(workspaces: readonly Workspace[]): readonly Workspace[] {
  const rank = ({ stage }: Workspace): number => STAGES.indexOf(stage);
  return workspaces.toSorted((left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name));
}

/** Where a version of this workspace goes most likely: the next stage, or else any other that may be. */
export function nextWorkspace(workspaces: readonly Workspace[]): Workspace | undefined {
  const current = workspaces.find(({ isCurrent }) => isCurrent);
  const others = sortWorkspaces(workspaces).filter((one) => !one.isCurrent && mayPromoteTo(one));
  const rank = current === undefined ? -1 : STAGES.indexOf(current.stage);
  return others.find(({ stage }) => STAGES.indexOf(stage) > rank) ?? others[0];
}
