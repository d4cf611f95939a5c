import { beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import type { KeptDraft, LogRecord } from '../model/draft-log.ts';
import type { DraftSession } from './draft-session.ts';
import { documentOf, first, problem, World } from './testing/world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
const label = { name: 'change' };
const stateOf = (session: DraftSession): string => session.snapshot().saveState.kind;

describe('saving', () => {
  test('opening writes nothing', async () => {
    const session = world.open();
    await world.pass(10_000);
    expect([world.saves, world.kept, stateOf(session)]).toEqual([0, undefined, 'saved']);
  });
  test('an edit is kept in the browser at once and saved 800 ms later', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    expect([world.kept?.history.present.title, stateOf(session)]).toEqual(['second', 'saving']);
    await world.pass(799);
    expect(world.saves).toBe(0);
    await world.pass(1);
    expect([world.stored.title, stateOf(session)]).toEqual(['second', 'saved']);
  });
  test('an edit that is undone before it is saved is saved already', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    session.undo();
    await world.pass(800);
    expect([world.saves, stateOf(session), world.stored.title]).toEqual([0, 'saved', 'first']);
  });
  test('whoever types without a pause is saved every five seconds', async () => {
    const session = world.open();
    for (let at = 0; at < 12; at += 1) {
      session.change(documentOf(`text ${at}`), { name: 'change', key: 'title' });
      await world.pass(500);
    }
    expect(world.saves).toBe(1);
  });
  test('an edit during a save is saved after it', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    world.holdSaves();
    const flushed = session.flush();
    session.change(documentOf('third'), label);
    world.release();
    await flushed;
    expect([world.stored.title, stateOf(session)]).toEqual(['second', 'saving']);
    await world.pass(800);
    expect([world.stored.title, stateOf(session)]).toEqual(['third', 'saved']);
  });
  test('two flushes at once are one save', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    expect(await Promise.all([session.flush(), session.flush()])).toEqual([2, 2]);
    expect(world.saves).toBe(1);
  });
  test('undo and redo are saved like edits, and nothing to undo saves nothing', async () => {
    const session = world.open();
    session.undo();
    session.redo();
    await world.pass(1000);
    expect(world.saves).toBe(0);
    session.change(documentOf('second'), label);
    session.undo();
    session.redo();
    await world.pass(1000);
    expect(world.stored.title).toBe('second');
  });
  test('closing saves what is open', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    void session.close();
    await world.pass(0);
    expect(world.stored.title).toBe('second');
  });
  test('listeners hear of changes until they leave', () => {
    const session = world.open();
    let heard = 0;
    const leave = session.subscribe(() => (heard += 1));
    session.change(documentOf('second'), label);
    const before = heard;
    leave();
    session.change(documentOf('third'), label);
    expect([before > 0, heard]).toEqual([true, before]);
  });
});

describe('a server that does not answer', () => {
  test('is asked again, and the edits that wait are counted', async () => {
    world.failures = [problem(0), problem(0)];
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    expect(session.snapshot().saveState).toEqual({ kind: 'waiting', isOffline: true, edits: 1 });
    session.change(documentOf('third'), label);
    expect(session.snapshot().saveState).toEqual({ kind: 'waiting', isOffline: true, edits: 2 });
    await world.pass(800);
    expect(stateOf(session)).toBe('waiting');
    await world.pass(3000);
    expect([world.stored.title, stateOf(session)]).toEqual(['third', 'saved']);
  });
  test('an edit while it answers again does not wait for it any more', async () => {
    world.failures = [problem(0)];
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    world.holdSaves();
    await world.pass(3000);
    session.change(documentOf('third'), label);
    expect(stateOf(session)).toBe('waiting');
    world.release();
    await world.pass(0);
    expect(stateOf(session)).toBe('saving');
  });
  test.each([500, 503, 429])('status %i passes by itself', async (status) => {
    world.failures = [problem(status)];
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    expect(session.snapshot().saveState).toMatchObject({ kind: 'waiting', isOffline: false });
    await world.pass(3000);
    expect(stateOf(session)).toBe('saved');
  });
  test('what is undone while it waits is saved as soon as the server answers', async () => {
    const world = new World();
    const session = world.open();
    world.failures = [problem(0)];
    session.change(documentOf('second'), { name: 'edit' });
    await world.pass(800);
    expect(session.snapshot().saveState).toMatchObject({ kind: 'waiting' });
    session.undo();
    await world.pass(3000);
    expect(session.snapshot().saveState).toMatchObject({ kind: 'saved' });
    expect([world.saves, world.stored.title]).toEqual([2, 'first']);
  });

  test.each([
    ['when it is asked again', (): void => undefined],
    ['when news of it come', (session: DraftSession) => session.heardOf(2)],
  ])('but has saved is not taken for somebody else %s', async (_, hear) => {
    world.lostAnswers = 1;
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    session.change(documentOf('third'), label);
    hear(session);
    await world.pass(800);
    await world.pass(800);
    const { notice } = session.snapshot();
    expect([world.stored.title, stateOf(session), notice]).toEqual(['third', 'saved', undefined]);
    session.undo();
    session.undo();
    expect(session.latest().title).toBe('first');
  });
  test('of several lost answers the one of what was saved counts', async () => {
    world.lostAnswers = 1;
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    world.failures = [problem(0)];
    session.change(documentOf('third'), label);
    await world.pass(800);
    session.change(documentOf('fourth'), label);
    await world.pass(800);
    expect([world.stored.title, session.snapshot().notice]).toEqual(['fourth', undefined]);
  });
  test('a refusal stays until the next edit', async () => {
    world.failures = [problem(422)];
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    await world.pass(60_000);
    expect([stateOf(session), world.saves]).toEqual(['refused', 1]);
    session.change(documentOf('third'), label);
    await world.pass(800);
    expect(stateOf(session)).toBe('saved');
  });
  test('closing stops asking; what is open waits in the browser', async () => {
    world.failures = [problem(0), problem(0)];
    const session = world.open();
    session.change(documentOf('second'), label);
    void session.close();
    await world.pass(0);
    await world.pass(60_000);
    expect([world.saves, world.kept?.history.present.title]).toEqual([1, 'second']);
  });
  test('a browser that keeps nothing does not stop the editing', async () => {
    world.keep = () => Promise.reject(new Error('a private window'));
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    expect(stateOf(session)).toBe('saved');
  });
});

