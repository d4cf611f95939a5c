import type Engine from 'handlebars';
import { lateModule } from './late-modules.ts';

let handlebars: typeof Engine = lateModule('handlebars', async () => {
  handlebars = (await import('handlebars')).default;
});

/** The engine, once it is loaded: the binding changes for all who import it. */
export { handlebars as default };
