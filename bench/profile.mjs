// Reads profiles: self times of packages and functions, times of our functions with all that they call, and allocations.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../scripts/run.mjs';

const TOP_PACKAGES = 25;
const TOP_FUNCTIONS = 30;
const OURS = /\/((?:libs|apps|connectors)\/[^/]+)\/dist\//;

function packageOf({ functionName, url }) {
  if (url === '') return functionName.startsWith('(') ? functionName : 'native code';
  if (url.startsWith('node:')) return 'node';
  if (!url.includes('/node_modules/')) return OURS.exec(url)?.[1] ?? url;
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url;
}

function placeOf({ functionName, url, lineNumber }) {
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
  return `${functionName || '(anonymous)'} ${path.replace(/^.*node_modules\//, '')}:${lineNumber + 1}`;
}

/** Microseconds by node, from the samples. */
function selfTimes({ samples, timeDeltas }) {
  const byNode = new Map();
  for (const [index, node] of samples.entries()) byNode.set(node, (byNode.get(node) ?? 0) + timeDeltas[index]);
  return byNode;
}

const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);

/** Walks the tree of calls; a function that calls itself counts once. */
function totalTimes({ nodes }, selfOf) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const totals = new Map();
  const walk = (node, above) => {
    const name = OURS.test(node.callFrame.url) ? placeOf(node.callFrame) : undefined;
    const isFirst = name !== undefined && !above.has(name);
    const around = isFirst ? new Set(above).add(name) : above;
    let time = selfOf.get(node.id) ?? 0;
    for (const child of node.children ?? []) time += walk(byId.get(child), around);
    if (isFirst) add(totals, name, time);
    return time;
  };
  walk(nodes[0], new Set());
  return totals;
}

function lines(times, { busy, count }) {
  return [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, count)
    .map(([name, time]) => `  ${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`);
}

/** A profile as text. Shares are of the time in which the server was not idle. */
export function describeProfile(profile) {
  const selfOf = selfTimes(profile);
  const packages = new Map();
  const functions = new Map();
  let idle = 0;
  let busy = 0;
  for (const { id, callFrame } of profile.nodes) {
    const time = selfOf.get(id) ?? 0;
    if (callFrame.functionName === '(idle)') {
      idle += time;
      continue;
    }
    busy += time;
    add(packages, packageOf(callFrame), time);
    add(functions, placeOf(callFrame), time);
  }
  return [
    `Idle ${((100 * idle) / (idle + busy)).toFixed(0)} % of ${((idle + busy) / 1e6).toFixed(1)} s. Shares of the rest.`,
    'Self time by package:',
    ...lines(packages, { busy, count: TOP_PACKAGES }),
    'Self time by function:',
    ...lines(functions, { busy, count: TOP_FUNCTIONS }),
    'Our functions with all that they call (what follows an await is not theirs):',
    ...lines(totalTimes(profile, selfOf), { busy, count: TOP_FUNCTIONS }),
  ].join('\n');
}

/** An allocation profile as text, in bytes a run. */
export function describeAllocations({ head }, runs) {
  const packages = new Map();
  const functions = new Map();
  let bytes = 0;
  const walk = ({ callFrame, selfSize, children }) => {
    bytes += selfSize;
    add(packages, packageOf(callFrame), selfSize);
    add(functions, placeOf(callFrame), selfSize);
    for (const child of children) walk(child);
  };
  walk(head);
  const print = (sizes, count) =>
    [...sizes]
      .sort(([, left], [, right]) => right - left)
      .slice(0, count)
      .map(
        ([name, size]) =>
          `  ${Math.round(size / runs)
            .toLocaleString('en-US')
            .padStart(8)} B  ${name}`,
      );
  return [
    `Allocated: ${Math.round(bytes / runs).toLocaleString('en-US')} bytes a run.`,
    'By package:',
    ...print(packages, TOP_PACKAGES),
    'By function:',
    ...print(functions, TOP_FUNCTIONS),
  ].join('\n');
}
