import { signedIn, withBrowser } from '../browser-page.mjs';
import { webhookDocument } from '../documents.mjs';
import { LARGE_MAP_IMPORTS, LARGE_MAP_WORKFLOW, runLargeMap, runToEnd } from '../large-map.mjs';
import { openServer } from '../open-server.mjs';
import { keepListTimes, measureBody, measureList, measureRun } from '../run-pages.mjs';

const ROWS = 50;
const NOTE = 'n'.repeat(96);
/** Gives 10 MB. */
const LARGE_BODY = webhookDocument({
  name: 'bench-large-body',
  respond: 'accepted',
  states: {
    Grow: {
      Type: 'Pass',
      Output: `{% [1..60000].{ "id": $, "customer": "Ada Lovelace", "city": "London", "note": "${NOTE}" } %}`,
      End: true,
    },
  },
});

export const runPages = {
  number: 'B15',
  name: 'run-pages',
  title: 'Runs in the browser',
  measures: 'How long people wait for a page of runs, for a run of very many steps, and for a very large value of one.',
  setUp:
    'In a headless Chromium of 1440 by 900 without a graphics processor: the newest 50 runs, a run of a Map over 5,000 items with two steps each, and a run whose output is 10 MB of JSON in 60,000 members.',
  peers: '',
  targets: [
    { figure: 'listSeenMs', atMost: 400 },
    { figure: 'runSeenMs', atMost: 1000 },
    { figure: 'bodyMs', atMost: 500 },
    { figure: 'bodyFrameP95Ms', atMost: 34 },
  ],
  open: (bench) =>
    withBrowser(async () => {
      const session = await openServer(bench, { document: () => LARGE_BODY, imports: LARGE_MAP_IMPORTS });
      try {
        await runLargeMap(session.installation, 5000);
        let runId;
        for (let n = 0; n < ROWS; n += 1) runId = await runToEnd(session.installation, session.url, {});
        return { ...session, runId };
      } catch (cause) {
        await session.close();
        throw cause;
      }
    }),
  async round({ installation: { url }, browser, runId }, { pick }) {
    const page = await signedIn(browser, url, keepListTimes);
    const listSeenMs = await measureList(page, { url, rows: ROWS });
    const runSeenMs = await measureRun(page, { url, workflow: LARGE_MAP_WORKFLOW });
    const body = await measureBody(page, { url, runId, steps: pick(60, 10) });
    await page.context().close();
    return { runs: 1, failures: {}, listSeenMs, runSeenMs, ...body };
  },
};
