import { createHash } from 'node:crypto';
import type { WorkflowVersionDocument } from '../workflow.ts';
import type { LetterContent, NewDeadLetter } from './dead-letter.ts';
import { toLetterFailure } from './letter-failure.ts';

interface LetterFacts {
  readonly id: string;
  readonly source: NewDeadLetter['source'];
  /** Whose settings say what may be kept. */
  readonly version: Pick<WorkflowVersionDocument, 'workspaceId' | 'workflowId' | 'document'>;
  readonly triggerId: string;
  readonly content: LetterContent;
  /** What its sender was told, as an HTTP status. */
  readonly answered?: number;
}

/** What is kept of something that failed. Of a workflow that keeps no payloads: that it failed, and why. */
export function newLetter(thrown: unknown, facts: LetterFacts): NewDeadLetter {
  const { id, source, version, triggerId: sourceRef, content, answered } = facts;
  const { workspaceId, workflowId } = version;
  const keepsNone = version.document.settings?.retention?.payloads === 'none';
  return {
    ...{ id, workspaceId, workflowId, source, sourceRef },
    ...(keepsNone ? {} : content),
    hash: hashOf(content),
    failure: toLetterFailure(thrown, {
      ...{ source, workflowId, sourceRef, isSilent: keepsNone },
      ...(answered === undefined ? {} : { answered }),
    }),
  };
}

/** Headers differ from one sending to the next. */
function hashOf({ body, contentType, envelope }: LetterContent): Uint8Array {
  const hash = createHash('sha256').update(JSON.stringify([contentType ?? null, envelope ?? null]));
  if (body !== undefined) hash.update(body);
  return hash.digest();
}
