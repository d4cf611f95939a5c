// A step is put between two others and a field of it mapped.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { takePictures } from '../browser.ts';
import { Designer } from '../designer.ts';
import type { Api } from '../owner.ts';
import { startOwnerSession, type OwnerSession } from '../owner-session.ts';
import { Interactions } from './interactions.ts';

let session: OwnerSession | undefined;
let page: Page;
let complaints: string[];
let url: string;
let api: Api;

beforeAll(async () => {
  session = await startOwnerSession();
  ({ api, complaints, page, url } = session);
});
afterAll(() => session?.end());

/** A chat with one action, whose first empty field that must be filled is the text. */
const chat = {
  ...{ openapi: '3.0.3', info: { title: 'Slack', version: '1' }, servers: [{ url: 'https://chat.example' }] },
  paths: {
    '/messages': {
      post: {
        operationId: 'post_message',
        summary: 'Post a message',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['text'],
                properties: { text: { type: 'string', title: 'Text' }, channel: { type: 'string', title: 'Channel' } },
              },
            },
          },
        },
        responses: { 200: { description: 'Posted.' } },
      },
    },
  },
};

test('takes three interactions', async () => {
  const made = await page.request.post(`${url}/api/v1/connectors/openapi`, {
    headers: { origin: url },
    data: {
      document: JSON.stringify(chat),
      overlay: { name: 'slack', title: 'Slack', description: 'A chat.', version: '1.0.0' },
      promote: true,
    },
  });
  expect(made.status()).toBe(201);
  const Arguments = { method: 'GET', url: 'https://crm.example/orders' };
  const States = { 'HTTP request': { Type: 'Task', Resource: 'connector:http/request', Arguments, End: true } };
  const body = { type: 'object', properties: { email: { type: 'string' } } };
  const designer = new Designer(page, { url, api });
  await designer.make('greet', States, { triggers: { hook: { type: 'webhook', path: 'greet', body } } });
  await designer.card('HTTP request').waitFor();
  const act = new Interactions(page);
  await act.click('button', 'Add step between Webhook and HTTP request');
  await page.getByRole('searchbox', { name: 'Search steps' }).waitFor();
  await act.type('slack post');
  await page.getByRole('option', { name: /Post a message/ }).waitFor();
  await act.press('Enter');
  await designer.card('Post a message').waitFor();
  await page.locator('[data-path$="/text"] :focus').waitFor();
  await act.click('treeitem', /^email/);
  await page.getByText('Webhook › body › email').waitFor();
  await takePictures(page, 'journey-inserted');
  act.expectAtMost(3);
  const { machine } = await designer.stored('greet');
  expect([machine.StartAt, machine.States['Post a message']?.Next]).toEqual(['Post a message', 'HTTP request']);
  expect(JSON.stringify(machine.States['Post a message'])).toContain('email');
  expect(complaints).toEqual([]);
});
