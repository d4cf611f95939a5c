import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import { hashDocument, type StepSchema, type StepSchemaStore, type WorkflowStore } from '@millrace/runtime';
import { aMachine } from '../builders/machine.ts';
import { aWorkflow } from '../builders/workflow.ts';

/** A store of schemas with nothing in it, on the data of a store of workflows. */
export interface StepSchemaStoreSubject {
  readonly schemas: StepSchemaStore;
  readonly workflows: Pick<WorkflowStore, 'create' | 'publish' | 'pause' | 'remove'>;
  readonly workspaceId: string;
  /** Lets time pass for everything that is kept. */
  readonly elapseDays: (days: number) => Promise<void>;
}

/** What every store of schemas promises. */
export function testStepSchemaStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<StepSchemaStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: StepSchemaStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const schema: StepSchema = {
    ...{ path: '/machine/States/A/Arguments/values', part: 'argument' },
    schema: { type: 'object', title: 'Of a row\u0000' },
  };
  const change = { path: schema.path, part: schema.part, message: 'There is no "email" any more.' } as const;

  async function publish(name: string): Promise<string> {
    const document = aWorkflow(aMachine().pass('End'));
    const contentHash = hashDocument(document as unknown as JsonValue);
    const { id } = await subject.workflows.publish({
      ...{ workspaceId: subject.workspaceId, name, document, contentHash, note: '' },
    });
    return id;
  }
  async function create(name: string): Promise<string> {
    await subject.workflows.create({ workspaceId: subject.workspaceId, name, document: {} });
    return publish(name);
  }
  const take = () => subject.schemas.takeUncompared({ comparedDays: 7 });

  test('a version has what was kept of it, and nothing before', async () => {
    const versionId = await create('orders');
    expect(await subject.schemas.find(versionId)).toBeUndefined();
    await subject.schemas.keep({ versionId, schemas: [schema] });
    expect(await subject.schemas.find(versionId)).toEqual({ schemas: [schema], changes: [] });
  });

  test('changes are told until there are others, or none, or it is kept anew', async () => {
    const [versionId, other] = [await create('orders'), await create('returns')];
    await subject.schemas.keep({ versionId, schemas: [schema] });
    await subject.schemas.keep({ versionId: other, schemas: [schema] });
    await subject.schemas.noteChanges({ versionId, changes: [change] });
    expect((await subject.schemas.find(versionId))?.changes).toEqual([change]);
    expect(await subject.schemas.findChanges([versionId, other])).toEqual([{ versionId, changes: [change] }]);
    await subject.schemas.noteChanges({ versionId, changes: [] });
    expect(await subject.schemas.findChanges([versionId, other])).toEqual([]);
    await subject.schemas.noteChanges({ versionId, changes: [change] });
    await subject.schemas.keep({ versionId, schemas: [schema] });
    expect(await subject.schemas.findChanges([versionId])).toEqual([]);
    expect(await subject.schemas.findChanges([])).toEqual([]);
  });

  test('each live version is taken once a week, by one process; one without schemas only once', async () => {
    const [orders, plain] = [await create('orders'), await create('plain')];
    await subject.schemas.keep({ versionId: orders, schemas: [schema] });
    await subject.schemas.keep({ versionId: plain, schemas: [] });
    expect(await take()).toBeUndefined();
    await subject.elapseDays(7);
    const taken = await Promise.all([take(), take()]);
    expect(taken.filter((found) => found !== undefined)).toEqual([
      { versionId: orders, kept: { schemas: [schema], changes: [] } },
    ]);
    await subject.elapseDays(6);
    expect(await take()).toBeUndefined();
    await subject.elapseDays(1);
    expect((await take())?.versionId).toBe(orders);
  });

  test('a version that nobody has asked about comes first, and again in a week when nothing came of it', async () => {
    const orders = await create('orders');
    await subject.schemas.keep({ versionId: orders, schemas: [schema] });
    const returns = await create('returns');
    await subject.elapseDays(7);
    expect(await take()).toEqual({ versionId: returns });
    expect((await take())?.versionId).toBe(orders);
    expect(await take()).toBeUndefined();
    await subject.elapseDays(7);
    expect(await subject.schemas.find(returns)).toBeUndefined();
    expect([(await take())?.versionId, (await take())?.versionId].sort()).toEqual([orders, returns].sort());
  });

  test('what is not live is left alone', async () => {
    for (const name of ['orders', 'paused', 'removed']) await create(name);
    await subject.workflows.pause({ workspaceId: subject.workspaceId, name: 'paused' });
    await subject.workflows.remove({ workspaceId: subject.workspaceId, name: 'removed' });
    const newer = await publish('orders');
    expect((await take())?.versionId).toBe(newer);
    expect(await take()).toBeUndefined();
  });
}
