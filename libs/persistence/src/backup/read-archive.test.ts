import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { BACKUP_FORMAT, BACKUP_FORMAT_VERSION, type BackupManifest } from './manifest.ts';
import { verifyArchive } from './read-archive.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeTar } from './tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-archive-'));
const path = join(folder, 'backup.tar.gz');
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const PARTS = ['{"id":"1","name":"a"}\n{"id":"2","name":"b"}\n', '{"id":"3","name":"c\\n"}\n'] as const;
const UPLOAD = Buffer.alloc(1500, 'file');
const UPLOAD_NAME = `files/${sha256(UPLOAD).slice(0, 2)}/${sha256(UPLOAD)}`;
const MANIFEST: BackupManifest = {
  format: BACKUP_FORMAT,
  formatVersion: BACKUP_FORMAT_VERSION,
  productVersion: '0.1.0',
  createdAt: '2026-12-01T03:15:00.000Z',
  schemaVersion: 1,
  migrations: [],
  encryptionKeys: [],
  tables: [
    { name: 'thing', columns: ['id', 'name'], rows: 3, bytes: PARTS.join('').length, sha256: sha256(PARTS.join('')) },
    { name: 'nothing', columns: ['id'], rows: 0, bytes: 0, sha256: sha256('') },
  ],
  files: [{ name: UPLOAD_NAME, bytes: UPLOAD.length }],
};
type Members = Readonly<Record<string, string | Buffer>>;
const WHOLE: Members = {
  'tables/thing/000001.ndjson': PARTS[0],
  'tables/thing/000002.ndjson': PARTS[1],
  [UPLOAD_NAME]: UPLOAD,
  'manifest.json': JSON.stringify(MANIFEST),
};

async function pack(members: Members): Promise<Buffer> {
  const listed = Object.entries(members).map(([name, content]) => {
    const data = Buffer.from(content);
    return { name, bytes: data.length, data: [data] };
  });
  return gzipSync(await buffer(Readable.from(writeTar(Readable.from(listed), { modifiedAtMs: 0 }))));
}

async function verify(bytes: Buffer): Promise<BackupManifest> {
  writeFileSync(path, bytes);
  return verifyArchive(path);
}
const withManifest = (changes: object): Members => ({
  ...WHOLE,
  'manifest.json': JSON.stringify({ ...MANIFEST, ...changes }),
});

test('a whole archive is what its manifest says', async () => {
  expect(await verify(await pack(WHOLE))).toEqual(MANIFEST);
});

test('whoever cuts it off anywhere is found out', async () => {
  const whole = await pack(WHOLE);
  for (const part of [0.2, 0.5, 0.9, 0.999]) {
    await expect(verify(whole.subarray(0, Math.floor(whole.length * part)))).rejects.toMatchObject({
      code: 'backup.archive_cut',
    });
  }
});

test('a byte that has turned is found out', async () => {
  const turned = Buffer.from(await pack(WHOLE));
  const middle = Math.floor(turned.length / 2);
  turned[middle] = (turned[middle] ?? 0) ^ 0xff;
  await expect(verify(turned)).rejects.toMatchObject({
    code: expect.stringMatching(/^backup\.archive_(damaged|cut)$/) as string,
  });
});

test.each([
  {
    what: 'rows that are missing',
    members: { ...WHOLE, 'tables/thing/000002.ndjson': '' },
    message: 'table thing has 2 rows, and had 3',
  },
  {
    what: 'a row that was changed',
    members: { ...WHOLE, 'tables/thing/000002.ndjson': PARTS[1].replace('c', 'C') },
    message: 'the rows of table thing are not those',
  },
  {
    what: 'a table too many',
    members: { 'tables/other/000001.ndjson': '{}\n', ...WHOLE },
    message: 'does not know the table other',
  },
  { what: 'a file that was changed', members: { ...WHOLE, [UPLOAD_NAME]: Buffer.alloc(1500) }, message: 'not the one' },
  { what: 'a file that is missing', members: withoutFile(), message: 'is not whole' },
  { what: 'a path out of the folder', members: { '../evil': 'x', ...WHOLE }, message: 'holds "../evil"' },
])('an archive with $what is damaged', async ({ members, message }) => {
  await expect(verify(await pack(members))).rejects.toMatchObject({
    code: 'backup.archive_damaged',
    message: expect.stringContaining(message) as string,
  });
});

function withoutFile(): Members {
  return Object.fromEntries(Object.entries(WHOLE).filter(([name]) => name !== UPLOAD_NAME));
}

test.each([
  { what: 'another gzip', bytes: () => Promise.resolve(gzipSync('hello')), code: 'backup.archive_cut' },
  { what: 'no gzip', bytes: () => Promise.resolve(Buffer.from('hello')), code: 'backup.not_an_archive' },
  {
    what: 'an archive of something else',
    bytes: () => pack({ 'manifest.json': '{"a":1}' }),
    code: 'backup.not_an_archive',
  },
  { what: 'an archive without a manifest', bytes: () => pack({}), code: 'backup.not_an_archive' },
  { what: 'a later format', bytes: () => pack(withManifest({ formatVersion: 2 })), code: 'backup.format_unknown' },
  { what: 'half a manifest', bytes: () => pack(withManifest({ tables: 7 })), code: 'backup.archive_damaged' },
])('$what is named as what it is', async ({ bytes, code }) => {
  await expect(verify(await bytes())).rejects.toMatchObject({ code });
});

test('a file that is not there is named', async () => {
  await expect(verifyArchive(join(folder, 'none.tar.gz'))).rejects.toMatchObject({ code: 'backup.archive_not_found' });
});

test('a schema of a newer Millrace is refused before anything is asked of the database', async () => {
  const migrations = [{ number: 9999, title: 'from-the-future', hash: 'x' }];
  writeFileSync(path, await pack(withManifest({ productVersion: '9.0.0', migrations, schemaVersion: 9999 })));
  const request = { url: 'postgres://nobody@127.0.0.1:1/none', filesFolder: folder, source: path };
  await expect(restoreBackup(request)).rejects.toMatchObject({
    code: 'backup.archive_newer',
    message: expect.stringContaining('Millrace 9.0.0 with schema 9999') as string,
  });
  expect(readFileSync(path).length).toBeGreaterThan(0);
});
