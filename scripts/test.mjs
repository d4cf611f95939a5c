// `npm test`: installs what is missing, then every suite but end to end. `npm test -- retry` runs by path,
// `npm run test:unit` runs what needs no Postgres.
import './node-version.mjs';
import { availableParallelism } from 'node:os';
import { ensureInstalled } from './install.mjs';
import { runSuites } from './run-suites.mjs';

const given = process.argv.slice(2);
const unitOnly = given.includes('--unit');
const rest = given.filter((argument) => argument !== '--unit');

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const { ensureBuilt } = await import('./build-state.mjs');
const built = unitOnly ? 0 : await ensureBuilt();
if (built !== 0) process.exit(built);

const selection = unitOnly ? ['--ignoreProjects=integration'] : [];
// One process for hundreds of suites keeps what each has loaded, and in the end does little but collect garbage. Much of the
// time goes into waiting for Postgres and for processes, so that two of them are worth it on two cores as well.
const workers = ['--workerIdleMemoryLimit=1GB', `--maxWorkers=${Math.max(3, availableParallelism() - 1)}`];
process.exit(await runSuites([...workers, ...rest, ...selection]));
