import type { Connector, JsonValue } from '@millrace/connector-sdk';
import { describeConnector, manifestSchema, type Manifest } from '@millrace/connector-sdk/platform';
import { parseJson } from '../sandbox/messages.ts';
import { createFieldsCheck, type Check } from '../schema-check.ts';
import { sandboxError } from './sandbox-error.ts';

/** Made for the first one: it takes some time. */
let check: Check | undefined;

/**
 * The manifest of a connector of which only the data is here, with `mark` where it has functions. Throws when it is none: what
 * its process says may be anything.
 */
export function manifestOfDescribed(
  data: string,
  { mark, version }: { readonly mark: string; readonly version: string },
): Manifest {
  const manifest = describe(data, mark, version);
  check ??= createFieldsCheck(manifestSchema);
  const complaint = check(manifest);
  if (complaint === undefined) return manifest;
  throw sandboxError('Sandbox.SourceInvalid', `What the connector says of itself is no manifest: ${complaint}`, ADVICE);
}

function describe(data: string, mark: string, version: string): Manifest {
  try {
    return describeConnector(withFunctions(parseJson(data), mark) as Connector, version);
  } catch (cause) {
    const { message } = cause as Error;
    throw sandboxError('Sandbox.SourceInvalid', `The connector cannot be described: ${message}`, ADVICE);
  }
}

const ADVICE = { hint: 'Its default export is what defineConnector gives.' };

/** Functions that nobody calls: that they are there is what a manifest says. */
function withFunctions(value: JsonValue, mark: string): unknown {
  if (value === mark) return () => undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => withFunctions(item, mark));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFunctions(item, mark)]));
}
