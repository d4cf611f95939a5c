import { matchesPayload, type RunPayload } from './match-payload.ts';
import { parseRunQuery, selectRuns } from './parse-run-query.ts';

const payload: RunPayload = {
  input: {
    body: { email: 'ana@x.io', amount: 100, paid: true, note: null, zip: '100', at: '2026-11-29T10:00:00Z' },
    items: [{ sku: 'A' }, { sku: 'B' }],
    tags: ['new', 7],
    token: 'Bearer [redacted]',
    ['__proto__x']: 1,
  },
  output: { total: 5 },
  steps: [
    { step: 'Charge card', output: { amount: 90 }, texts: ['The bank said: card declined'] },
    { step: 'Charge card', output: { amount: 120 } },
  ],
};
const matches = (text: string): boolean =>
  matchesPayload(payload, selectRuns(parseRunQuery(text), 0).selection.payload);

test.each<readonly [string, boolean]>([
  ['input.body.email:"ana@x.io"', true],
  ['input.body.email:ana@x.io', true],
  ['input.body.email:ana', false],
  ['-input.body.email:ana', true],
  ['input.body.amount:100', true],
  ['input.body.amount:1e2', true],
  ['input.body.amount:"100"', false],
  ['input.body.zip:"100"', true],
  ['input.body.zip:100', true],
  ['input.body.amount:>99.5', true],
  ['input.body.amount:>100', false],
  ['input.body.amount:>=100', true],
  ['input.body.zip:>5', false],
  ['input.body.at:>2026-11-28', true],
  ['input.body.at:<2026-11-28', false],
  ['input.body.paid:true', true],
  ['input.body.paid:"true"', false],
  ['input.body.note:null', true],
  ['input.body.note:*', true],
  ['input.body.missing:*', false],
  ['-input.body.missing:*', true],
  ['input.body.email.length:8', false],
  ['input.constructor:*', false],
  ['input.body.email:bo@x.io,ana@x.io', true],
  ['input.items.1.sku:B', true],
  ['input.items.*.sku:B', true],
  ['input.items.*.sku:C', false],
  ['input.tags:new', true],
  ['input.tags:7', true],
  ['output.total:<=5', true],
  ['steps."Charge card".output.amount:>100', true],
  ['steps."Charge card".output.amount:>200', false],
  ['steps.Other.output.amount:>100', false],
  ['text:"CARD declined"', true],
  ['text:ana@', true],
  ['text:120', true],
  ['text:sku', false],
  ['input.token:*', false],
  ['text:redacted', false],
  ['text:bearer', false],
])('%s: %s', (text, isMatch) => {
  expect(matches(text)).toBe(isMatch);
});
