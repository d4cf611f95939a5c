import type { Trigger, WorkflowDocument } from '@millrace/machine';
import { ApiError } from './api-error.ts';
import type { Draft } from './contract.ts';
import { createWorkflow } from './queries/workflows.ts';

/** A name that no other workflow has: `base`, `base-2`, `base-3` … */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

interface Creation<Made> {
  readonly base: string;
  /** Names that are known to be taken; there may be more. */
  readonly taken: ReadonlySet<string>;
  readonly create: (name: string) => Promise<Made>;
  readonly isTaken: (error: unknown) => boolean;
}

const MOST_TRIES = 20;

/** Creates something under the first name that is free: what is not known to be taken is tried. */
export async function createUnderFreeName<Made>({ base, taken, create, isTaken }: Creation<Made>): Promise<Made> {
  const refused = new Set(taken);
  for (let tries = 1; ; tries += 1) {
    const name = freeName(base, refused);
    try {
      return await create(name);
    } catch (error) {
      if (!isTaken(error) || tries === MOST_TRIES) throw error;
      refused.add(name);
    }
  }
}

/** The first draft: one trigger, and the place of the first step. */
export function newDocument(kind: Trigger['type'], name: string, title: string): WorkflowDocument {
  const trigger: Trigger = kind === 'webhook' ? { type: 'webhook', path: name } : { type: 'call' };
  return {
    millrace: 1,
    name,
    title,
    triggers: { [kind]: trigger },
    machine: { QueryLanguage: 'JSONata', StartAt: '', States: {} },
  };
}

interface NewWorkflow {
  /** What its name begins with. */
  readonly base: string;
  readonly title: string;
  readonly kind: 'webhook' | 'call';
  /** Names that are known to be taken; there may be more. */
  readonly taken?: ReadonlySet<string>;
}

/** Makes a workflow with one trigger under the first name that is free. */
export const startWorkflow = ({ base, title, kind, taken = new Set() }: NewWorkflow): Promise<Draft> =>
  startDocument(base, (name) => newDocument(kind, name, title), taken);

/** Makes a workflow of a document under the first name that is free. */
export function startDocument(
  base: string,
  document: (name: string) => WorkflowDocument,
  taken: ReadonlySet<string> = new Set(),
): Promise<Draft> {
  return createUnderFreeName({
    base,
    taken,
    create: (name) => createWorkflow(document(name)),
    isTaken: (error) => error instanceof ApiError && error.code === 'workflow.name_taken',
  });
}
