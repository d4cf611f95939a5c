import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ActionContext, JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { Invoke } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import type { GivenContext } from '../pieces/given-context.ts';
import { hashPackages, mayPause } from '../pieces/inspect-packages.ts';
import { manifestOfPiece } from '../pieces/manifest-of-piece.ts';
import { PieceHost, type PieceHostOptions } from '../pieces/piece-host.ts';
import { folderNameOf } from '../pieces/piece-name.ts';
import type { OpenPiece } from '../pieces/piece.ts';

export const TINY = '@activepieces/piece-tiny';
export const VERSION = '1.2.3';

/** A folder that everybody may read, as pieces need it. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-pieces-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** The files of a package. `code`: of its main file, CommonJS as pieces are. */
export function writePackage(folder: string, code: string, facts: JsonObject = {}): void {
  const files = {
    'package.json': JSON.stringify({ name: TINY, version: VERSION, main: './index.js', ...facts }),
    'index.js': code,
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Pieces of a few lines, as if they had been installed, and a host for them. */
export class TinyPieces {
  readonly folder = openFolder();
  readonly host: PieceHost;

  constructor(options: Partial<PieceHostOptions> = {}) {
    this.host = new PieceHost({ folder: this.folder, guard: createOutboundGuard(), ...options });
  }

  /** Where the package of a version is. */
  packageFolder(version: string): string {
    return join(this.folder, folderNameOf({ packageName: TINY, version }), 'node_modules', ...TINY.split('/'));
  }

  async install(code: string, version = VERSION): Promise<OpenPiece> {
    writePackage(this.packageFolder(version), code, { version });
    const address = { packageName: TINY, version };
    const root = join(this.folder, folderNameOf(address));
    const facts = await this.host.describe(address, root);
    const manifest = manifestOfPiece(facts, address, await mayPause(root, TINY));
    const { generation } = facts;
    return { ...address, generation, manifest, sha512: await hashPackages(root), workspaceId: 'w1' };
  }

  async open(code: string): Promise<Invoke> {
    return this.host.open(await this.install(code));
  }

  async close(): Promise<void> {
    await this.host.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a test looks at: log lines, and what was stored. */
export interface TinyContext {
  readonly context: GivenContext;
  readonly lines: string[];
  readonly stored: Map<string, JsonValue>;
  readonly abort: (reason: Error) => void;
}
export interface TinyOptions {
  readonly fields?: JsonObject;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly nowMs?: () => number;
  readonly more?: Partial<GivenContext>;
}

/** The context of a call, with a store. */
export function tinyContext({
  fields = {},
  secrets = {},
  nowMs = () => Date.now(),
  more = {},
}: TinyOptions = {}): TinyContext {
  const lines: string[] = [];
  const stored = new Map<string, JsonValue>();
  const controller = new AbortController();
  const write = (message: string): void => void lines.push(message);
  const context: GivenContext = {
    http: {} as ActionContext['http'],
    net: {} as ActionContext['net'],
    log: { debug: write, info: write, warn: write, error: write },
    signal: controller.signal,
    deadlineMs: Date.now() + 60_000,
    clock: { nowMs },
    connection: fields,
    secret: (field) => {
      const found = secrets[field];
      if (found === undefined) throw new Error(`No secret "${field}".`);
      return found;
    },
    addSecret: () => undefined,
    run: { id: 'r1', workflow: 'orders', state: 'Send', path: '/Send', attempt: 1 },
    store: {
      get: (key) => stored.get(key),
      set: (key, value) => stored.set(key, value),
      delete: (key) => stored.delete(key),
    },
    ...more,
  };
  return { context, lines, stored, abort: (reason) => controller.abort(reason) };
}

/** A piece of the present generation with these actions and triggers: texts of object literals. */
export function tinyPiece(parts: {
  readonly actions?: string;
  readonly triggers?: string;
  readonly rest?: string;
  readonly before?: string;
}): string {
  const { actions = '', triggers = '', rest = '', before = '' } = parts;
  return `${before}
    exports.tiny = {
      displayName: 'Tiny', description: 'A piece of a test.', logoUrl: 'https://service.example/logo.png', categories: ['CORE'],
      getContextInfo: () => ({ version: '2' }), _actions: {}, _triggers: {},
      actions: () => ({${actions}}), triggers: () => ({${triggers}}),
      ${rest}
    };`;
}

/** One action of a name. `run`: the text of a function. */
export const tinyAction = (name: string, run: string, props = ''): string =>
  `'${name}': { name: '${name}', displayName: '${name}', description: '', props: {${props}}, run: ${run} },`;
