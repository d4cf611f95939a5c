interface MaybeFunction {
  readonly _jsonata_function?: unknown;
  readonly implementation?: unknown;
  readonly _jsonata_lambda?: unknown;
  readonly environment?: { readonly lookup?: unknown } | null;
}

/**
 * Is this one of jsonata's own function values? They hold their scope, which is nobody's data. Data that only bears
 * their mark is data: it cannot hold a JavaScript function.
 */
export function isFunctionValue(value: MaybeFunction): boolean {
  if (value._jsonata_lambda === true) return typeof value.environment?.lookup === 'function';
  return value._jsonata_function === true && typeof value.implementation === 'function';
}