describe('somebody else saved in between', () => {
  test('both sides’ edits are saved, and undo leaves theirs alone', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('first', { description: 'theirs' }));
    await world.pass(800);
    const { notice, saveState } = session.snapshot();
    expect([world.stored, saveState.kind]).toEqual([documentOf('mine', { description: 'theirs' }), 'saved']);
    expect(notice?.conflicts).toEqual([]);
    session.undo();
    expect(session.snapshot().history.present).toEqual(documentOf('first', { description: 'theirs' }));
  });
  test('where both changed one thing mine is saved, and theirs can be taken', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('theirs'));
    await world.pass(800);
    expect([world.stored.title, session.snapshot().notice?.conflicts]).toEqual(['mine', ['/title']]);
    session.settle('theirs');
    await world.pass(800);
    expect([world.stored.title, session.snapshot().notice]).toEqual(['theirs', undefined]);
    session.undo();
    expect(session.snapshot().history.present.title).toBe('mine');
  });
  test('taking theirs leaves alone what was edited since', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('theirs'));
    await world.pass(800);
    session.change({ ...session.latest(), description: 'since' }, label);
    session.settle('theirs');
    await world.pass(800);
    expect(world.stored).toEqual(documentOf('theirs', { description: 'since' }));
  });
  test('mine is kept by putting the notice away', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('theirs'));
    await world.pass(800);
    session.settle('mine');
    expect([session.snapshot().notice, session.snapshot().history.present.title]).toEqual([undefined, 'mine']);
    session.settle('theirs');
    expect(session.snapshot().history.present.title).toBe('mine');
  });
  test('the same edit on both sides is no edit left', async () => {
    const session = world.open();
    session.change(documentOf('same'), label);
    world.others(documentOf('same'));
    await world.pass(800);
    expect([world.saves, stateOf(session)]).toEqual([1, 'saved']);
  });
  test('theirs that cannot be read yet are asked for again', async () => {
    const { read } = world;
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('first', { description: 'theirs' }));
    Object.assign(world, { read: () => Promise.reject(problem(503)) });
    await world.pass(800);
    expect(session.snapshot().saveState).toEqual({ kind: 'waiting', isOffline: false, edits: 1 });
    Object.assign(world, { read });
    await world.pass(3000);
    expect([world.stored, stateOf(session)]).toEqual([documentOf('mine', { description: 'theirs' }), 'saved']);
  });
  test('a server that refuses its own revision is not asked for ever', async () => {
    world.failures = [problem(412, 'workflow.draft_changed')];
    const session = world.open();
    session.change(documentOf('mine'), label);
    await world.pass(800);
    expect([world.saves, stateOf(session)]).toEqual([1, 'refused']);
  });
});

