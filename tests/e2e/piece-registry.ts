import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const PIECE = '@activepieces/piece-tiny';
export const PIECE_VERSION = '1.2.3';

/** A registry of npm on this machine, with one piece that has been published just now. */
export interface PieceRegistry {
  /** What the server needs to be set to. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Its rows have the columns of their sheet, which only the piece knows. */
const CODE = `const text = (displayName) => ({ type: 'SHORT_TEXT', displayName, required: false });
const SHEETS = { people: { name: text('Name'), email: text('Email') }, places: { name: text('Name'), town: text('Town') } };
const sheet = {
  type: 'DROPDOWN', displayName: 'Sheet', required: true, refreshers: [],
  options: async () => ({ options: ['people', 'places', 'locked'].map((value) => ({ label: 'The ' + value, value })) }),
};
const values = {
  type: 'DYNAMIC', displayName: 'Values', required: true, refreshers: ['sheet'],
  props: async ({ sheet }) => {
    if (SHEETS[sheet] === undefined) throw new Error('This sheet is locked.');
    return SHEETS[sheet];
  },
};
const place = {
  type: 'STATIC_DROPDOWN', displayName: 'Place', required: false, options: { options: [{ label: 'At the top', value: 'top' }, { label: 'At the end', value: 'end' }] },
};
exports.tiny = {
  displayName: 'Tiny', description: 'A piece of a test.', logoUrl: '', categories: ['CORE'],
  getContextInfo: () => ({ version: '2' }), _actions: {}, _triggers: {}, triggers: () => ({}),
  actions: () => ({
    listThings: { name: 'listThings', displayName: 'List things', description: '', props: {}, run: async () => [] },
    addRow: {
      name: 'addRow', displayName: 'Add a row', description: '', props: { sheet, values, place },
      run: async ({ propsValue }) => propsValue,
    },
  }),
};`;

async function pack(folder: string): Promise<Buffer> {
  const facts = { name: PIECE, version: PIECE_VERSION, main: './index.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(facts));
  writeFileSync(join(folder, 'index.js'), CODE);
  const { stdout } = await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--json'], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return readFileSync(join(folder, filename));
}

/** Starts it on a free port. */
export async function startPieceRegistry(): Promise<PieceRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-registry-'));
  const tarball = await pack(folder);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server: Server = createServer((request, response) => {
    if (request.url === '/tiny.tgz') {
      response.end(tarball);
      return;
    }
    const isKnown = decodeURIComponent(request.url ?? '') === `/${PIECE}`;
    const dist = { tarball: `${url}/tiny.tgz`, integrity };
    const versions = { [PIECE_VERSION]: { name: PIECE, version: PIECE_VERSION, main: './index.js', dist } };
    const known = { name: PIECE, 'dist-tags': { latest: PIECE_VERSION }, versions, time };
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? known : { error: 'not found' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const time = { [PIECE_VERSION]: new Date().toISOString() };
  return {
    environment: { npm_config_registry: `${url}/`, npm_config_cache: join(folder, 'cache') },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
