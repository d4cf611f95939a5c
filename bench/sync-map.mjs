// 50 callers post 1 KB to a workflow that maps five fields, branches and answers: every answer is durable before it goes.
export const name = 'sync-map';
export const seconds = 20;
export const connections = 50;

export const document = {
  millrace: 1,
  name: 'bench-sync-map',
  triggers: { call: { type: 'webhook', path: 'bench-sync-map', respond: 'result' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Map fields',
    States: {
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
    },
  },
};

export const body = JSON.stringify({
  id: 'A-1042',
  customer: { name: 'Ada Lovelace', address: { street: 'St James’s Square 12', city: 'London', country: 'GB' } },
  lines: Array.from({ length: 6 }, (_, index) => ({ sku: `SKU-${index}`, quantity: index + 1, price: 9.5 + index })),
  note: 'x'.repeat(500),
});
