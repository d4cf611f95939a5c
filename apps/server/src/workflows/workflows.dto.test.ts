import { toTriggerSummaries } from './workflows.dto.ts';

const document = {
  triggers: {
    shop: { type: 'webhook', path: 'orders' },
    ask: { type: 'form', path: 'contact' },
    nightly: { type: 'schedule', everySeconds: 60 },
    by: { type: 'call' },
    mail: { type: 'connector', use: 'mail/new_message' },
    half: { type: 'webhook' },
    odd: null,
    unknown: { type: 'pigeon' },
  },
};

test('every kind of trigger is told of, and what cannot be read is left out', () => {
  expect(toTriggerSummaries(document, undefined)).toEqual([
    { id: 'shop', type: 'webhook', path: 'orders' },
    { id: 'ask', type: 'form', path: 'contact' },
    { id: 'nightly', type: 'schedule' },
    { id: 'by', type: 'call' },
    { id: 'mail', type: 'connector' },
  ]);
});

test('those that are answered at an address say which', () => {
  const summaries = toTriggerSummaries(document, ({ type, path }) => `https://x.test/${type}/${path}`);
  expect(summaries.map(({ url }) => url)).toEqual([
    'https://x.test/webhook/orders',
    'https://x.test/form/contact',
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([null, {}, { triggers: [] }, { triggers: 'no' }])('a draft may be anything: %j', (draft) => {
  expect(toTriggerSummaries(draft, undefined)).toEqual([]);
});
