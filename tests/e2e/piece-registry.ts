import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const PIECE = '@activepieces/piece-tiny';
export const PIECE_VERSION = '1.2.3';

/** A part of another platform. */
export const FORBIDDEN_PIECE = '@activepieces/piece-approval';

/** A registry of npm on this machine, with two pieces that have been published just now. */
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
    listThings: { name: 'listThings', displayName: 'List things', description: '', classification: 'READ', props: {}, run: async () => [] },
    addRow: {
      name: 'addRow', displayName: 'Add a row', description: '', props: { sheet, values, place },
      run: async ({ propsValue }) => propsValue,
    },
  }),
};`;

async function pack(folder: string, name: string): Promise<Buffer> {
  const source = join(folder, encodeURIComponent(name));
  mkdirSync(source);
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name, version: PIECE_VERSION, main: './index.js' }));
  writeFileSync(join(source, 'index.js'), CODE);
  const { stdout } = await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--json'], { cwd: source });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return readFileSync(join(source, filename));
}

/** What npm asks for about a package. */
function describe(name: string, tarball: Buffer, url: string): object {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${url}/files/${encodeURIComponent(name)}`, integrity };
  const versions = { [PIECE_VERSION]: { name, version: PIECE_VERSION, main: './index.js', dist } };
  const time = { [PIECE_VERSION]: new Date().toISOString() };
  return { name, 'dist-tags': { latest: PIECE_VERSION }, versions, time };
}

/** Starts it on a free port. */
export async function startPieceRegistry(): Promise<PieceRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-registry-'));
  const tarballs = new Map<string, Buffer>();
  for (const name of [PIECE, FORBIDDEN_PIECE]) tarballs.set(name, await pack(folder, name));
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').replace(/^\//, ''));
    const file = path.startsWith('files/') ? tarballs.get(path.slice('files/'.length)) : undefined;
    if (file !== undefined) {
      response.end(file);
      return;
    }
    const tarball = tarballs.get(path);
    response.writeHead(tarball === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(tarball === undefined ? { error: 'not found' } : describe(path, tarball, url)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
