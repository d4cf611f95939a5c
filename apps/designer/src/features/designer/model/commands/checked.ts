import type { WorkflowDocument } from '@millrace/machine';
import { brokenRead, sharedVariable } from '../known-variables.ts';
import { type Attempt, type Edit, refuse } from './edit.ts';

/** An edit that only puts steps elsewhere, unless a step would then miss what it reads. */
export function checked(before: WorkflowDocument, edit: Edit): Attempt {
  const broken = brokenRead(before, edit.document);
  if (broken !== undefined) return refuse({ kind: 'reads', ...broken });
  const shared = sharedVariable(edit.document);
  return shared === undefined || sharedVariable(before) !== undefined ? edit : refuse({ kind: 'variable', ...shared });
}
