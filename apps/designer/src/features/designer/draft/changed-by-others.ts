import { ApiError } from '../../../lib/api-error.ts';

/** Whether the server refused something because it has a newer draft. */
export const isChangedByOthers = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'workflow.draft_changed';
