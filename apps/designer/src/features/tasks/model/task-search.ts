/** What the address of the inbox holds. */
export interface TaskSearch {
  /** Default: open ones. */
  readonly state?: 'answered';
  readonly workflow?: string;
}

/** Reads it; what is not understood is left out. */
export function readTaskSearch({ state, workflow }: Readonly<Record<string, unknown>>): TaskSearch {
  return {
    ...(state === 'answered' ? { state } : {}),
    ...(typeof workflow === 'string' && workflow !== '' ? { workflow } : {}),
  };
}
