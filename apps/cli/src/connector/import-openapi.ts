import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compareImports,
  deriveTests,
  ejectConnector,
  importOpenApi,
  inspectOpenApi,
  readOpenApi,
  type DerivedTests,
  type ImportComparison,
  type OpenApiDocument,
  type OpenApiImport,
  type OpenApiOverlay,
} from '@millrace/connector-openapi';
import { createConnectorFolder, writeDeclarativeFolder } from '@millrace/connector-package';
import { nextVersion, type Manifest } from '@millrace/connector-sdk/platform';
import { CliError, messageOf } from '../errors.ts';
import { readJsonFile } from '../read-json.ts';
import { writeJson, type Terminal } from '../terminal.ts';
import { readChoices, type OverlayOptions } from './openapi-overlay.ts';
import type { PublishOptions } from './publish-connector.ts';
import { publishDocument } from './publish-openapi.ts';
import { reportFailure } from './report.ts';

export interface ImportOptions extends OverlayOptions, Omit<PublishOptions, 'json'> {
  readonly out?: string;
  readonly sourceUrl?: string;
  readonly eject?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
}

interface Source {
  readonly document: OpenApiDocument;
  readonly bytes: Uint8Array;
  /** `openapi.json` or `openapi.yaml`. */
  readonly name: string;
}
/** What an import became, and what it was before. */
interface Imported {
  readonly made: OpenApiImport;
  readonly manifest: Manifest;
  readonly overlay: OpenApiOverlay;
  readonly comparison?: ImportComparison;
}

/** Makes a connector of an OpenAPI document: a folder, or a version on a server. */
export async function importDocument(terminal: Terminal, file: string, options: ImportOptions): Promise<number> {
  if (options.out !== undefined && options.server !== undefined) {
    throw new CliError('Give either --out, for a folder, or --server, to publish at once.');
  }
  return reportFailure(terminal, async () => {
    const source = await readSource(file, options.sourceUrl);
    if (options.list === true) return printOperations(terminal, source.document, options.json === true);
    const given = options.out ?? options.name;
    const choices = await readChoices(terminal, source.document, {
      ...options,
      ...(options.server === undefined && given !== undefined ? { folder: given } : {}),
    });
    if (options.server !== undefined) {
      const text = Buffer.from(source.bytes).toString('utf8');
      return publishDocument(terminal, { text, choices }, options);
    }
    const folder = given ?? choices.name;
    const imported = await importInto(terminal, source, { choices, folder });
    const tests = await deriveTests(
      source.document,
      { ...imported.made, manifest: imported.manifest },
      formOf(options),
    );
    if (options.json !== true) printWarnings(terminal, imported, tests);
    const written = { source, imported, tests: tests?.files ?? {} };
    const files = (formOf(options) === 'code' ? eject : write)(folder, written);
    print(terminal, { folder, imported, files }, options.json === true);
    return 0;
  });
}

async function readSource(file: string, sourceUrl: string | undefined): Promise<Source> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
  const document = readOpenApi(bytes, sourceUrl === undefined ? {} : { sourceUrl });
  const isJson = Buffer.from(bytes.subarray(0, 100)).toString('utf8').trimStart().startsWith('{');
  return { document, bytes, name: isJson ? 'openapi.json' : 'openapi.yaml' };
}

/** Another import of a folder is its next version, as much of one as what has changed asks for. */
async function importInto(
  terminal: Terminal,
  { document }: Source,
  { choices, folder }: { readonly choices: OpenApiOverlay; readonly folder: string },
): Promise<Imported> {
  const made = importOpenApi(document, choices);
  const overlay = { ...choices, names: made.names };
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return { made, overlay, manifest: made.manifest };
  const before = (await readJsonFile(path, terminal)) as unknown as Manifest;
  const comparison = compareImports(before, made.manifest);
  const isSame = JSON.stringify({ ...made.manifest, version: before.version }) === JSON.stringify(before);
  const version = isSame ? before.version : nextVersion(before.version, comparison.bump);
  return { made, overlay: { ...overlay, version }, manifest: { ...made.manifest, version }, comparison };
}

interface Written {
  readonly source: Source;
  readonly imported: Imported;
  readonly tests: DerivedTests['files'];
}

/** What the API's description is checked by comes anew with each document; the rest of the tests is the author's. */
const DESCRIPTION = 'test/openapi.json';

function write(folder: string, { source, imported: { manifest, overlay }, tests }: Written): readonly string[] {
  const { [DESCRIPTION]: description, ...own } = tests;
  return writeDeclarativeFolder({
    ...{ folder, manifest, tests: own },
    origins: {
      'overlay.json': `${JSON.stringify(overlay, null, 2)}\n`,
      [source.name]: source.bytes,
      ...(description === undefined ? {} : { [DESCRIPTION]: description }),
    },
  });
}

function printWarnings(terminal: Terminal, { made }: Imported, tests: DerivedTests | undefined): void {
  for (const { key, message } of made.warnings) terminal.complain(`${key ?? 'Warning'}: ${message}\n`);
  const { untried = [] } = tests ?? {};
  if (tests === undefined) terminal.complain('The document does not tell where the service is: there are no tests.\n');
  if (untried.length > 0) terminal.complain(`The document says too little for a test of ${untried.join(', ')}.\n`);
}

const formOf = ({ eject = false }: ImportOptions): 'code' | 'manifest' => (eject ? 'code' : 'manifest');

/** From here on it is code: nothing is imported into it any more. */
function eject(folder: string, { imported: { manifest }, tests }: Written): readonly string[] {
  const { name, version, title, description } = manifest;
  const readme = `# ${title}\n\n${description}\n`;
  const sources = { 'README.md': readme, 'src/index.ts': ejectConnector(manifest), ...tests };
  return createConnectorFolder({ folder, name, version, kind: 'http', sources });
}

function printOperations(terminal: Terminal, document: OpenApiDocument, json: boolean): number {
  const inspected = inspectOpenApi(document);
  if (json) writeJson(terminal, inspected);
  else {
    for (const { name, key, effects, problem } of inspected.operations) {
      terminal.write(`${name}  ${key}  ${effects}${problem === undefined ? '' : `  (${problem})`}\n`);
    }
    for (const { name, key } of inspected.webhooks) terminal.write(`${name}  ${key}\n`);
  }
  return 0;
}

function print(
  terminal: Terminal,
  {
    folder,
    imported,
    files,
  }: { readonly folder: string; readonly imported: Imported; readonly files: readonly string[] },
  json: boolean,
): void {
  const { made, manifest, comparison } = imported;
  const { name, version, actions, triggers } = manifest;
  const counted = { actions: Object.keys(actions).length, triggers: Object.keys(triggers).length };
  if (json) {
    writeJson(terminal, {
      name,
      version,
      folder,
      files,
      ...counted,
      warnings: made.warnings,
      comparison: comparison ?? null,
    });
    return;
  }
  terminal.write(`${name} ${version}: ${counted.actions} actions, ${counted.triggers} triggers, in ${folder}\n`);
  for (const what of ['added', 'removed', 'changed'] as const) {
    const names = comparison?.[what] ?? [];
    if (names.length > 0) terminal.write(`  ${what}: ${names.join(', ')}\n`);
  }
}
