import {
  isLetterFault,
  newLetter,
  type DeadLetterStore,
  type Ids,
  type LetterContent,
  type LetterEnvelope,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import { toProblem } from '../http/to-problem.ts';
import { keptHeaders, type CallFacts } from '../hooks/hook-input.ts';

/** A call that is whose it says, and that the workflow of this version was to hear of. */
export interface UndeliveredCall {
  readonly version: WorkflowVersionDocument;
  readonly triggerId: string;
  readonly call: CallFacts;
  readonly path?: string;
  readonly bytes: Uint8Array;
  readonly eventId?: string;
}

interface BoxParts {
  readonly store: Pick<DeadLetterStore, 'keep'>;
  readonly ids: Pick<Ids, 'runId'>;
  readonly report: (cause: unknown) => void;
}

/** Keeps calls that became no run because of what they are: their senders are told so, and people can mend them here. */
export class LetterBox {
  private readonly parts: BoxParts;

  constructor(parts: BoxParts) {
    this.parts = parts;
  }

  /** Does the work. What it throws for a call that would fail again is kept before it is thrown; what may be sent again is not. */
  async keeping<T>(
    work: () => Promise<T>,
    listCalls: () => readonly UndeliveredCall[] | Promise<readonly UndeliveredCall[]>,
  ): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      await this.note(cause, listCalls);
      throw cause;
    }
  }

  /** Never rejects: the sender hears what was wrong with the call, not with us. */
  private async note(
    thrown: unknown,
    listCalls: () => readonly UndeliveredCall[] | Promise<readonly UndeliveredCall[]>,
  ): Promise<void> {
    if (!isLetterFault(thrown)) return;
    const { store, ids, report } = this.parts;
    const answered = toProblem(thrown, { instance: '', requestId: '' }).document.status;
    // It asks for another try.
    if (answered === 503) return;
    try {
      for (const call of await listCalls()) {
        const { version, triggerId } = call;
        const content = contentOf(call);
        await store.keep(
          newLetter(thrown, { id: ids.runId(), source: 'webhook', version, triggerId, content, answered }),
        );
      }
    } catch (cause) {
      report(cause);
    }
  }
}

/** Services are known by such headers: whoever reads a letter need not be able to write one. */
const OPENS_DOORS = /token|secret|signature|(?<!idempotency-)key|password|authorization/;
const REDACTED = '[redacted]';

function contentOf({ call, path, bytes, eventId }: UndeliveredCall): LetterContent {
  const contentType = call.raw.headers['content-type'];
  const envelope: LetterEnvelope = {
    method: call.method,
    ...(path === undefined ? {} : { path }),
    query: call.query as NonNullable<LetterEnvelope['query']>,
    ...(eventId === undefined ? {} : { eventId }),
  };
  const headers = Object.entries(keptHeaders(call.raw.headers)).map(([name, value]) => [
    name,
    OPENS_DOORS.test(name) ? REDACTED : [value].flat().join(', '),
  ]);
  return {
    ...{ body: bytes, envelope, headers: Object.fromEntries(headers) as Record<string, string> },
    ...(contentType === undefined ? {} : { contentType }),
  };
}
