import { FatalError, type JsonValue } from '@millrace/connector-sdk';
import type { Manifest, ManifestTrigger } from '@millrace/connector-sdk/platform';
import { checksOf } from '../schema-check.ts';
import type { ConnectorOrigin } from '../installed-connector.ts';

/** An item as the platform takes it. */
export interface HeardItem {
  readonly id: string;
  readonly data: JsonValue;
  readonly at?: string;
  readonly key?: string;
}
export interface ItemRules {
  readonly manifest: Manifest;
  readonly trigger: ManifestTrigger;
  readonly origin: ConnectorOrigin;
  readonly warn: (message: string) => void;
}

/** What others have described from outside tells what it likes: a misfit is a warning there. */
const IS_STRICT: Readonly<Record<ConnectorOrigin, boolean>> = {
  'built-in': true,
  package: true,
  openapi: false,
  piece: false,
};

/** What a connector has told, as items. Throws `FatalError` for what is none. */
export function readItems(told: unknown, rules: ItemRules): readonly HeardItem[] {
  if (!Array.isArray(told)) throw misfit('The trigger gave no list of items.');
  return (told as readonly unknown[]).map((item) => readItem(item, rules));
}

export function readItem(told: unknown, rules: ItemRules): HeardItem {
  const {
    id,
    data = null,
    at,
    key,
  } = (typeof told === 'object' && told !== null ? told : {}) as {
    readonly id?: unknown;
    readonly data?: JsonValue;
    readonly at?: unknown;
    readonly key?: unknown;
  };
  if (!isName(id)) throw misfit('The trigger gave an item without id.');
  demandFit(String(id), data, rules);
  return {
    ...{ id: String(id), data },
    ...(typeof at === 'string' ? { at } : {}),
    ...(isName(key) ? { key: String(key) } : {}),
  };
}

const isName = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

function demandFit(id: string, data: JsonValue, { manifest, trigger, origin, warn }: ItemRules): void {
  const complaint = checksOf(manifest, trigger).output(data);
  if (complaint === undefined) return;
  if (IS_STRICT[origin]) throw misfit(`The item ${id} does not fit its schema: ${complaint}`);
  warn(`The item ${id} does not fit its description: ${complaint}`);
}

const misfit = (message: string): FatalError =>
  new FatalError(message, { detail: { code: 'connector.output_mismatch' } });
