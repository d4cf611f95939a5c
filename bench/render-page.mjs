// Fills docs/performance.md: the workloads from their files, and the figures from the newest results. `npm run bench` does so
// itself; `node bench/render-page.mjs` by hand, and with `--check` it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { root } from '../scripts/run.mjs';
import { FIGURES, judge, printFigure } from './figures.mjs';
import { judgeAll } from './report.mjs';
import { readNewest } from './results-file.mjs';
import { WORKLOADS } from './workloads.mjs';

const PAGE = join(root, 'docs/performance.md');
/** Shown for all workloads that have them, in this order. */
const MORE = [
  'ofCommits',
  'ofRequests',
  'serverCpuMsPerRun',
  'databaseCpuMsPerRun',
  'storedBytesPerRun',
  'walBytesPerRun',
  'commitsPerRun',
  'walSyncsPerRun',
];

function describeWorkloads() {
  return WORKLOADS.map(({ number, name, title, measures, setUp, targets, peers }) => {
    const wanted = targets.map((target) => judge(target, {})).map(({ label, wanted: bound }) => `${label} ${bound}`);
    const points = [
      `Question: ${measures}`,
      `Set-up: ${setUp}`,
      `Targets: ${wanted.join('; ')}.`,
      ...(peers === '' ? [] : [`Others on the same kind of machine: ${peers}.`]),
    ];
    return `### ${number} \`${name}\`: ${title}\n\n${points.map((point) => `- ${point}`).join('\n')}`;
  }).join('\n\n');
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function describeFigures(newest) {
  if (newest === undefined)
    return 'No measurement of record is in `bench/results/`. `npm run bench` makes one and fills this part of the page.';
  const { file, machine, results } = newest;
  const { cores, processor, memoryGiB, platform, node } = machine;
  const targets = judgeAll(WORKLOADS, results, machine).map(({ number, name, label, measured, wanted, mark }) => [
    `${number} \`${name}\``,
    label,
    measured,
    wanted,
    mark,
  ]);
  const more = results.filter(({ status, figures }) => status === 'measured' && figures.ofCommits !== undefined);
  const moreRows = more.map(({ number, name, figures }) => [
    `${number} \`${name}\``,
    ...MORE.map((figure) => (figures[figure] === undefined ? '' : printFigure(figure, figures[figure]))),
  ]);
  return [
    `From \`bench/results/${file}\`: ${cores} cores (${processor}), ${memoryGiB} GiB, ${platform}, Node ${node}. Medians of three rounds.`,
    table(['workload', 'figure', 'measured', 'target', ''], targets),
    ...(moreRows.length === 0 ? [] : [table(['workload', ...MORE.map((figure) => FIGURES[figure].label)], moreRows)]),
  ].join('\n\n');
}

function fill(page, name, content) {
  const begin = `<!-- ${name}: written by bench/render-page.mjs -->`;
  const end = `<!-- end of ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no part "${name}".`);
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Writes the page; with `isCheck` it only tells whether the page is as it would be written. */
export async function renderPage({ isCheck = false } = {}) {
  const page = readFileSync(PAGE, 'utf8');
  const filled = fill(fill(page, 'workloads', describeWorkloads()), 'figures', describeFigures(readNewest()));
  const made = await format(filled, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
  if (made === page) return true;
  if (!isCheck) writeFileSync(PAGE, made);
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv.includes('--check');
  const wasSame = await renderPage({ isCheck });
  if (isCheck && !wasSame) {
    process.stderr.write('docs/performance.md is not what the newest results give. Run node bench/render-page.mjs\n');
    process.exitCode = 1;
  }
}
