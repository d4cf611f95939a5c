// The mouse on the canvas and in the outline: what is dragged, pulled and boxed, and what is refused with a reason.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { Designer, pass } from './designer.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let designer: Designer;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ complaints, page } = session);
  designer = new Designer(page, session);
});
afterAll(() => session?.end());
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

const plus = (name: string): Locator => page.getByRole('button', { name, exact: true });
const nextOf = async (name: string): Promise<Readonly<Record<string, string | undefined>>> => {
  const { States } = (await designer.stored(name)).machine;
  return Object.fromEntries(Object.entries(States).map(([state, { Next }]) => [state, Next]));
};
const three = { First: pass('Second'), Second: pass('Third'), Third: pass() };

type Point = Readonly<Record<'x' | 'y', number>>;
/** Of what is there by now; it may be gone at once. */
const middleNow = async (target: Locator): Promise<Point | undefined> => {
  const place = await target.boundingBox({ timeout: 500 }).catch(() => null);
  return place === null ? undefined : { x: place.x + place.width / 2, y: place.y + place.height / 2 };
};
const middleOf = async (target: Locator): Promise<Point> => {
  await target.waitFor();
  return (await middleNow(target)) ?? { x: 0, y: 0 };
};
/** Takes the end of a way, which shows itself to who points at the way. A picture that still moves may take it away again. */
async function grab(way: string): Promise<void> {
  const end = page.getByTitle('Drag to another step of the same branch');
  await until(async () => {
    await page.getByRole('group', { name: way }).hover();
    const before = await middleNow(end);
    if (before === undefined) return false;
    await page.mouse.move(before.x, before.y);
    const after = await middleNow(end);
    return after !== undefined && isSamePlace(before, after);
  });
  await page.mouse.down();
}
const isSamePlace = (one: Point, other: Point): boolean => one.x === other.x && one.y === other.y;
/** Pulls the end of a way, with a stop on the way there, as a hand does. */
async function pull(way: string, { x, y }: Point): Promise<void> {
  await grab(way);
  await page.mouse.move(x - 20, y - 20, { steps: 4 });
  await page.mouse.move(x, y, { steps: 2 });
}
/** A place of the canvas where nothing is. */
async function emptyPlace(): Promise<Point> {
  const { x, y, height } = (await designer.canvas().boundingBox()) ?? { x: 0, y: 0, height: 0 };
  return { x: x + 80, y: y + height - 80 };
}

describe('an entry of the connector list', () => {
  const openSide = (name: string): Promise<void> =>
    page.getByRole('radiogroup', { name: 'Steps of the workflow' }).getByText(name).click();

  test('is dropped on a + and stands there, with its panel open', async () => {
    await designer.make('list', { First: pass('Last'), Last: pass() });
    await designer.card('First').waitFor();
    await openSide('Connectors');
    const entry = page.getByRole('region', { name: 'HTTP' }).getByRole('button').first();
    await entry.dragTo(plus('Add step between First and Last'));
    await designer.card('HTTP request').waitFor();
    await page.getByRole('complementary', { name: 'Settings of HTTP request' }).waitFor();
    expect(await nextOf('list')).toEqual({ First: 'HTTP request', 'HTTP request': 'Last', Last: undefined });
  });

  test('is dropped on an open end', async () => {
    await designer.press('Escape', 'Escape');
    await page.getByRole('button', { name: 'Wait', exact: true }).dragTo(plus('Add step after Last'));
    await designer.card('Wait').waitFor();
    expect(await nextOf('list')).toMatchObject({ Last: 'Wait' });
  });

  test('changes nothing anywhere else', async () => {
    const before = await nextOf('list');
    const to = await emptyPlace();
    await page.getByRole('button', { name: 'Wait', exact: true }).hover();
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
    expect(await nextOf('list')).toEqual(before);
    await openSide('Outline');
  });
});

