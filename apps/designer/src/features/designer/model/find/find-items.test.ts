import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { findItems, stepMatch } from './find-items.ts';
import { readFindQuery } from './find-query.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: {
    placed: { type: 'webhook', path: 'orders' },
    mail: { type: 'connector', use: 'imap/new_message', connection: 'shop-mail' },
  },
  settings: { skip: ['Upsert deal'] },
  machine: {
    StartAt: 'Get customer',
    States: {
      'Get customer': {
        Type: 'Task',
        Resource: 'connector:http/request',
        Credentials: { Connection: 'crm-api' },
        Arguments: { url: '{% "/customers/" & $states.input.body.id %}' },
        Assign: { customer: '{% $states.result.body %}' },
        Comment: 'Ask Operations before changing the address.',
        Next: 'Each line',
      },
      'Each line': {
        Type: 'Map',
        Items: '{% $customer.lines %}',
        ItemProcessor: {
          StartAt: 'Upsert deal',
          States: {
            'Upsert deal': {
              Type: 'Task',
              Resource: 'connector:crm/upsert_deal',
              Arguments: { amount: 25, price: '{% $customer.price %}' },
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
};
const find = (text: string): readonly string[] =>
  findItems(document, readFindQuery(text), {
    problems: { 'Upsert deal': 2, 'trigger:placed': 1 },
    pinned: new Set(['Get customer']),
    kindOf: ({ Type }) => (Type === 'Map' ? 'For each' : 'Some connector · Some action'),
    titleOf: ({ type }) => (type === 'webhook' ? 'Webhook' : 'App event'),
  });

describe('a search finds', () => {
  test.each([
    ['nothing without words', '', []],
    ['names, in whatever case', 'CUSTOMER', ['Get customer', 'Each line', 'Upsert deal']],
    ['by all of its words', 'get customer', ['Get customer']],
    ['texts with blanks in quotes', '"get customer"', ['Get customer']],
    ['also while the second quote is not there yet', '"get cust', ['Get customer']],
    ['notes', 'operations', ['Get customer']],
    ['expressions', '$states.input', ['Get customer']],
    ['connectors by resource', 'crm/upsert', ['Upsert deal']],
    ['what a card says', '"for each"', ['Each line']],
    ['settings that are numbers', '25', ['Upsert deal']],
    ['triggers by id, words and settings', 'webhook', ['trigger:placed']],
    ['what stands inside of a loop by itself alone', 'amount deal', []],
    ['problems', 'is:invalid', ['trigger:placed', 'Upsert deal']],
    ['skipped steps', 'is:skipped', ['Upsert deal']],
    ['pinned steps', 'is:pinned', ['Get customer']],
    ['steps and triggers of a connection', 'uses:crm', ['Get customer']],
    ['a connection of a trigger', 'uses:shop-mail', ['trigger:mail']],
    ['readers of a variable', 'reads:customer', ['Each line', 'Upsert deal']],
    ['readers of a variable with its dollar', 'reads:$customer', ['Each line', 'Upsert deal']],
    ['no reader of a variable that begins alike', 'reads:custom', []],
    ['types of states', 'type:map', ['Each line']],
    ['types in the words of the product', 'type:"for each"', ['Each line']],
    ['connectors as types', 'type:http', ['Get customer']],
    ['types of triggers', 'type:webhook', ['trigger:placed']],
    ['what meets all of its conditions', 'type:task is:invalid price', ['Upsert deal']],
  ])('%s', (...[, text, expected]) => {
    expect(find(text)).toEqual(expected);
  });
});

describe('a filter', () => {
  test.each([
    ['that nobody knows is said', 'is:green deal', ['is:green'], 1],
    ['that is being typed searches for nothing yet', 'uses:', [], 0],
    ['of another kind is a word', 'https://crm', [], 1],
  ])('%s', (...[, text, unknown, count]) => {
    const query = readFindQuery(text);
    expect([query.unknown, query.terms.length]).toEqual([unknown, count]);
  });
});

test.each([
  [['A', 'B'], undefined, 1, 'A'],
  [['A', 'B'], undefined, -1, 'B'],
  [['A', 'B'], 'elsewhere', 1, 'A'],
  [['A', 'B'], 'A', 1, 'B'],
  [['A', 'B'], 'B', 1, 'A'],
  [['A', 'B'], 'A', -1, 'B'],
  [[], 'A', 1, undefined],
] as const)('of %j from %s by %i comes %s', (...[found, current, direction, expected]) => {
  expect(stepMatch(found, current, direction)).toBe(expected);
});
