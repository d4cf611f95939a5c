import type { Role } from './identity.ts';

/** What a workspace is for: where people build, where they try out, where it counts. */
export type Stage = 'development' | 'staging' | 'production';

/** Where people, workflows and connections belong to. With others of its installation it is an environment. */
export interface Workspace {
  readonly id: string;
  /** Stands in addresses; never changes. */
  readonly slug: string;
  readonly name: string;
  readonly stage: Stage;
}

/** A workspace as one of its people has it. */
export interface OwnWorkspace {
  readonly workspace: Workspace;
  readonly role: Role;
}

/** The workspaces of people. Caller faults are `RuntimeError`s: `workspace.slug_taken`, `workspace.limit_reached`, … */
export interface WorkspaceStore {
  /** Those that a person belongs to, by slug. */
  list(userId: string): Promise<readonly OwnWorkspace[]>;
  /** One that a person belongs to: to others it is as if it were not there. */
  find(request: { readonly userId: string; readonly slug: string }): Promise<OwnWorkspace | undefined>;
  /**
   * Makes an empty one whose owner, and only member, the person is. `workspace.slug_taken`; `workspace.limit_reached` when the
   * person belongs to as many as the limit.
   */
  create(request: {
    readonly userId: string;
    readonly slug: string;
    readonly name: string;
    readonly stage: Stage;
    readonly limit: number;
  }): Promise<Workspace>;
  /** What is not given stays. `workspace.not_found`. */
  change(request: { readonly workspaceId: string; readonly name?: string; readonly stage?: Stage }): Promise<Workspace>;
  /** Lets a session go on in another workspace. False when its person is no member there, or there is no such session. */
  enter(request: { readonly tokenHash: string; readonly workspaceId: string }): Promise<boolean>;
}
