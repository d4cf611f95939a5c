import { webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';

const ITEMS = 1000;
const connections = 1;
/** 170 kB. */
const body = JSON.stringify({
  items: Array.from({ length: ITEMS }, (_, index) => ({
    id: `A-${1000 + index}`,
    customer: { name: 'Ada Lovelace', city: 'London' },
    quantity: (index % 7) + 1,
    price: 9.5 + (index % 13),
    note: 'n'.repeat(66),
  })),
});

export const map1000 = {
  number: 'B4',
  name: 'map-1000',
  title: 'A thousand items through one mapping',
  measures:
    'How long one call with a large body takes: reading it, one expression over all items, keeping and answering it.',
  setUp: 'One connection posts an array of 1,000 items (170 kB); one expression maps each to an object of five fields.',
  peers: 'n8n, p50: 3,330 ms (487 ms with its older engine) in its field-mapping step, 73–100 ms in one code step',
  yardstick: { body, connections },
  rate: 'perSecond',
  isCounted: true,
  targets: [
    { figure: 'perSecond', atLeast: 60 },
    { figure: 'p50Ms', below: 15 },
  ],
  open: (bench) =>
    openServer(bench, {
      document: () =>
        webhookDocument({
          name: 'bench-map-1000',
          respond: 'result',
          states: {
            'Map items': {
              Type: 'Pass',
              Output:
                '{% $states.input.body.items.{ "id": id, "customer": customer.name, "city": customer.city, "total": quantity * price, "note": note } %}',
              End: true,
            },
          },
        }),
    }),
  async round({ url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds });
    const { requests, perSecond, p50Ms, p99Ms, failures } = load;
    return { runs: requests, perSecond, p50Ms, p99Ms, failures };
  },
};
