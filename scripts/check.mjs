// `npm run check`: types of everything from source, tests included. Needs no build.
import { run, runSteps, tool } from './run.mjs';

const compile = (project) => () => run('node', [tool('typescript', 'bin/tsc'), '-p', project]);

await runSteps([
  ['types of the back end', compile('tsconfig.check.json')],
  ['types of the designer', compile('apps/designer/tsconfig.json')],
]);
