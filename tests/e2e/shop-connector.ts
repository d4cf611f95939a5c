import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { packConnector } from '@millrace/connector-package';

const CODE = `
import { action, defineConnector, t } from '@millrace/connector-sdk';
const text = (title, contentMediaType) => t.Optional(t.String({ title, contentMediaType }));
const order = t.Object({ id: t.String({ title: 'Order ID', description: 'What the shop calls it.' }) });
const keyed = { effects: 'write', idempotency: { none: 'The shop does it again.' } };
export default defineConnector({
  name: 'shop', title: 'Shop', description: 'Orders of a shop.', categories: ['test'],
  permissions: { hosts: [] },
  actions: {
    create_order: action({
      ...keyed, title: 'Create an order', description: 'Puts an order into the books.',
      input: t.Object({
        customer: t.String({ title: 'Customer', description: 'Who pays.' }),
        query: text('Report', 'application/sql'), mail: text('Mail', 'text/html'),
        script: text('Script', 'text/javascript'), extra: text('Extra', 'application/json'),
      }),
      output: order, sample: { id: 'o-1' },
      compensate: { action: 'cancel_order', arguments: { id: '{% $states.result.id %}' } },
      run: async () => ({ id: 'o-1' }),
    }),
    cancel_order: action({
      ...keyed, title: 'Cancel an order', description: 'Takes it out again.',
      input: order, output: t.Object({}), sample: {},
      run: async () => ({}),
    }),
  },
});
`;

/** A connector whose action may be undone, and whose texts are of languages; as a package to be published. */
export async function packShop(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-shop-'));
  const files = {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', type: 'module' }),
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 8h16v12H4z"/></svg>',
    'README.md': '# shop\n',
    'CHANGELOG.md': '# Changelog\n\n## 1.0.0\n',
    LICENSE: 'None.\n',
    'src/index.ts': CODE,
  };
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return (await packConnector({ folder })).tarball;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
