import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument, type WorkflowVersionDocument } from '@millrace/runtime';
import type { MemoryStores } from '../memory/stores.ts';
import { expectationOf, type Expectation } from './model.ts';
import { hashBelow, type Random } from './random.ts';
import { randomWorkflow } from './random-workflow.ts';

const INPUTS = [0, 1, 2];
const MAX_STEPS = 40;

/** A published workflow, and what it does by its input. */
export interface Candidate {
  readonly version: WorkflowVersionDocument;
  /** Decides what its tasks do. */
  readonly salt: number;
  readonly byInput: ReadonlyMap<number, Expectation>;
}

/** Publishes so many random workflows that end. */
export async function publishCandidates(
  stores: MemoryStores,
  { count, random, seed }: { readonly count: number; readonly random: Random; readonly seed: number },
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (let tries = 0; candidates.length < count; tries += 1) {
    const document = randomWorkflow(`w${tries}`, random);
    const salt = hashBelow(2 ** 31, seed, document.name);
    const byInput = await expectationsOf(document, salt);
    if (byInput.size > 0) candidates.push({ version: await publish(stores, document), salt, byInput });
  }
  return candidates;
}

async function expectationsOf(document: WorkflowDocument, salt: number): Promise<ReadonlyMap<number, Expectation>> {
  const byInput = new Map<number, Expectation>();
  for (const input of INPUTS) {
    const expectation = await expectationOf(document, { input, salt, maxSteps: MAX_STEPS });
    if (expectation !== undefined) byInput.set(input, expectation);
  }
  return byInput;
}

async function publish(
  { identity, workflows }: MemoryStores,
  document: WorkflowDocument,
): Promise<WorkflowVersionDocument> {
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { name } = document;
  const json = document as unknown as JsonValue;
  await workflows.create({ workspaceId, name, document: json });
  const { id } = await workflows.publish({ workspaceId, name, document, contentHash: hashDocument(json), note: '' });
  const version = await workflows.findVersion(id);
  if (version === undefined) throw new Error('A version that was published is not there.');
  return version;
}