describe('coming back', () => {
  const edited = async (): Promise<DraftSession> => {
    const session = world.open();
    session.change(documentOf('second'), label);
    session.change(documentOf('third'), label);
    await world.pass(800);
    return session;
  };
  test('what was saved can still be undone', async () => {
    await edited();
    const session = world.open(world.kept);
    await world.pass(1000);
    expect([stateOf(session), world.saves]).toEqual(['saved', 1]);
    session.undo();
    expect(session.snapshot().history.present.title).toBe('second');
  });
  test('what was not saved is saved now', async () => {
    world.failures = [problem(0)];
    await edited();
    const session = world.open(world.kept);
    expect(stateOf(session)).toBe('saving');
    await world.pass(800);
    expect([world.stored.title, stateOf(session)]).toEqual(['third', 'saved']);
  });
  test('a draft that others have changed since begins anew', async () => {
    await edited();
    world.others(documentOf('theirs'));
    const { history, notice } = world.open(world.kept).snapshot();
    expect([history.present.title, history.past, notice]).toEqual(['theirs', [], undefined]);
  });
  test('what was not saved is put on top of what others have changed since', async () => {
    world.failures = [problem(0)];
    await edited();
    world.others(documentOf('theirs', { description: 'new' }));
    const session = world.open(world.kept);
    await world.pass(800);
    expect(world.stored).toEqual(documentOf('third', { description: 'new' }));
    expect(session.snapshot().notice?.conflicts).toEqual(['/title']);
  });
  test('what reached the server although nobody heard of it is not saved twice', async () => {
    world.failures = [problem(0)];
    await edited();
    world.others(documentOf('third'));
    const session = world.open(world.kept);
    await world.pass(1000);
    expect([world.saves, stateOf(session)]).toEqual([1, 'saved']);
    session.undo();
    expect(session.snapshot().history.present.title).toBe('second');
  });
});

describe('coming back after a save of which nobody heard', () => {
  const lost = async (): Promise<KeptDraft | undefined> => {
    world.lostAnswers = 1;
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    session.change(documentOf('third'), label);
    return world.kept;
  };
  const outcome = async (session: DraftSession): Promise<unknown> => {
    await world.pass(800);
    const { notice, history } = session.snapshot();
    return [world.stored.title, notice, history.past.map(({ document }) => document.title)];
  };
  test('what was edited since goes on top of it', async () => {
    const kept = await lost();
    expect(await outcome(world.open(kept))).toEqual(['third', undefined, ['first', 'second']]);
  });
  test('it may arrive later than its page is opened again', async () => {
    const before = world.server;
    const kept = await lost();
    const after = world.server;
    world.server = before;
    const session = world.open(kept);
    world.server = after;
    expect(await outcome(session)).toEqual(['third', undefined, ['first', 'second']]);
  });
  test('another tab takes what was edited since from there', async () => {
    world.lostAnswers = 1;
    const killed = world.open();
    killed.change(documentOf('second'), label);
    await world.pass(800);
    killed.undo();
    const { kept } = world;
    world.log = [];
    const session = world.open(undefined, kept === undefined ? [] : [kept]);
    expect(await outcome(session)).toEqual(['first', undefined, ['second']]);
  });
});

describe('news of a save', () => {
  test('what somebody else changed comes in at once, and is told', async () => {
    const session = world.open();
    world.others(documentOf('first', { description: 'theirs' }));
    session.heardOf(2);
    await world.pass(0);
    const { history, notice, saveState } = session.snapshot();
    expect([history.present.description, notice?.conflicts, saveState.kind]).toEqual(['theirs', [], 'saved']);
    expect(world.saves).toBe(0);
  });
  test('edits that are not saved yet go on top of it', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.others(documentOf('first', { description: 'theirs' }));
    session.heardOf(2);
    await world.pass(0);
    expect(world.stored).toEqual(documentOf('mine', { description: 'theirs' }));
  });
  test('its own save is no news, whether it is told before or after the answer', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.holdSaves();
    await world.pass(800);
    session.heardOf(2);
    world.release();
    await world.pass(0);
    session.heardOf(2);
    await world.pass(0);
    expect([session.snapshot().notice, world.saves]).toEqual([undefined, 1]);
  });
  test('what others saved right after this session is heard while it saves, and comes in then', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    const { save } = world;
    Object.assign(world, {
      save: async (...sides: Parameters<typeof save>) => {
        const saved = await save(...sides);
        world.others(documentOf('mine', { description: 'theirs' }));
        session.heardOf(3);
        return saved;
      },
    });
    await world.pass(800);
    expect([session.latest().description, stateOf(session), world.saves]).toEqual(['theirs', 'saved', 1]);
  });
  test('that nobody heard comes in when the session catches up, once', async () => {
    const session = world.open();
    world.others(documentOf('theirs'));
    session.catchUp();
    await world.pass(0);
    const { notice } = session.snapshot();
    expect([session.latest().title, notice?.conflicts]).toEqual(['theirs', []]);
    session.catchUp();
    await world.pass(0);
    expect([session.snapshot().notice, world.saves]).toEqual([notice, 0]);
  });
  test('a closed session has taken in what it heard of while it saved', async () => {
    const session = world.open();
    session.change(documentOf('mine'), label);
    world.holdSaves();
    const closed = session.close();
    session.catchUp();
    world.release();
    const { read } = world;
    let reads = 0;
    Object.assign(world, {
      read: () => {
        reads += 1;
        return read();
      },
    });
    await closed;
    expect([reads, world.stored.title]).toEqual([1, 'mine']);
  });
  test('a server that does not answer then changes nothing', async () => {
    const session = world.open();
    Object.assign(world, { read: () => Promise.reject(problem(0)) });
    session.heardOf(2);
    await world.pass(0);
    expect([stateOf(session), session.snapshot().history.present]).toEqual(['saved', first]);
  });
});

