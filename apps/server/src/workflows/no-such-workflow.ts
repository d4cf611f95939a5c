import { RuntimeError } from '@millrace/runtime';

/** The workspace has no workflow of this name. */
export function noSuchWorkflow(name: string): RuntimeError {
  return new RuntimeError('workflow.not_found', `There is no workflow named "${name}".`);
}
