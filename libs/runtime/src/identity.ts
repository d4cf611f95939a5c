import type { Workspace } from './workspace.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}
export type Role = 'owner' | 'admin' | 'builder' | 'operator' | 'viewer';
/** Who is asking, resolved from a session or an API key. */
export interface Actor {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly workspace: Workspace;
  /** Permission names; absent for sessions: all that the role has. */
  readonly scopes?: readonly string[];
}
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** Public first part: `mlr_<8 characters>`. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastUsedAtMs?: number;
}
