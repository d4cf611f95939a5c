import { action, FatalError, t, type JsonValue } from '@millrace/connector-sdk';

const Headers = t.Record(t.String(), t.String(), {
  title: 'Headers',
  description: 'Header name and value.',
  'x-ui': { advanced: true, control: 'keyValue' },
});

/** A workflow must not take over the browser of whoever follows a link. */
const LOCATION = /^https?:\/\//i;

/** Answers the caller who waits; the run goes on. */
export const respond = action({
  title: 'Respond',
  description: 'Answers the webhook call that started the run. The run goes on after it.',
  effects: 'read',
  input: t.Object(
    {
      status: t.Optional(
        t.Integer({
          title: 'Status',
          description: 'HTTP status, 200 unless set.',
          minimum: 200,
          maximum: 599,
          default: 200,
        }),
      ),
      body: t.Optional(
        t.Any({
          title: 'Body',
          description: 'What the caller gets, as JSON; a text goes out as it is.',
          'x-ui': { control: 'json' },
        }),
      ),
      headers: t.Optional(Headers),
    },
    {
      additionalProperties: false,
      examples: [{}, { status: 201, body: { orderId: 'A-1042' } }, { body: 'Thank you', headers: { 'x-ref': '7' } }],
      'x-antiExamples': [
        { value: { status: 100 }, because: 'an interim status ends no call' },
        { value: { headers: { 'x-ref': 7 } }, because: 'a header is text' },
      ],
    },
  ),
  output: t.Object({ status: t.Integer(), headers: t.Record(t.String(), t.String()), body: t.Any() }),
  sample: { status: 200, headers: {}, body: { accepted: true } },
  run(_context, { status = 200, headers = {}, body = null }) {
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const location = lower.location;
    if (location !== undefined && !LOCATION.test(location))
      throw new FatalError('A Location header must be an http or https URL.');
    return { status, headers: lower, body: body as JsonValue };
  },
});
