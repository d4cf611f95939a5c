// How each figure is called and written.
const share = (value) => value.toFixed(2);
const whole = (value) => Math.round(value).toLocaleString('en-US');
const tenth = (value) => value.toFixed(1);
const hundredth = (value) => value.toFixed(2);
const percent = (value) => (100 * value).toFixed(0);

/** Name -> what it says, in the order in which they are shown. */
export const FIGURES = {
  perSecond: { label: 'answers', unit: '/s', print: whole },
  acceptPerSecond: { label: 'accepted', unit: '/s', print: whole },
  completePerSecond: { label: 'completed while accepting', unit: '/s', print: whole },
  allPerSecond: { label: 'accepted and completed, until all are done', unit: '/s', print: whole },
  tasksPerSecond: { label: 'durable tasks', unit: '/s', print: whole },
  onePerSecond: { label: 'one process', unit: ' runs/s', print: whole },
  twoPerSecond: { label: 'two workers', unit: ' runs/s', print: whole },
  oneCpuMsPerRun: { label: 'CPU of one process and Postgres a run', unit: ' ms', print: hundredth },
  twoCpuMsPerRun: { label: 'CPU of all processes and Postgres a run', unit: ' ms', print: hundredth },
  ofOneProcess: { label: 'two workers against one process', unit: 'x', print: share },
  acceptSlowdown: { label: 'accepting slows down by', unit: ' %', print: percent },
  drainPerSecond: { label: 'drained', unit: '/s', print: whole },
  callDuringDrainP99Ms: { label: 'calls during the drain, p99', unit: ' ms', print: tenth },
  p50Ms: { label: 'p50', unit: ' ms', print: tenth },
  p99Ms: { label: 'p99', unit: ' ms', print: tenth },
  wakeP50Ms: { label: 'woken too late by, p50', unit: ' ms', print: whole },
  wakeP99Ms: { label: 'woken too late by, p99', unit: ' ms', print: whole },
  readyMs: { label: '`npm start` until ready', unit: ' ms', print: whole },
  firstAnswerMs: { label: 'until the first webhook is answered', unit: ' ms', print: whole },
  bareNodeMs: { label: 'a Node that does nothing', unit: ' ms', print: whole },
  builtInMicros: { label: 'a built-in call above a plain one', unit: ' µs', print: tenth },
  publishedP50Ms: { label: 'a published call, warm, 1 KB, p50', unit: ' ms', print: hundredth },
  publishedP99Ms: { label: 'the same, p99', unit: ' ms', print: hundredth },
  installMs: { label: 'installing and first calling', unit: ' ms', print: whole },
  idleConnectorsMiB: { label: '20 published connectors idle', unit: ' MiB', print: whole },
  openMs: { label: '500 steps, from their data until they are seen', unit: ' ms', print: whole },
  layoutMs: { label: 'layout of 500 steps in the worker', unit: ' ms', print: whole },
  frameP95Ms: { label: 'a frame while 500 steps are moved and zoomed, p95', unit: ' ms', print: whole },
  addStepMs: { label: 'until an added step is seen', unit: ' ms', print: whole },
  keystrokeMs: { label: 'until what is typed in the panel is seen, p95', unit: ' ms', print: whole },
  shellScriptKb: { label: 'scripts of the shell, gzip', unit: ' kB', print: whole },
  shellStyleKb: { label: 'styles of the shell, gzip', unit: ' kB', print: whole },
  designerKb: { label: 'the designer on top, gzip', unit: ' kB', print: whole },
  largestRouteKb: { label: 'the largest other page on top, gzip', unit: ' kB', print: whole },
  layoutWorkerKb: { label: 'the worker of the layout, gzip', unit: ' kB', print: whole },
  firstPageMs: { label: 'the newest 50 of a million runs, p95', unit: ' ms', print: tenth },
  deepPageMs: { label: 'page 500, p95', unit: ' ms', print: tenth },
  deepPageRatio: { label: 'page 500 against the first', unit: 'x', print: share },
  statusMs: { label: 'by status, p95', unit: ' ms', print: tenth },
  workflowStatusMs: { label: 'by workflow and a rare status, p95', unit: ' ms', print: tenth },
  attributeMs: { label: 'by search attribute, p95', unit: ' ms', print: tenth },
  rangeMs: { label: 'by a range of time, p95', unit: ' ms', print: tenth },
  histogramDayMs: { label: 'chart of 24 hours, p95', unit: ' ms', print: tenth },
  histogramMonthMs: { label: 'chart of 30 days, p95', unit: ' ms', print: tenth },
  itemsPageMs: { label: '100 of 100,000 items of a Map, p95', unit: ' ms', print: tenth },
  failedItemsMs: { label: 'those of them that failed, p95', unit: ' ms', print: tenth },
  scannedPerSecond: { label: 'inputs searched', unit: ' runs/s', print: whole },
  listSeenMs: { label: '50 runs, from their data until they are seen', unit: ' ms', print: whole },
  runSeenMs: { label: 'a run of 10,000 steps, from the click until it is seen', unit: ' ms', print: whole },
  bodyMs: { label: 'a value of 10 MB, from the click until it is seen', unit: ' ms', print: whole },
  bodyFrameP95Ms: { label: 'a frame while it is scrolled, p95', unit: ' ms', print: whole },
  lost: { label: 'accepted and lost', unit: '', print: whole },
  repeatedTasks: { label: 'calls made twice', unit: '', print: whole },
  doneSeconds: { label: 'all done after the restart', unit: ' s', print: tenth },
  rssRiseMiB: { label: 'memory rises by', unit: ' MiB', print: tenth },
  idleRssMiB: { label: 'idle memory', unit: ' MiB', print: whole },
  rssPeakMiB: { label: 'memory at most', unit: ' MiB', print: whole },
  ofCommits: { label: 'of C', unit: '', print: share },
  ofRequests: { label: 'of H', unit: '', print: share },
  commitsPerSecond: { label: 'C: single-row commits', unit: '/s', print: whole },
  requestsPerSecond: { label: 'H: bare HTTP echo', unit: '/s', print: whole },
  serverCpuMsPerRun: { label: 'CPU of the server a run', unit: ' ms', print: hundredth },
  databaseCpuMsPerRun: { label: 'CPU of Postgres a run', unit: ' ms', print: hundredth },
  storedBytesPerRun: { label: 'stored a run', unit: ' B', print: whole },
  walBytesPerRun: { label: 'WAL a run', unit: ' B', print: whole },
  commitsPerRun: { label: 'transactions a run', unit: '', print: hundredth },
  walSyncsPerRun: { label: 'fsyncs a run', unit: '', print: hundredth },
};

export function printFigure(name, value) {
  if (value === undefined || value === null) return 'unknown';
  const { print, unit } = FIGURES[name];
  return `${print(value)}${unit}`;
}

const BOUNDS = [
  ['atLeast', '≥', (value, bound) => value >= bound],
  ['atMost', '≤', (value, bound) => value <= bound],
  ['below', '<', (value, bound) => value < bound],
];

/**
 * A target beside what was measured: as text, and whether it is met. A figure that is unknown meets nothing. `cores`: the target
 * is for machines that have so many.
 */
export function judge(target, figures) {
  const value = figures[target.figure];
  const [name, sign, holds] = BOUNDS.find(([bound]) => target[bound] !== undefined);
  return {
    label: FIGURES[target.figure].label,
    wanted: `${sign} ${printFigure(target.figure, target[name])}${target.cores === undefined ? '' : `, with ${target.cores} cores`}`,
    measured: printFigure(target.figure, value),
    isMet: typeof value === 'number' && holds(value, target[name]),
  };
}
