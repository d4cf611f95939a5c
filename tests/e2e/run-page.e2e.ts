// One run that is large in every way: many items, several attempts, a long wait, and a value that no page reads along.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findFreePort } from '@millrace/testing';
import { takePictures } from './browser.ts';
import { expectSoon } from './expect-soon.ts';
import { findViolations } from './find-violations.ts';
import type { Api } from './owner.ts';
import { startOwnerSession, type OwnerSession } from './owner-session.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;
let runId: unknown;

beforeAll(async () => {
  session = await startOwnerSession({ MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
  ({ api, complaints, page, url } = session);
  const nobody = `http://127.0.0.1:${await findFreePort()}/`;
  const document = {
    ...{ millrace: 1, name: 'large', triggers: { api: { type: 'call' } } },
    machine: {
      ...{ QueryLanguage: 'JSONata', StartAt: 'Each order' },
      States: {
        'Each order': {
          ...{ Type: 'Map', Items: '{% [0..249] %}', ToleratedFailureCount: 5, MaxConcurrency: 1, Next: 'Pause' },
          ItemProcessor: {
            StartAt: 'Check',
            States: {
              Check: {
                ...{ Type: 'Pass', End: true },
                Output: '{% $states.input in [7, 180] ? $error("no stock") : {"order": $states.input} %}',
              },
            },
          },
        },
        Pause: { Type: 'Wait', Seconds: 3, Next: 'Grow' },
        Grow: { Type: 'Pass', Output: '{% {"text": $pad("", 200000, "x")} %}', Next: 'Tell' },
        Tell: {
          ...{ Type: 'Task', Resource: 'connector:http/request', End: true },
          Arguments: { method: 'POST', url: nobody, body: { note: 'done' } },
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 }],
        },
      },
    },
  };
  await api('POST', '/workflows', { body: document });
  await api('POST', '/workflows/large/publish', { body: {} });
  ({ runId } = await api('POST', '/workflows/large/runs?wait=60', {
    body: { input: { list: '3'.repeat(3_500_000) } },
  }));
}, 120_000);
afterAll(() => session?.end());

const steps = () => page.getByRole('listbox', { name: 'Steps' });
const open = async (search = ''): Promise<void> => {
  await page.goto(`${url}/w/default/runs/${String(runId)}${search}`);
  await steps().waitFor();
};

test('attempts stand below the step that is looked at, and the wait is drawn short', async () => {
  await open('?step=Tell');
  await steps().getByText('Attempt 3').waitFor();
  await expectSoon(() => steps().getByText('Attempt 1').count()).toBe(1);
  await expectSoon(() => page.getByText('Retry delay').count()).toBe(1);
  await takePictures(page, 'run-attempts');
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('each request of a step, with what became of it', async () => {
  await open('?step=Tell');
  await page.getByRole('tab', { name: 'HTTP 3' }).click();
  const requests = page.getByRole('list', { name: 'HTTP requests' }).locator(':scope > li');
  await expectSoon(() => requests.count()).toBe(3);
  await requests.first().getByText('ECONNREFUSED').waitFor();
  await takePictures(page, 'run-http-refused');
  expect(await findViolations(page)).toEqual([]);
});

test('of many items a page is shown, the next one, one that is named, or those that failed', async () => {
  await open('?step=Each%20order');
  await page.getByText('0 – 99 of 250').waitFor();
  await page.getByRole('button', { name: 'Items after' }).click();
  await page.getByText('100 – 199 of 250').waitFor();
  await page.getByRole('textbox', { name: 'Go to item' }).fill('249');
  await page.keyboard.press('Enter');
  await page.getByText('200 – 249 of 250').waitFor();
  await page.getByRole('checkbox', { name: 'Only failed (2)' }).check();
  await steps().getByText('[180]').waitFor();
  await expectSoon(() => steps().getByRole('option').count()).toBe(6);
  await takePictures(page, 'run-items');
  expect(await findViolations(page)).toEqual([]);
});

test('the waterfall is narrowed to what failed, down to a level, and to a part of the time', async () => {
  await open();
  const tools = page.getByRole('toolbar', { name: 'What the waterfall shows' });
  const rows = steps().getByRole('option');
  await tools.getByRole('checkbox', { name: 'Only failed', exact: true }).check();
  await rows.getByText('Pause').waitFor({ state: 'detached' });
  await expectSoon(() => rows.count()).toBe(3);
  await steps().press('e');
  await tools.getByRole('checkbox', { name: 'Only failed', exact: true, checked: false }).waitFor();
  await steps().press('0');
  await rows.getByText('Check').first().waitFor({ state: 'detached' });
  await expectSoon(() => rows.count()).toBe(4);
  await steps().press('9');
  const whole = tools.getByRole('button', { name: 'Whole run' });
  await steps().press('+');
  await whole.click();
  await whole.waitFor({ state: 'detached' });
  const { x = 0, y = 0, width = 0 } = (await page.getByText('0 ms', { exact: true }).first().boundingBox()) ?? {};
  await page.mouse.move(x + width + 40, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + width + 140, y + 8, { steps: 4 });
  await page.mouse.up();
  await whole.waitFor();
  await takePictures(page, 'run-zoomed');
  expect(await findViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('large values are read when somebody wants to see them', async () => {
  const read: string[] = [];
  page.on('response', (response) => read.push(response.url()));
  const payloads = (): readonly string[] => read.filter((address) => address.includes('/payloads/'));
  await open('?step=Grow');
  await page.getByRole('tab', { name: 'Diff' }).click();
  await page.getByText('too large to be compared').waitFor();
  await page.getByRole('tab', { name: 'Output' }).click();
  await page.getByText('200.0 kB of JSON').waitFor();
  expect(payloads()).toEqual([]);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('tree', { name: 'Output' }).waitFor();
  await page.getByRole('tab', { name: 'Payload' }).click();
  await page.getByText('3.5 MB of JSON').waitFor();
  expect(payloads()).toHaveLength(1);
  const download = page.waitForEvent('download');
  await page.getByRole('tabpanel', { name: 'Payload' }).getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe(`${String(runId)}-input.json`);
  await page.getByRole('tree', { name: 'Input' }).waitFor();
  expect(complaints).toEqual([]);
});

test('what a step changed is told member by member', async () => {
  await open('?step=Each%20order');
  await steps()
    .getByRole('option', { name: /\[0\]\s*Check/ })
    .click();
  await page.getByRole('tab', { name: 'Diff' }).click();
  await page.getByRole('tabpanel', { name: 'Diff' }).getByText('order').waitFor();
});
