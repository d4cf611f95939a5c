// What several workloads share: an order of 1 KB, and workflows that do something with it.

/** A workflow behind a webhook whose path is its name. States in order; the first one begins. */
export function webhookDocument({ name, respond, states }) {
  return {
    millrace: 1,
    name,
    triggers: { call: { type: 'webhook', path: name, respond } },
    machine: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states },
  };
}

export const ORDER = {
  id: 'A-1042',
  customer: { name: 'Ada Lovelace', address: { street: 'St James’s Square 12', city: 'London', country: 'GB' } },
  lines: Array.from({ length: 6 }, (_, index) => ({ sku: `SKU-${index}`, quantity: index + 1, price: 9.5 + index })),
  note: 'x'.repeat(500),
};

/** Maps five fields and decides. */
export const MAP_AND_DECIDE = {
  'Map fields': {
    Type: 'Pass',
    Output: {
      id: '{% $states.input.body.id %}',
      customer: '{% $states.input.body.customer.name %}',
      city: '{% $states.input.body.customer.address.city %}',
      total: '{% $sum($states.input.body.lines.(quantity * price)) %}',
      lines: '{% $count($states.input.body.lines) %}',
    },
    Next: 'Large?',
  },
  'Large?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.total > 100 %}', Next: 'Large' }],
    Default: 'Small',
  },
  Large: { Type: 'Pass', Output: { size: 'large', order: '{% $states.input %}' }, End: true },
  Small: { Type: 'Pass', Output: { size: 'small', order: '{% $states.input %}' }, End: true },
};

/** A task that posts something small to an address. `more`: further arguments. */
export function callTask(url, rest = { End: true }, more = {}) {
  return {
    Type: 'Task',
    Resource: 'connector:http/request',
    Arguments: {
      method: 'POST',
      url,
      body: { order: '{% $states.input.body.id %}' },
      idempotencyHeader: 'Idempotency-Key',
      ...more,
    },
    ...rest,
  };
}
