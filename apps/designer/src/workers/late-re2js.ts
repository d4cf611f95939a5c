import type { RE2JS as Engine } from 're2js';
import { lateModule } from './late-modules.ts';

/** The engine, once it is loaded: the binding changes for all who import it. */
export let RE2JS: typeof Engine = lateModule('re2js', async () => {
  ({ RE2JS } = await import('re2js'));
});
