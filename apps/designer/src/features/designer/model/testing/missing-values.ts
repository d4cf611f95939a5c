import type { Finding } from '../../../../lib/contract.ts';

/** Something that a step reads and that the chosen data does not have. */
export interface MissingValue {
  /** A variable without its `$`; `states` for the step's input. */
  readonly name: string;
  readonly message: string;
}

const VARIABLE = /^\/variables\/([^/]+)$/;

/** What a test was refused for, as far as a person can give it. */
export function missingValues(errors: readonly Finding[]): readonly MissingValue[] {
  return errors.flatMap(({ path, message }) => {
    if (path === '/stepInput') return [{ name: 'states', message }];
    const name = VARIABLE.exec(path)?.[1];
    return name === undefined ? [] : [{ name: name.replaceAll('~1', '/').replaceAll('~0', '~'), message }];
  });
}
