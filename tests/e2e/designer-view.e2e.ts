// Looking at the canvas: wheel, trackpad, keys and fingers move and zoom it; notes are read on it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
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

interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}
/** Where the picture is, by what moves it. */
async function viewOf(on = page): Promise<View> {
  const style = (await on.locator('.react-flow__viewport').getAttribute('style')) ?? '';
  const [x = 0, y = 0, zoom = 0] = [...style.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(([number]) => Number(number));
  return { x, y, zoom };
}
/** The view once it does not move any more, after it was another one. */
async function viewAfter(before: View, on = page): Promise<View> {
  await until(async () => !isSame(await viewOf(on), before));
  let last = await viewOf(on);
  await until(async () => {
    const then = last;
    await on.evaluate('new Promise(requestAnimationFrame)');
    last = await viewOf(on);
    return isSame(last, then);
  });
  return last;
}
const isSame = (one: View, other: View): boolean => one.x === other.x && one.y === other.y && one.zoom === other.zoom;

describe('the view', () => {
  beforeAll(async () => {
    await designer.make('view', { First: pass('Second'), Second: pass('Third'), Third: pass() });
    await designer.card('Third').waitFor();
    const { x, y, width, height } = (await designer.canvas().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + width / 2, y + height - 120);
  });

  test('goes along with a wheel or two fingers on a trackpad, and sideways with Shift', async () => {
    const before = await viewOf();
    await page.mouse.wheel(30, 50);
    const moved = await viewAfter(before);
    expect(moved.zoom).toBe(before.zoom);
    expect(moved.x).toBeLessThan(before.x);
    expect(moved.y).toBeLessThan(before.y);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 60);
    await page.keyboard.up('Shift');
    const aside = await viewAfter(moved);
    expect(aside.y).toBe(moved.y);
    expect(aside.x).toBeLessThan(moved.x);
  });

  test('zooms around the pointer with Ctrl and the wheel, and with a pinch, which comes as that', async () => {
    const before = await viewOf();
    const box = (await designer.card('Second').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(at.x, at.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    const near = await viewAfter(before);
    expect(near.zoom).toBeGreaterThan(before.zoom);
    const now = (await designer.card('Second').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    expect(Math.abs(now.x + now.width / 2 - at.x)).toBeLessThan(2);
    // A trackpad sends many small steps with Ctrl held, whatever keys are.
    const pinch = { deltaY: 4, ctrlKey: true, bubbles: true, cancelable: true, clientX: at.x, clientY: at.y };
    for (let step = 0; step < 12; step += 1) await designer.card('Second').dispatchEvent('wheel', pinch);
    expect((await viewAfter(near)).zoom).toBeLessThan(near.zoom);
    // It is the picture that is zoomed, not the page.
    expect(await page.evaluate('visualViewport.scale')).toBe(1);
  });

  test('goes along with the middle button, and with the left one while Space is held', async () => {
    const box = (await designer.canvas().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const from = { x: box.x + 100, y: box.y + box.height - 100 };
    for (const hold of ['middle', 'space'] as const) {
      const before = await viewOf();
      await page.mouse.move(from.x, from.y);
      if (hold === 'space') await page.keyboard.down('Space');
      await page.mouse.down({ button: hold === 'space' ? 'left' : 'middle' });
      await page.mouse.move(from.x + 60, from.y - 40, { steps: 4 });
      await page.mouse.up({ button: hold === 'space' ? 'left' : 'middle' });
      if (hold === 'space') await page.keyboard.up('Space');
      const after = await viewAfter(before);
      expect([Math.round(after.x - before.x), Math.round(after.y - before.y), after.zoom]).toEqual([
        60,
        -40,
        before.zoom,
      ]);
    }
    expect(await designer.selected()).toEqual([]);
  });

  test('is zoomed, fitted and led to what is selected by keys', async () => {
    await designer.line('Second').click();
    await designer.walkTo('canvas');
    const seen: number[] = [];
    let view = await viewOf();
    for (const key of ['+', '-', '-', '0', '2', '1']) {
      await designer.press(key);
      view = await viewAfter(view);
      seen.push(Math.round(view.zoom * 100));
    }
    const [more = 0, less = 0, least = 0, whole, selection, all = 0] = seen;
    expect(more).toBeGreaterThan(less);
    expect(less).toBeGreaterThan(least);
    expect([whole, selection]).toEqual([100, 100]);
    expect(all).toBeLessThan(100);
    for (const name of ['First', 'Third']) await expectSoon(() => designer.card(name).isVisible()).toBe(true);
    await page.getByRole('toolbar', { name: 'Canvas tools' }).getByText(`${all} %`).waitFor();
  });
});

describe('fingers', () => {
  let touch: Page;
  let fingers: CDPSession;

  beforeAll(async () => {
    const storageState = await page.context().storageState();
    const context = await session!.browser.newContext({
      ...{ storageState, hasTouch: true, viewport: { width: 1180, height: 820 } },
    });
    touch = await context.newPage();
    fingers = await context.newCDPSession(touch);
    await touch.goto(page.url());
    await touch.getByRole('group', { name: /, Third, / }).waitFor();
  });
  afterAll(() => touch.context().close());

  const put = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const background = async (): Promise<readonly [number, number]> => {
    const box = (await touch.getByRole('application', { name: 'Workflow canvas' }).boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    return [box.x + box.width / 2, box.y + box.height - 160];
  };

  test('one moves the view and selects nothing', async () => {
    const [x, y] = await background();
    const before = await viewOf(touch);
    await put('touchStart', [x, y]);
    for (const step of [20, 40, 60, 80]) await put('touchMove', [x - step, y - step]);
    await put('touchEnd');
    const after = await viewAfter(before, touch);
    expect(after.x).toBeLessThan(before.x);
    expect(after.zoom).toBe(before.zoom);
    await expectSoon(() => touch.locator('[role=group][aria-current=true]').count()).toBe(0);
  });

  test('two zoom, and a tap selects', async () => {
    const [x, y] = await background();
    const before = await viewOf(touch);
    await put('touchStart', [x - 40, y], [x + 40, y]);
    for (const step of [10, 20, 30, 40]) await put('touchMove', [x - 40 - step, y], [x + 40 + step, y]);
    await put('touchEnd');
    expect((await viewAfter(before, touch)).zoom).toBeGreaterThan(before.zoom);
    const second = touch.getByRole('group', { name: /, Second, / });
    await second.tap();
    await touch.getByRole('complementary', { name: 'Settings of Second' }).waitFor();
    await expectSoon(() => second.getAttribute('aria-current')).toBe('true');
  });
});

describe('a note', () => {
  const note =
    'Finance wants every order above 500 € checked by a person before it is charged. Ask Ada before this is changed.';

  test('is read on the card, in full where somebody looks', async () => {
    await designer.make('notes', { First: pass('Second'), Second: pass() });
    await designer.line('First').click();
    await designer.press('m');
    await page.getByRole('textbox', { name: 'Note' }).fill(note);
    await designer.walkTo('canvas');
    await designer.press('0');
    const chip = designer.card('First').getByText(note);
    await chip.waitFor();
    await expectSoon(() => designer.card('First').getAttribute('aria-description')).toBe(note);
    await designer.line('Second').click();
    const cut = (await chip.boundingBox())?.height ?? 0;
    await designer.card('First').hover();
    await until(async () => ((await chip.boundingBox())?.height ?? 0) > 2 * cut);
    expect(await findViolations(page)).toEqual([]);
    await designer.card('First').hover();
    await takePictures(page, 'designer-note');
  });

  test('is in the outline, and counted under it', async () => {
    await designer
      .line('First')
      .getByRole('img', { name: `Note: ${note}` })
      .waitFor();
    await page.getByText('1 note', { exact: true }).waitFor();
    expect((await designer.stored('notes')).machine.States.First?.Comment).toBe(note);
  });

  test('is told by what is new since the last version', async () => {
    await designer.line('First').click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('v1 is live').waitFor();
    await designer.line('First').click();
    await designer.press('m');
    await page.getByRole('textbox', { name: 'Note' }).fill('Ask Ben.');
    await page.getByRole('link', { name: 'Draft · 1 change' }).click();
    await page.getByRole('button', { name: /^Changed First: note/ }).click();
    await page.getByRole('region', { name: 'Fields of First' }).getByText('Ask Ben.').waitFor();
    await page
      .getByRole('group', { name: /, First, / })
      .nth(1)
      .getByText('Ask Ben.')
      .waitFor();
  });
});

test('the view shows a step that is added at the end with the + behind it, beside the panel that opens', async () => {
  await designer.make('grown', { One: pass('Two'), Two: pass('Three'), Three: pass() });
  await designer.card('Three').click();
  await designer.press('n');
  await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
  await page.keyboard.type('wait');
  await designer.press('Enter');
  await page.getByRole('complementary', { name: 'Settings of Wait' }).waitFor();
  const next = page.getByRole('button', { name: 'Add step after Wait', exact: true });
  await until(async () => {
    const [plus, canvas] = [await next.boundingBox(), await designer.canvas().boundingBox()];
    return plus !== null && canvas !== null && plus.x + plus.width <= canvas.x + canvas.width;
  });
});
