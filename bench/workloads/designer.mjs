import { signedIn, withBrowser } from '../browser-page.mjs';
import { bundleSizes } from '../bundle-sizes.mjs';
import { keepTimes, measureAdding, measureFrames, measureTyping, openWorkflow } from '../designer-page.mjs';
import { largeWorkflow } from '../large-workflow.mjs';
import { openServer } from '../open-server.mjs';

const NAME = 'bench-designer';

export const designer = {
  number: 'B13',
  name: 'designer',
  title: 'Five hundred steps in the designer',
  measures:
    'Whether a very large workflow can be opened, moved and edited without waiting, and how much the browser loads.',
  setUp:
    'A workflow of 500 states with branches that merge again, two loops over items, one with branches at once, five ways of errors and one way back, in a headless Chromium of 1440 by 900 without a graphics processor. Sizes are those of the built designer.',
  peers: '',
  targets: [
    { figure: 'openMs', atMost: 1500 },
    { figure: 'layoutMs', atMost: 600 },
    { figure: 'frameP95Ms', atMost: 34 },
    { figure: 'addStepMs', atMost: 100 },
    { figure: 'keystrokeMs', atMost: 50 },
    { figure: 'shellScriptKb', atMost: 320 },
    { figure: 'shellStyleKb', atMost: 50 },
    { figure: 'designerKb', atMost: 240 },
    { figure: 'largestRouteKb', atMost: 80 },
    { figure: 'layoutWorkerKb', atMost: 40 },
  ],
  open: (bench) => withBrowser(() => openServer(bench, { document: () => largeWorkflow(NAME) })),
  async round({ installation: { url }, browser }, { pick }) {
    const page = await signedIn(browser, url, keepTimes);
    const opened = await openWorkflow(page, { url, name: NAME });
    const frameP95Ms = await measureFrames(page, pick(60, 10));
    const keystrokeMs = await measureTyping(page, pick('a sentence that is typed', 'short'));
    const addStepMs = await measureAdding(page);
    await page.context().close();
    return { runs: 1, failures: {}, ...opened, frameP95Ms, addStepMs, keystrokeMs, ...bundleSizes() };
  },
};
