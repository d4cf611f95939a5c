import { Repeating, type Clock, type StepSchema, type StepSchemaStore, type WorkflowStore } from '@millrace/runtime';
import { findSchemaChanges } from './find-schema-changes.ts';
import type { StepSchemas } from './step-schemas.service.ts';

interface ComparisonParts {
  readonly store: Pick<StepSchemaStore, 'takeUncompared' | 'keep' | 'noteChanges'>;
  readonly workflows: Pick<WorkflowStore, 'findVersion'>;
  readonly schemas: Pick<StepSchemas, 'read'>;
  readonly clock: Pick<Clock, 'schedule'>;
  /** Told when a version could not even be looked at; the next one is. */
  readonly report: (cause: unknown) => void;
}

const COMPARED_DAYS = 7;
/** Nobody waits: a service may take its time. */
const READING_MS = 120_000;
type Due = NonNullable<Awaited<ReturnType<StepSchemaStore['takeUncompared']>>>;

/** Between two versions, so that services are not asked all at once; and until it is looked again whether one is due. */
const SPREAD_MS = 5000;
const LOOK_MS = 600_000;

/**
 * Asks services about each live version once a week, and notes what they say otherwise than when it was published: whoever owns
 * it learns that a column is gone before a run does. Processes share the work, and each version is one's.
 */
export class SchemaComparisons {
  readonly #parts: ComparisonParts;
  readonly #repeating: Repeating;
  readonly #stopped = new AbortController();

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#turn());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  stop(): Promise<void> {
    this.#stopped.abort();
    return this.#repeating.stop();
  }

  /** One turn: compares one version that is due, if there is one. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #turn(): Promise<number> {
    const { store, report } = this.#parts;
    try {
      const due = await store.takeUncompared({ comparedDays: COMPARED_DAYS });
      if (due === undefined) return LOOK_MS;
      await this.#compare(due);
      return SPREAD_MS;
    } catch (cause) {
      report(cause);
      return LOOK_MS;
    }
  }

  async #compare({ versionId, kept }: Due): Promise<void> {
    const { store, workflows, schemas } = this.#parts;
    const version = await workflows.findVersion(versionId);
    if (version === undefined) return;
    const signal = AbortSignal.any([AbortSignal.timeout(READING_MS), this.#stopped.signal]);
    const { schemas: now, isWhole } = await schemas.read(version.workspaceId, version.document, { signal });
    const { schemas: before, changes: noted } = kept ?? { schemas: [], changes: [] };
    // What nobody has said before is what later answers are held against.
    const first = now.filter((answer) => !before.some((known) => isOfSamePart(known, answer)));
    if (first.length > 0 || (isWhole && kept === undefined))
      await store.keep({ versionId, schemas: [...before, ...first] });
    // Of a service that says nothing today, what was noted before still holds.
    const unanswered = noted.filter((change) => !now.some((answer) => isOfSamePart(change, answer)));
    await store.noteChanges({ versionId, changes: [...findSchemaChanges(before, now), ...unanswered] });
  }
}

type Part = Pick<StepSchema, 'path' | 'part'>;
const isOfSamePart = (left: Part, right: Part): boolean => left.path === right.path && left.part === right.part;
