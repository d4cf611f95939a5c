import type { RawEntry } from './raw-archive.ts';

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16" stroke="currentColor"/></svg>';
export const SOURCE = 'export default { sdk: 1, name: "desk", actions: {} };\n';

/** A manifest that needs no code. */
export function aManifest(changes: object = {}): object {
  return {
    ...{ format: 1, sdk: 1, name: 'desk', version: '1.0.0', title: 'Desk', description: 'Tickets.' },
    categories: ['support'],
    permissions: { hosts: ['desk.example.com'], sockets: [], secrets: false, memoryMiB: 256 },
    ...{ errors: {}, auth: {}, options: [], schemas: [], triggers: {}, tables: {} },
    actions: {
      get_ticket: {
        title: 'Get a ticket',
        effects: 'read',
        input: { type: 'object', properties: {}, additionalProperties: false },
        output: { type: 'object' },
        sample: {},
        http: { request: { method: 'GET', path: '/ticket' } },
      },
    },
    ...changes,
  };
}

/** The files of a sound package, some of them others: `undefined` leaves one out. */
export function packageEntries(changes: Readonly<Record<string, string | undefined>> = {}): readonly RawEntry[] {
  const files: Record<string, string | undefined> = {
    'package.json': JSON.stringify({ name: 'desk', version: '1.0.0', type: 'module' }),
    'manifest.json': JSON.stringify(aManifest()),
    'icon.svg': ICON,
    'README.md': '# Desk\n',
    'CHANGELOG.md': '# Changes\n',
    LICENSE: 'Apache-2.0\n',
    ...changes,
  };
  return Object.entries(files).flatMap(([name, content]) =>
    content === undefined ? [] : [{ name: `package/${name}`, content }],
  );
}