describe('the end of a way', () => {
  test('is pulled onto another step, which is one edit', async () => {
    await designer.make('pull', three);
    await designer.card('Third').waitFor();
    await pull('From First to Second', await middleOf(designer.card('Third')));
    await page.mouse.up();
    await page.getByText('Not connected').first().waitFor();
    expect(await nextOf('pull')).toEqual({ First: 'Third', Second: 'Third', Third: undefined });
    await designer.walkTo('canvas');
    await designer.press('Control+z');
    expect(await nextOf('pull')).toMatchObject({ First: 'Second' });
  });

  test('is let go where nothing is, and a list asks where it shall lead', async () => {
    await pull('From First to Second', await emptyPlace());
    await page.mouse.up();
    const list = page.getByRole('dialog', { name: 'Connect to' });
    await list.getByRole('option', { name: 'Third' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await takePictures(page, 'designer-pulled');
    await list.getByRole('option', { name: 'Third' }).click();
    await page.getByText('Not connected').first().waitFor();
    expect(await nextOf('pull')).toMatchObject({ First: 'Third' });
    await designer.walkTo('canvas');
    await designer.press('Control+z');
  });

  test('stays where it is after Escape, outside of the canvas, and where it led before', async () => {
    await pull('From First to Second', await middleOf(designer.card('Third')));
    await designer.press('Escape');
    await page.mouse.up();
    await pull('From First to Second', await middleOf(designer.line('3 Third')));
    await page.mouse.up();
    await pull('From First to Second', await middleOf(designer.card('Second')));
    await page.mouse.up();
    await expectSoon(() => page.getByRole('dialog').count()).toBe(0);
    expect(await nextOf('pull')).toMatchObject({ First: 'Second' });
    await expectSoon(() => page.getByRole('button', { name: 'Undo', exact: true }).isDisabled()).toBe(true);
  });

  const inner = { StartAt: 'Pack', States: { Pack: pass('Ship'), Ship: pass() } };
  test.each([
    ['a step of another branch', 'After', /can only lead to steps of the same branch/],
    ['its own step', 'Pack', /cannot lead to itself/],
    ['a trigger', 'Called', /No step leads to a trigger/],
  ])('is refused over %s, with the reason', async (...[, name, reason]) => {
    await designer.make(`refused-${name.toLowerCase()}`, {
      Each: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: inner, Next: 'After' },
      After: pass(),
    });
    await designer.card('Ship').waitFor();
    await pull(
      'From Pack to Ship',
      await middleOf(designer.card(name).or(page.getByRole('group', { name: `Trigger, ${name}` }))),
    );
    await page.mouse.up();
    await page.getByText(reason).waitFor();
    const { States } = (await designer.stored(`refused-${name.toLowerCase()}`)).machine;
    expect(States.Each?.ItemProcessor?.States.Pack?.Next).toBe('Ship');
  });
});

describe('a step', () => {
  test('is dragged onto another +, and its neighbours close up', async () => {
    await designer.make('move', three);
    await designer.card('Third').waitFor();
    await designer.card('First').dragTo(plus('Add step between Second and Third'));
    await designer.waitForSteps('Second', 'First', 'Third');
    expect(await nextOf('move')).toEqual({ First: 'Third', Second: 'First', Third: undefined });
    expect((await designer.stored('move')).machine.StartAt).toBe('Second');
    await designer.waitForSelected('First');
  });

  test('takes along what is selected with it, to a place that only comes into view on the way', async () => {
    await designer.line('Second').click();
    await designer.line('First').click({ modifiers: ['Shift'] });
    const room = (await designer.canvas().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const right = room.x + room.width;
    const end = plus('Add step after Third');
    expect((await middleOf(end)).x).toBeGreaterThan(right);
    await designer.card('First').hover();
    await page.mouse.down();
    let nudge = 0;
    await until(async () => {
      nudge = 1 - nudge;
      await page.mouse.move(right - 16 - nudge, room.y + room.height / 2);
      return (await middleOf(end)).x < right - 40;
    });
    await end.hover();
    await page.mouse.up();
    await designer.waitForSteps('Third', 'Second', 'First');
    expect(await nextOf('move')).toEqual({ First: undefined, Second: 'First', Third: 'Second' });
  });

  const reading = {
    Make: pass('Read', { Assign: { order: '{% $states.input %}' } }),
    Read: pass('End', { Output: '{% $order.id %}' }),
    End: pass(),
  };
  const refusal = 'Read reads what Make keeps as $order, and would run without it.';

  test('stays where it is when it would miss what it reads, and the reason names both', async () => {
    await designer.make('reads', reading);
    await designer.card('End').waitFor();
    await designer.card('Make').dragTo(plus('Add step between Read and End'));
    await page.getByText(refusal).first().waitFor();
    expect(await designer.said()).toContain(refusal);
    expect(await nextOf('reads')).toEqual({ Make: 'Read', Read: 'End', End: undefined });
  });

  test('is dragged in the outline behind another, with the same refusal', async () => {
    await designer.line('Make').dragTo(designer.line('Read'));
    await until(async () => (await page.getByText(refusal).count()) > 1);
    await designer.line('End').dragTo(designer.line('Make'));
    await designer.waitForSteps('Make', 'End', 'Read');
    expect(await nextOf('reads')).toEqual({ Make: 'End', End: 'Read', Read: undefined });
  });

  test('is dragged into a loop, and out of it', async () => {
    const inner = { StartAt: 'Pack', States: { Pack: pass() } };
    await designer.make('loop', {
      Each: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: inner, Next: 'After' },
      After: pass('Last'),
      Last: pass(),
    });
    const inside = async (): Promise<readonly string[]> =>
      Object.keys((await designer.stored('loop')).machine.States.Each?.ItemProcessor?.States ?? {});
    await designer.card('Last').waitFor();
    await designer.card('After').dragTo(plus('Add step after Pack'));
    await designer.waitForSteps('Each', 'Pack', 'After', 'Last');
    expect(await inside()).toEqual(['Pack', 'After']);
    expect(await nextOf('loop')).toEqual({ Each: 'Last', Last: undefined });
    await designer.line('After').dragTo(designer.line('Last'));
    await designer.waitForSteps('Each', 'Pack', 'Last', 'After');
    expect(await inside()).toEqual(['Pack']);
    expect(await nextOf('loop')).toEqual({ Each: 'Last', Last: 'After', After: undefined });
  });
});

describe('a box', () => {
  /** Draws a box around cards. */
  async function drawAround(first: string, last: string): Promise<void> {
    const from = await designer.card(first).boundingBox();
    const to = await designer.card(last).boundingBox();
    if (from === null || to === null) throw new Error('The cards are not on the screen.');
    await page.mouse.move(from.x - 12, from.y - 40);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width / 2, to.y + to.height + 40, { steps: 4 });
  }

  test('selects what it goes over; with Shift it adds; a click on nothing selects nothing', async () => {
    await designer.make('box', { First: pass('Second'), Second: pass('Third'), Third: pass('Fourth'), Fourth: pass() });
    await designer.card('Fourth').waitFor();
    await drawAround('Second', 'Third');
    await page.mouse.up();
    await designer.waitForSelected('Second', 'Third');
    await page.keyboard.down('Shift');
    await drawAround('Fourth', 'Fourth');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await designer.waitForSelected('Second', 'Third', 'Fourth');
    const { x, y } = await emptyPlace();
    await page.mouse.click(x, y);
    await designer.waitForSelected();
  });
});
