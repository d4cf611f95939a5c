import type { WorkflowMark } from '@millrace/runtime';
import type { WorkflowEventDto } from './workflow-events.dto.ts';

/** What has happened to a workflow between two looks at it. Of several saves the last one counts. */
export function findWorkflowEvents(before: WorkflowMark, now: WorkflowMark): readonly WorkflowEventDto[] {
  const events: WorkflowEventDto[] = [];
  if (now.revision !== before.revision) {
    const by = now.savedBy === undefined ? {} : { by: now.savedBy };
    events.push({ kind: 'draft.saved', revision: now.revision, ...by });
  }
  const { published } = now;
  if (published !== undefined && published.number > (before.published?.number ?? 0)) {
    events.push({ kind: 'version.published', ...published });
  }
  if (now.rollout !== before.rollout) events.push({ kind: 'rollout.changed' });
  const known = new Set(before.captures);
  for (const id of now.captures) if (!known.has(id)) events.push({ kind: 'call.captured', id });
  return events;
}
