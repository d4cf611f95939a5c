/** Is this one of jsonata's own function values? They hold their scope, which is nobody's data. */
export function isFunctionValue(value: object): boolean {
  return '_jsonata_function' in value || '_jsonata_lambda' in value;
}
