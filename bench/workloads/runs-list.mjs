import { OWNER } from '../installation.mjs';
import { LARGE_MAP, LARGE_MAP_IMPORTS, runLargeMap } from '../large-map.mjs';
import { fillRuns } from '../million-runs.mjs';
import { openServer } from '../open-server.mjs';
import { webhookDocument } from '../documents.mjs';

const WORKFLOWS = 20;
const DAYS = 28;
const DAY_MS = 86_400_000;
const PAGE = 50;
const DEEP_PAGE = 500;
/** Items on a page of a Map, as the page of a run asks for them. */
const ITEMS_A_PAGE = 100;
const nameOf = (n) => `bench-list-${String(n).padStart(2, '0')}`;
const documentOf = (n) =>
  webhookDocument({ name: nameOf(n), respond: 'accepted', states: { Keep: { Type: 'Pass', End: true } } });
const TARGET_MS = 200;
const FIGURES = [
  'firstPageMs',
  'deepPageMs',
  'statusMs',
  'workflowStatusMs',
  'attributeMs',
  'rangeMs',
  'histogramDayMs',
  'histogramMonthMs',
  'itemsPageMs',
  'failedItemsMs',
];

export const runsList = {
  number: 'B14',
  name: 'runs-list',
  title: 'A million runs to look through',
  measures:
    'How long people wait for a page of runs and for the chart above it, whatever they are narrowed to, as the API answers.',
  setUp:
    'A million runs of 28 days, 20 workflows and seven statuses, a quarter of a million with two search attributes, written by SQL and vacuumed; besides one run of a Map that has done a task for each of 100,000 items. Each question is asked again and again with other values, one at a time; p95 counts.',
  peers: '',
  targets: [...FIGURES.map((figure) => ({ figure, below: TARGET_MS })), { figure: 'deepPageRatio', below: 2 }],
  async open(bench) {
    const session = await openServer(bench, { document: () => documentOf(1), imports: LARGE_MAP_IMPORTS });
    try {
      for (let n = 2; n <= WORKFLOWS; n += 1) await session.installation.publish(documentOf(n));
      const items = bench.pick(100_000, 2000);
      const map = await runLargeMap(session.installation, items);
      const filled = await fillRuns(session.installation, { runs: bench.pick(1_000_000, 28_000), days: DAYS });
      return { ...session, filled, map: { ...map, items } };
    } catch (cause) {
      await session.close();
      throw cause;
    }
  },
  async round({ installation, filled, map }, { pick }) {
    const ask = asker(installation.url);
    const times = pick(40, 5);
    const measure = (pathOf) => p95Of(ask, pathOf, times);
    const iso = (ms) => new Date(ms).toISOString();
    const now = Date.now();
    const cursor = await findCursor(installation, filled);
    const span = (days) => `from=${iso(now - days * DAY_MS)}&until=${iso(now)}`;
    const q = (text) => `/api/v1/runs?q=${encodeURIComponent(text)}`;
    const steps = (text) => `/api/v1/runs/${map.runId}/steps?under=${encodeURIComponent(LARGE_MAP)}&${text}`;
    const firstPageMs = await measure(() => '/api/v1/runs');
    const deepPageMs = await measure(() => `/api/v1/runs?cursor=${cursor}`);
    const figures = {
      firstPageMs,
      deepPageMs,
      deepPageRatio: deepPageMs / firstPageMs,
      statusMs: await measure((n) => q(`status:${['failed', 'timed_out', 'cancelled', 'failed,timed_out'][n % 4]}`)),
      workflowStatusMs: await measure((n) => q(`workflow:${nameOf(1 + (n % WORKFLOWS))} status:timed_out`)),
      attributeMs: await measure((n) => q(n % 2 === 0 ? `orderId:A-${n * 1000}` : 'country:fr status:failed')),
      rangeMs: await measure((n) => q(`from:-${(n % 27) + 1}d until:-${n % 27}d`)),
      histogramDayMs: await measure(() => `/api/v1/runs/histogram?buckets=96&${span(1)}`),
      histogramMonthMs: await measure(() => `/api/v1/runs/histogram?buckets=90&${span(30)}`),
      itemsPageMs: await measure((n) => {
        const first = Math.floor(((map.items - ITEMS_A_PAGE) * (n % times)) / times);
        return steps(`threads=${first}-${first + ITEMS_A_PAGE - 1}`);
      }),
      failedItemsMs: await measure(() => steps('status=failed')),
    };
    const failed = await ask(steps('status=failed'));
    if (failed.body.items.length !== Math.min(PAGE, map.failed)) throw new Error('Not all failed items were listed.');
    const searched = await ask(q('input.body.email:"nobody@example.com"'));
    const { scanned } = searched.body.scan;
    return { runs: filled.total, failures: {}, ...figures, scannedPerSecond: (scanned / searched.tookMs) * 1000 };
  },
};

/** A page far down, as somebody gets there who loads one after the other. */
async function findCursor(installation, { workspaceId, total }) {
  const before = Math.min(PAGE * (DEEP_PAGE - 1), Math.floor(total / 2));
  const text = 'select id from run where workspace_id = $1 order by id desc offset $2 limit 1';
  const [row] = await installation.ask(text, [workspaceId, before - 1]);
  return row.id;
}

function asker(url) {
  const headers = { authorization: `Bearer ${OWNER.MILLRACE_OWNER_API_KEY}` };
  return async (path) => {
    const startedAt = performance.now();
    const answer = await fetch(url + path, { headers });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body.detail}`);
    return { body, tookMs: performance.now() - startedAt };
  };
}

async function p95Of(ask, pathOf, times) {
  await ask(pathOf(0));
  const took = [];
  for (let n = 0; n < times; n += 1) took.push((await ask(pathOf(n))).tookMs);
  return took.toSorted((left, right) => left - right)[Math.ceil(times * 0.95) - 1];
}
