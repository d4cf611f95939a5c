import type { Manifest, ManifestAction } from '@millrace/connector-sdk/platform';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Why a value does not fit: a sentence a line, or nothing. */
export type Check = (value: unknown) => string | undefined;

/** What an action takes and gives. */
export interface ActionChecks {
  readonly input: Check;
  readonly output: Check;
}

const OPTIONS = { strict: false, allErrors: true, useDefaults: false, unicodeRegExp: false } as const;
function createAjv(): Ajv2020 {
  const made = new Ajv2020(OPTIONS);
  (addFormats as unknown as (target: Ajv2020) => void)(made);
  return made;
}
const ajv = createAjv();

/** Anything of a connector that takes and gives. */
type Described = Pick<ManifestAction, 'input' | 'output'>;

/** What was compiled of a connector, for as long as the connector is known. A compiler keeps all that it has ever compiled. */
interface CompiledConnector {
  readonly ajv: Ajv2020;
  readonly checks: Map<Described, ActionChecks>;
}
const compiled = new WeakMap<Manifest, CompiledConnector>();

/**
 * The checks of one action, compiled when they are asked for first: a connector of a large document has thousands of actions,
 * of which a workflow calls a few.
 */
export function checksOf(manifest: Manifest, action: Described): ActionChecks {
  let own = compiled.get(manifest);
  if (own === undefined) compiled.set(manifest, (own = { ajv: createAjv(), checks: new Map() }));
  const known = own.checks.get(action);
  if (known !== undefined) return known;
  const checks = { input: toCheck(own.ajv.compile(action.input)), output: toCheck(own.ajv.compile(action.output)) };
  own.checks.set(action, checks);
  return checks;
}

/** Compiles all at once, so that a broken schema of our own stops the start and not a run. */
export function compileChecks(manifest: Manifest): void {
  for (const action of Object.values(manifest.actions)) checksOf(manifest, action);
}

function toCheck(validate: ValidateFunction): Check {
  return (value) => (validate(value) ? undefined : (validate.errors ?? []).slice(0, 10).map(sentence).join('; '));
}

function sentence({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as {
    additionalProperty?: string;
    allowedValues?: readonly unknown[];
  };
  const what = additionalProperty === undefined ? '' : ` ("${additionalProperty}")`;
  const options = allowedValues === undefined ? '' : `: ${allowedValues.join(', ')}`;
  return `${instancePath === '' ? 'the value' : instancePath} ${message}${what}${options}`;
}

/** A check of one schema, made for this use. */
export function createFieldsCheck(schema: object): Check {
  return toCheck(ajv.compile(schema));
}
