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

/** What the product itself can start a workflow by; webhooks and forms get an address of the workflow's name. */
export const ownTriggers = (name: string) =>
  [
    { type: 'webhook', path: name },
    { type: 'schedule', cron: '0 9 * * 1-5' },
    { type: 'form', path: name },
    { type: 'call' },
  ] as const satisfies readonly Trigger[];

/** A form is made from the schema of the input: one field to begin with. */
const FIRST_FORM: Pick<WorkflowDocument, 'input'> = {
  input: {
    type: 'object',
    properties: { name: { type: 'string', title: 'Name', minLength: 1 } },
    required: ['name'],
    additionalProperties: false,
  },
};

/** The first draft: one trigger, and the place of the first step. */
export function newDocument(trigger: Trigger, name: string, title: string): WorkflowDocument {
  return {
    millrace: 1,
    name,
    title,
    triggers: { [trigger.type]: trigger },
    ...(trigger.type === 'form' ? FIRST_FORM : {}),
    machine: { QueryLanguage: 'JSONata', StartAt: '', States: {} },
  };
}

/** A document under another name. Addresses that were the old name are the new one: an address belongs to one workflow. */
export function renamed(document: WorkflowDocument, name: string): WorkflowDocument {
  const moved = (trigger: Trigger): Trigger =>
    'path' in trigger && trigger.path === document.name ? { ...trigger, path: name } : trigger;
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]) => [id, moved(trigger)] as const);
  return { ...document, name, ...(triggers.length === 0 ? {} : { triggers: Object.fromEntries(triggers) }) };
}

interface NewWorkflow {
  /** What its name begins with. */
  readonly base: string;
  readonly title: string;
  /** Its trigger; webhooks and forms get an address of the workflow's name. */
  readonly trigger: Trigger;
  /** Names that are known to be taken; there may be more. */
  readonly taken?: ReadonlySet<string>;
}

/** Makes a workflow with one trigger under the first name that is free. */
export const startWorkflow = ({ base, title, trigger, taken = new Set() }: NewWorkflow): Promise<Draft> =>
  startDocument(base, (name) => renamed(newDocument(trigger, base, title), name), taken);

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