describe('the log of this browser', () => {
  test('has an edit before the server hears of it', async () => {
    const order: string[] = [];
    const session = world.open();
    const { keep, save } = world;
    let write: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (write = resolve));
    Object.assign(world, {
      keep: async (records: readonly LogRecord[]) => {
        await slow;
        order.push(`kept ${records.map(({ kind }) => kind).join()}`);
        return keep(records);
      },
      save: (document: WorkflowDocument, revision: number) => {
        order.push('saved');
        return save(document, revision);
      },
    });
    session.change(documentOf('second'), label);
    await world.pass(800);
    expect(order).toEqual([]);
    write();
    await world.pass(0);
    await world.pass(0);
    expect(order.slice(0, 3)).toEqual(['kept start,edit,saved', 'kept sent', 'saved']);
  });
  test('is not waited for when the page is left: what was edited goes out at once', async () => {
    const { keep } = world;
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(0);
    Object.assign(world, {
      keep: (records: readonly LogRecord[]) =>
        records[0]?.kind === 'sent' ? new Promise(() => undefined) : keep(records),
    });
    void session.flush();
    await world.pass(0);
    expect(world.stored.title).toBe('second');
  });
  test('of an edit is one small record', async () => {
    const session = world.open();
    session.change(documentOf('second'), label);
    await world.pass(800);
    const before = world.log.length;
    session.change(documentOf('third'), { name: 'title', step: 'x' });
    expect(world.log.slice(before)).toEqual([
      { kind: 'edit', label: { name: 'title', step: 'x' }, change: { members: { title: { set: 'third' } } } },
    ]);
  });
  test('is written anew when it has grown long, and loses nothing that can be undone', async () => {
    const session = world.open();
    for (let at = 0; at < 3000; at += 1) {
      session.change(documentOf(`edit ${at}`), label);
      if (at % 2 === 0) session.undo();
    }
    expect(world.log.length).toBeLessThanOrEqual(2001);
    const back = world.open(world.kept);
    await world.pass(800);
    expect(back.snapshot().history.past).toHaveLength(500);
    expect(back.snapshot().history).toEqual(session.snapshot().history);
  });
  test('of a tab that is no more comes in as one edit, on top of what others saved', async () => {
    world.failures = [problem(0)];
    const killed = world.open();
    killed.change(documentOf('first', { description: 'lost' }), label);
    const { kept } = world;
    world.others(documentOf('second'));
    world.log = [];
    const session = world.open(undefined, kept === undefined ? [] : [kept]);
    await world.pass(800);
    expect(world.stored).toEqual(documentOf('second', { description: 'lost' }));
    expect(session.snapshot().history.past.map(({ name }) => name)).toEqual(['recovered']);
    session.undo();
    expect(session.snapshot().history.present).toEqual(documentOf('second'));
  });
  test('knows no edit that says the same', () => {
    const session = world.open();
    session.change(documentOf('first'), label);
    expect([world.log, session.snapshot().history.past]).toEqual([[], []]);
  });
});

test('a merge names the steps that others changed', async () => {
  const machine = (Comment: string): WorkflowDocument['machine'] => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'Charge', States: { Charge: { Type: 'Pass', Comment, End: true } } },
        End: true,
      },
    },
  });
  world.server = { ...world.server, document: documentOf('first', { machine: machine('old') }) };
  const session = world.open();
  session.change(documentOf('mine', { machine: machine('old') }), label);
  world.others(documentOf('first', { machine: machine('new') }));
  await world.pass(800);
  expect(session.snapshot().notice).toMatchObject({ steps: ['Charge'], conflicts: [] });
  expect(world.stored).toEqual(documentOf('mine', { machine: machine('new') }));
});
