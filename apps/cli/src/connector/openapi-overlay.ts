import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspectOpenApi, type OpenApiDocument, type OpenApiOverlay } from '@millrace/connector-openapi';
import { CliError } from '../errors.ts';
import { readJsonFile } from '../read-json.ts';
import type { Terminal } from '../terminal.ts';

export interface OverlayOptions {
  readonly name?: string;
  /** Keys (`GET /pets/{id}`) or names (`get_pet`), with commas between them. */
  readonly operations?: string;
  /** Instead of the one in the folder. */
  readonly overlay?: string;
}

/**
 * What is chosen of a document: what an earlier import into the folder has kept, what a file says, and the options of the command,
 * each above the one before.
 */
export async function readChoices(
  terminal: Terminal,
  document: OpenApiDocument,
  { name, operations, overlay, folder }: OverlayOptions & { readonly folder?: string },
): Promise<OpenApiOverlay> {
  const kept = folder === undefined ? undefined : join(folder, 'overlay.json');
  const file = overlay ?? (kept !== undefined && existsSync(kept) ? kept : undefined);
  const known = file === undefined ? {} : ((await readJsonFile(file, terminal)) as Partial<OpenApiOverlay>);
  return {
    ...known,
    name: name ?? known.name ?? suggestName(document),
    ...(operations === undefined ? {} : { operations: findOperations(document, operations, known.names ?? {}) }),
  };
}

/** Of the document's title: `Acme Desk API` gives `acme-desk-api`. */
function suggestName(document: OpenApiDocument): string {
  const words = inspectOpenApi(document)
    .title.toLowerCase()
    .split(/[^a-z0-9]+/);
  const name = words
    .join('-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  if (name.length > 1) return name;
  throw new CliError('The document has no title that a name could be made of: give one with --name.');
}

/** By key, or by name: an earlier import's names are above those that the document would give now. */
function findOperations(document: OpenApiDocument, wanted: string, names: Readonly<Record<string, string>>): string[] {
  const { operations, webhooks } = inspectOpenApi(document);
  const known = [...operations, ...webhooks];
  return wanted.split(',').map((text) => {
    const asked = text.trim();
    const found = known.find(({ key, name }) => key === asked || (names[key] ?? name) === asked);
    if (found !== undefined) return found.key;
    throw new CliError(
      `The document has no operation "${asked}". Without --operations all are taken; --list prints them.`,
    );
  });
}
