import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(?:text\/|application\/|image\/svg)/;
const MIN_COMPRESSED_BYTES = 1024;

/** A file ready to be sent. */
export interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly content: Buffer;
  readonly encoding?: 'br' | 'gzip';
}
interface Known {
  readonly modifiedMs: number;
  readonly plain: StaticFile;
  readonly encoded: Map<string, Promise<Buffer>>;
}

/** The files below one folder, read and compressed once and kept until they change. */
export class StaticFiles {
  private readonly files = new Map<string, Known>();

  constructor(private readonly folder: string) {}

  /** A file by its path from `/`, in the best encoding that the asker accepts; nothing when there is none. */
  async find(path: string, accepts = ''): Promise<StaticFile | undefined> {
    if (path.includes('..') || path.includes('\0') || path.includes('\\')) return undefined;
    const known = await this.read(path);
    if (known === undefined) return undefined;
    const { plain } = known;
    if (plain.content.length < MIN_COMPRESSED_BYTES || !COMPRESSIBLE.test(plain.type)) return plain;
    const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
    if (encoding === undefined) return plain;
    const content = known.encoded.get(encoding) ?? compress(plain.content, encoding);
    known.encoded.set(encoding, content);
    return { ...plain, etag: plain.etag.replace(/"$/, `-${encoding}"`), encoding, content: await content };
  }

  private async read(path: string): Promise<Known | undefined> {
    // Kept under the one path that all spellings (`/a//b`, `/a/./b`) lead to: each copy would cost memory for ever.
    const file = join(this.folder, path);
    const status = await stat(file).catch(() => undefined);
    if (status?.isFile() !== true) return undefined;
    const known = this.files.get(file);
    if (known?.modifiedMs === status.mtimeMs) return known;
    const content = await readFile(file);
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
    const fresh = { modifiedMs: status.mtimeMs, plain: { type, etag, content }, encoded: new Map() };
    this.files.set(file, fresh);
    return fresh;
  }
}

function compress(content: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(content);
  // Quality 5: near the best size at a tenth of the time, since a person waits for the first page.
  return promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
