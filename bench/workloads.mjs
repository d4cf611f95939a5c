// All workloads, in the order in which they run. Each is an object:
//   number, name, title, measures, setUp, peers   for people
//   targets     [{ figure, atLeast | atMost | below, cores? }], see figures.mjs
//   yardstick   the body and the connections of H; without one no yardstick is taken
//   rate        the figure that is set against C and H
//   isCounted   whether CPU, storage, WAL and commits a run are shown
//   isFresh     whether each round has a server of its own
//   open(bench)             starts what is needed; the session has `installation` (but for start) and `close()`
//   round(session, bench)   one round: its figures, the number of `runs`, and `failures` by status or code
import { asyncAccept } from './workloads/async-accept.mjs';
import { backlog } from './workloads/backlog.mjs';
import { connectors } from './workloads/connectors.mjs';
import { crash } from './workloads/crash.mjs';
import { designer } from './workloads/designer.mjs';
import { httpStep } from './workloads/http-step.mjs';
import { map1000 } from './workloads/map-1000.mjs';
import { mapTasks } from './workloads/map-tasks.mjs';
import { parked } from './workloads/parked.mjs';
import { runPages } from './workloads/run-pages.mjs';
import { runsList } from './workloads/runs-list.mjs';
import { start } from './workloads/start.mjs';
import { syncMap } from './workloads/sync-map.mjs';
import { tenSteps } from './workloads/ten-steps.mjs';
import { twoWorkers } from './workloads/two-workers.mjs';

export const WORKLOADS = [
  syncMap,
  asyncAccept,
  httpStep,
  map1000,
  mapTasks,
  tenSteps,
  backlog,
  parked,
  twoWorkers,
  start,
  crash,
  connectors,
  designer,
  runsList,
  runPages,
];
