import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MAX_BOARDS, type Board, type BoardStore } from '@millrace/runtime';

export interface BoardStoreSubject {
  readonly boards: BoardStore;
  readonly workspaceId: string;
  /** Another one. */
  readonly elsewhere: string;
  newId(): string;
}

/** What every store of boards promises. */
export function testBoardStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<BoardStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: BoardStoreSubject;
  let boards: BoardStore;
  beforeEach(async () => {
    subject = await setup();
    ({ boards } = subject);
  });
  afterEach(teardown);
  const create = (name: string, members: Partial<Board> = {}): Promise<Board> =>
    boards.create({
      ...{ id: subject.newId(), workspaceId: subject.workspaceId, name, createdBy: 'Ada' },
      tiles: [{ kind: 'runs', width: 'small' }],
      ...members,
    });

  test('a board is kept as it was, tiles in their order, and seen by its workspace alone', async () => {
    const tiles = [
      { kind: 'connector_p95', workflow: 'orders', connector: 'http', title: 'Shop "A" \u{1F6D2}', width: 'full' },
      { kind: 'by_version', workflow: 'orders', width: 'wide' },
      { kind: 'health', width: 'small' },
    ] as const;
    const made = await create('Shop', { tiles });
    expect(made).toMatchObject({ name: 'Shop', revision: 1, createdBy: 'Ada', updatedBy: 'Ada', tiles });
    const { workspaceId, elsewhere } = subject;
    expect(await boards.find({ workspaceId, id: made.id })).toEqual(made);
    expect(await boards.find({ workspaceId: elsewhere, id: made.id })).toBeUndefined();
    expect(await boards.find({ workspaceId, id: 'no id' })).toBeUndefined();
    const other = await create('Empty', { tiles: [] });
    const heads = [made, other].map(({ tiles: _, ...head }) => head);
    expect(await boards.list({ workspaceId })).toEqual(heads);
    expect(await boards.list({ workspaceId: elsewhere })).toEqual([]);
  });

  test('an edit is made on the revision that was seen, and on no other', async () => {
    const { workspaceId, elsewhere } = subject;
    const made = await create('Shop');
    const edit = { ...made, name: 'Shop, by hour', tiles: [], updatedBy: 'Bob' };
    const kept = await boards.replace(edit);
    expect(kept).toMatchObject({ name: 'Shop, by hour', tiles: [], revision: 2, createdBy: 'Ada', updatedBy: 'Bob' });
    expect(kept.updatedAtMs).toBeGreaterThanOrEqual(made.updatedAtMs);
    await expect(boards.replace({ ...edit, name: 'Late' })).rejects.toMatchObject({ code: 'board.changed' });
    expect(await boards.find({ workspaceId, id: made.id })).toEqual(kept);
    const gone = { code: 'board.not_found' };
    await expect(boards.replace({ ...kept, workspaceId: elsewhere })).rejects.toMatchObject(gone);
    await expect(boards.replace({ ...kept, id: subject.newId() })).rejects.toMatchObject(gone);
    await expect(boards.replace({ ...kept, id: 'no id' })).rejects.toMatchObject(gone);
  });

  test('of two who edit the same revision at once, one is refused', async () => {
    const made = await create('Shop');
    const both = await Promise.allSettled(['Bob', 'Eve'].map((updatedBy) => boards.replace({ ...made, updatedBy })));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'board.changed' } });
    expect(await boards.find(made)).toMatchObject({ revision: 2 });
  });

  test('a name is taken once in a workspace, whatever its case', async () => {
    const [board, other] = [await create('Open'), await create('Lost')];
    const taken = { code: 'board.name_taken' };
    await expect(create('OPEN')).rejects.toMatchObject(taken);
    await expect(boards.replace({ ...other, name: 'open' })).rejects.toMatchObject(taken);
    expect(await boards.replace({ ...board, name: 'OPEN' })).toMatchObject({ name: 'OPEN' });
    await expect(create('Open', { workspaceId: subject.elsewhere })).resolves.toMatchObject({ revision: 1 });
  });

  test('a board is removed once, and by its workspace alone', async () => {
    const { id, workspaceId } = await create('Shop');
    expect(await boards.remove({ id, workspaceId: subject.elsewhere })).toBe(false);
    expect(await boards.remove({ id, workspaceId })).toBe(true);
    expect(await boards.remove({ id, workspaceId })).toBe(false);
    expect(await boards.remove({ id: 'no id', workspaceId })).toBe(false);
  });

  test('a workspace has so many, and no more', async () => {
    for (let n = 0; n < MAX_BOARDS; n += 1) await create(`Board ${n}`);
    await expect(create('One more')).rejects.toMatchObject({ code: 'board.too_many' });
    expect(await boards.list(subject)).toHaveLength(MAX_BOARDS);
  });
}
