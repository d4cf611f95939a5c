import { FatalError, type CallContext } from '@millrace/connector-sdk';
import type { ConnectorOrigin } from './installed-connector.ts';
import type { Check } from './schema-check.ts';

/** What others have described from outside answers as it likes: a misfit is a warning there. */
const IS_STRICT: Readonly<Record<ConnectorOrigin, boolean>> = {
  'built-in': true,
  package: true,
  openapi: false,
  piece: false,
};

/** Arguments that an action was not made for do not reach it. */
export function demandFit(check: Check, value: unknown): void {
  const complaint = check(value);
  if (complaint === undefined) return;
  throw new FatalError(`The arguments do not fit: ${complaint}`, { detail: { code: 'connector.arguments_invalid' } });
}

/** What an action promises of its output. */
export function demandOutputFit(
  check: Check,
  output: unknown,
  { origin, log }: { readonly origin: ConnectorOrigin; readonly log: CallContext['log'] },
): void {
  const complaint = check(output);
  if (complaint === undefined) return;
  if (!IS_STRICT[origin]) log.warn(`The output does not fit its description: ${complaint}`);
  else
    throw new FatalError(`The output does not fit its schema: ${complaint}`, {
      detail: { code: 'connector.output_mismatch' },
    });
}
