// `npm run check`: types of everything from source, tests included. Needs no build.
import './node-version.mjs';
import { CHECKS, stepOf } from './checks.mjs';
import { runSteps } from './run.mjs';

await runSteps(CHECKS.filter(([name]) => name.startsWith('types')).map(stepOf));
