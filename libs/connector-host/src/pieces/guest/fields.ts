import { extname } from 'node:path';
import { withAuthFields } from './auth-value.ts';
import type { JsonLike, PieceProperties, PieceProperty } from './piece-shape.ts';

/** Bytes of a file that the platform keeps, as base64. */
export type ReadFile = (file: JsonLike) => Promise<string>;

/** The values of a form as a piece expects them: absent ones have their default, files are bytes. */
export async function toPropsValue(
  form: PieceProperties,
  input: Readonly<Record<string, JsonLike>>,
  { auth, readFile }: { readonly auth: unknown; readonly readFile: ReadFile },
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(form)) {
    const given = input[name] ?? property.defaultValue;
    if (given !== undefined) values[name] = await toValue(property, given, readFile);
  }
  return { ...values, ...withAuthFields(form, auth) };
}

async function toValue({ type, properties }: PieceProperty, given: unknown, readFile: ReadFile): Promise<unknown> {
  if (type === 'FILE') return isFile(given) ? toPieceFile(given, readFile) : given;
  if (type === 'DYNAMIC') return findFiles(given, readFile);
  if (type !== 'ARRAY' || properties === undefined || !Array.isArray(given)) return given;
  const rows = given as readonly Readonly<Record<string, JsonLike>>[];
  return Promise.all(rows.map((row) => toPropsValue(properties, row, { auth: undefined, readFile })));
}

/** What the fields inside are is the service's to say: files are known by their look. */
async function findFiles(given: unknown, readFile: ReadFile): Promise<unknown> {
  if (isFile(given)) return toPieceFile(given, readFile);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const entries = Object.entries(given).map(async ([name, value]) => [name, await findFiles(value, readFile)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

type GivenFile = Readonly<Record<string, JsonLike>>;
function isFile(given: unknown): given is GivenFile {
  if (typeof given !== 'object' || given === null) return false;
  const { $file, $base64 } = given as GivenFile;
  return typeof $file === 'string' || typeof $base64 === 'string';
}

/** A file in a form, as pieces know it. */
async function toPieceFile(given: GivenFile, readFile: ReadFile) {
  const base64 = typeof given.$base64 === 'string' ? given.$base64 : await readFile(given);
  const filename = typeof given.name === 'string' ? given.name : 'file';
  const extension = extname(filename).slice(1);
  return { filename, data: Buffer.from(base64, 'base64'), base64, ...(extension === '' ? {} : { extension }) };
}
