import { ARRAY_FUNCTIONS } from './arrays.ts';
import { ASL_FUNCTIONS } from './asl.ts';
import { BUILT_IN } from './built-in.ts';
import type { FunctionBody } from './define.ts';
import { OWN_FUNCTIONS } from './own.ts';
import { PICTURE_FUNCTIONS } from './pictures.ts';
import { TEXT_FUNCTIONS } from './texts.ts';

interface RegisteredFunction {
  readonly name: string;
  readonly signature: string;
  readonly call: FunctionBody;
}

const signatures = new Map(BUILT_IN.map(({ name, signature }) => [name, signature]));

/** All that takes the place of jsonata's own functions, and all that is added to them. */
export const REGISTERED_FUNCTIONS: readonly RegisteredFunction[] = [
  ...Object.entries({ ...ARRAY_FUNCTIONS, ...TEXT_FUNCTIONS, ...PICTURE_FUNCTIONS }).map(([name, call]) => ({
    name,
    signature: signatures.get(name) ?? '<x:x>',
    call,
  })),
  ...ASL_FUNCTIONS,
  ...OWN_FUNCTIONS,
];
