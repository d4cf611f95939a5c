import type { Manifest, ManifestAction } from '@millrace/connector-sdk/platform';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Why a value does not fit: a sentence a line, or nothing. */
export type Check = (value: unknown) => string | undefined;

const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: false });
(addFormats as unknown as (target: Ajv2020) => void)(ajv);

/** Compiles the checks of a connector's actions, once. */
export function compileChecks({
  actions,
}: Manifest): ReadonlyMap<string, { readonly input: Check; readonly output: Check }> {
  return new Map(Object.entries(actions).map(([name, action]) => [name, checksOf(action)]));
}

function checksOf({ input, output }: ManifestAction): { readonly input: Check; readonly output: Check } {
  return { input: toCheck(ajv.compile(input)), output: toCheck(ajv.compile(output)) };
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
  return `${instancePath === '' ? 'the arguments' : instancePath} ${message}${what}${options}`;
}

/** A check of one schema, made for this use. */
export function createFieldsCheck(schema: object): Check {
  return toCheck(ajv.compile(schema));
}
