/** A query of runs that was given a name, for all of a workspace. */
export interface RunView {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly query: string;
  /** Which columns it shows. Absent: those of a list without a view. */
  readonly columns?: readonly string[];
  readonly createdBy: string;
  readonly createdAtMs: number;
}

/** In a workspace. */
export const MAX_RUN_VIEWS = 50;

interface ViewName {
  readonly workspaceId: string;
  readonly id: string;
}

/** Saved views of the list of runs. */
export interface RunViewStore {
  /** In the order in which they were made. */
  list(request: { readonly workspaceId: string }): Promise<readonly RunView[]>;
  /** Refuses a name that is taken, whatever its case, and more than {@link MAX_RUN_VIEWS}. */
  create(view: Omit<RunView, 'createdAtMs'>): Promise<RunView>;
  /** Members without a value stay as they are. Undefined: there is no such view. */
  change(
    request: ViewName & { readonly name?: string; readonly query?: string; readonly columns?: readonly string[] },
  ): Promise<RunView | undefined>;
  /** Whether there was one. */
  remove(request: ViewName): Promise<boolean>;
}
