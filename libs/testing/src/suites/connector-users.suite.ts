import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument, type ConnectorUsers, type WorkflowStore } from '@millrace/runtime';

/** Who uses connectors in two workspaces, by the workflows of a store on the same data: none yet. */
export interface ConnectorUsersSubject {
  readonly users: ConnectorUsers;
  readonly workflows: WorkflowStore;
  readonly workspaceId: string;
  readonly otherWorkspaceId: string;
}

/** What whoever lists the users of a connector promises. */
export function testConnectorUsers({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<ConnectorUsersSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: ConnectorUsersSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const named = (name: string) => ({ workspaceId: subject.workspaceId, name });
  /** A document that calls an action, or one that calls nothing. */
  const calling = (resource?: string, members: object = {}): JsonValue => ({
    ...{ millrace: 1, name: 'orders', ...members },
    machine: {
      StartAt: 'Only',
      States: { Only: resource === undefined ? { Type: 'Succeed' } : { Type: 'Task', Resource: resource, End: true } },
    },
  });
  const create = (name: string, document: JsonValue) => subject.workflows.create({ ...named(name), document });
  const publish = (name: string, document: JsonValue) =>
    subject.workflows.publish({
      ...{ ...named(name), note: '', contentHash: hashDocument(document) },
      document: document as unknown as WorkflowDocument,
    });
  const list = (connector = 'crm', limit = 100) =>
    subject.users.list({ workspaceId: subject.workspaceId, connector, limit });

  test('who calls nothing of it is no user', async () => {
    expect(await list()).toEqual([]);
    await create('idle', calling());
    await create('other', calling('connector:desk/list'));
    await create('alike', calling('connector:crm-two/list'));
    await create('spoken-of', calling(undefined, { description: 'Puts it into the crm.' }));
    await create('pins', calling(undefined, { connectors: { crm: '1.0.0' } }));
    expect(await list()).toEqual([]);
  });

  test('the live version and the draft are told apart, with what they pin and call', async () => {
    await create('orders', calling());
    const live = calling('connector:crm/list', { connectors: { crm: '1.0.0' } });
    const { id: versionId } = await publish('orders', live);
    const draft = calling('connector:crm/add.waitForTaskToken', {
      triggers: { new: { type: 'connector', use: 'crm/created' } },
    });
    const before = await subject.workflows.findDraft(named('orders'));
    await subject.workflows.replaceDraft({ ...named('orders'), document: draft, revision: before?.revision ?? 0 });
    expect(await list()).toEqual([
      {
        workflow: 'orders',
        live: { versionId, number: 1, pin: '1.0.0', actions: ['list'], triggers: [] },
        draft: { actions: ['add'], triggers: ['created'] },
      },
    ]);
  });

  test('an older version, and one that is paused, is no use of it', async () => {
    await create('moved', calling('connector:crm/list'));
    await publish('moved', calling('connector:crm/list'));
    await publish('moved', calling('connector:desk/list'));
    const [moved] = await list();
    expect(moved).not.toHaveProperty('live');
    await create('paused', calling());
    await publish('paused', calling('connector:crm/list'));
    await subject.workflows.pause(named('paused'));
    expect((await list()).filter(({ live }) => live !== undefined)).toEqual([]);
  });

  test('by name, as many as are asked for; who calls nothing of it does not count', async () => {
    await create('a-speaker', calling(undefined, { description: 'crm' }));
    for (const name of ['zebra', 'Bee', 'ant']) await create(name, calling('connector:crm/list'));
    const names = async (limit?: number): Promise<readonly string[]> =>
      (await list('crm', limit)).map(({ workflow }) => workflow);
    expect(await names()).toEqual(['Bee', 'ant', 'zebra']);
    expect(await names(2)).toEqual(['Bee', 'ant']);
  });

  test('drafts may be anything', async () => {
    await create('text', 'connector:crm/list');
    await create('strange', { connectors: 'crm', machine: [{ Resource: 'connector:crm/list' }, null, 5] });
    await create('characters', calling('connector:crm/list', { description: '\u0000 \ud800' }));
    expect((await list()).map(({ workflow }) => workflow)).toEqual(['characters', 'strange']);
  });

  test('a workflow that was removed, and another workspace, have nothing of it', async () => {
    await create('gone', calling('connector:crm/list'));
    await subject.workflows.remove(named('gone'));
    expect(await list()).toEqual([]);
    await create('here', calling('connector:crm/list'));
    const elsewhere = { workspaceId: subject.otherWorkspaceId, connector: 'crm', limit: 10 };
    expect(await subject.users.list(elsewhere)).toEqual([]);
  });
}
