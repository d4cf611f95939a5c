// What is measured: an expression, what it runs on, and the same written by hand in JavaScript, as the limit.
const order = {
  id: 'A-1042',
  placedAt: '2030-01-31T12:00:00Z',
  customer: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    address: { city: 'London', zip: 'W1' },
  },
  currency: 'EUR',
  net: 40,
  tax: 8,
  isPaid: true,
  lines: [{ sku: 'x-1', quantity: 2, price: 12.5 }],
};
const items = Array.from({ length: 1000 }, (_, index) => ({
  id: index,
  name: `name ${(index * 7919) % 1000}`,
  price: ((index * 7919) % 1000) / 4,
  quantity: index % 7,
}));
const states = { input: { order, items } };

export const bindings = { states };

export const WORKLOADS = [
  {
    name: 'ten-field mapping',
    target: 25,
    expression: `{
      "id": $states.input.order.id,
      "date": $states.input.order.placedAt,
      "name": $states.input.order.customer.firstName & ' ' & $states.input.order.customer.lastName,
      "email": $states.input.order.customer.email,
      "city": $states.input.order.customer.address.city,
      "zip": $states.input.order.customer.address.zip,
      "currency": $states.input.order.currency,
      "total": $states.input.order.net + $states.input.order.tax,
      "status": $states.input.order.isPaid ? 'paid' : 'open',
      "sku": $states.input.order.lines[0].sku
    }`,
    byHand: ({ states: { input } }) => ({
      id: input.order.id,
      date: input.order.placedAt,
      name: `${input.order.customer.firstName} ${input.order.customer.lastName}`,
      email: input.order.customer.email,
      city: input.order.customer.address.city,
      zip: input.order.customer.address.zip,
      currency: input.order.currency,
      total: input.order.net + input.order.tax,
      status: input.order.isPaid ? 'paid' : 'open',
      sku: input.order.lines[0].sku,
    }),
  },
  {
    name: '$map over 1,000 items',
    target: 10,
    expression: '$map($states.input.items, function($item) { $item.price * $item.quantity })',
    byHand: ({ states: { input } }) => input.items.map((item) => item.price * item.quantity),
  },
  {
    name: '$filter over 1,000 items',
    target: 10,
    expression: '$filter($states.input.items, function($item) { $item.price > 100 })',
    byHand: ({ states: { input } }) => input.items.filter((item) => item.price > 100),
  },
  {
    name: '$sort over 1,000 items',
    target: 10,
    expression: '$sort($states.input.items, function($left, $right) { $left.price > $right.price })',
    byHand: ({ states: { input } }) => input.items.toSorted((left, right) => left.price - right.price),
  },
  {
    name: 'plain path',
    target: 10,
    expression: '$states.input.order.customer.address.city',
    byHand: ({ states: { input } }) => input.order.customer.address.city,
  },
  {
    name: 'sum over 1,000 items',
    expression: '$sum($states.input.items.(price * quantity))',
    byHand: ({ states: { input } }) => input.items.reduce((sum, item) => sum + item.price * item.quantity, 0),
  },
  {
    name: 'predicate over 1,000 items',
    expression: '$states.input.items[price > 100].name',
    byHand: ({ states: { input } }) => input.items.filter((item) => item.price > 100).map((item) => item.name),
  },
  {
    name: 'order-by over 1,000 items',
    expression: '$states.input.items^(name)',
    byHand: ({ states: { input } }) =>
      input.items.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)),
  },
  {
    name: 'group over 1,000 items',
    expression: '$states.input.items{$string(quantity): $sum(price)}',
    byHand: ({ states: { input } }) => {
      const sums = {};
      for (const { quantity, price } of input.items) sums[quantity] = (sums[quantity] ?? 0) + price;
      return sums;
    },
  },
  {
    name: '$reduce over 1,000 items',
    expression: '$reduce($states.input.items, function($sum, $item) { $sum + $item.quantity }, 0)',
    byHand: ({ states: { input } }) => input.items.reduce((sum, item) => sum + item.quantity, 0),
  },
  {
    name: 'objects from 1,000 items',
    expression: '$states.input.items.{"sku": id, "label": name & " (" & quantity & ")"}',
    byHand: ({ states: { input } }) =>
      input.items.map((item) => ({ sku: item.id, label: `${item.name} (${item.quantity})` })),
  },
  {
    name: 'condition',
    expression: "$states.input.order.net > 10 and $states.input.order.currency = 'EUR'",
    byHand: ({ states: { input } }) => input.order.net > 10 && input.order.currency === 'EUR',
  },
];
