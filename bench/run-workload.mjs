// Runs one workload: opens what it needs, takes the yardsticks and a round in turn, and gives the medians.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/run.mjs';
import { readDatabase } from './database-figures.mjs';
import { requestsPerSecond } from './http-yardstick.mjs';
import { startAllocationProfile, startProfile } from './inspector.mjs';
import { Refused } from './installation.mjs';
import { commitsPerSecond } from './postgres-yardstick.mjs';
import { cpuOfFamily, cpuOfProcess, memoryOf } from './processes.mjs';
import { describeAllocations, describeProfile } from './profile.mjs';
import { Skipped } from './skipped.mjs';

/** What a run of the bench asks for; `quick` finds out whether the bench works, and measures nothing. */
export function planBench({ isQuick, isProfile }) {
  return {
    isQuick,
    isProfile,
    inspect: isProfile,
    rounds: isQuick || isProfile ? 1 : 3,
    seconds: isQuick ? 3 : 20,
    yardstickSeconds: isQuick ? 1 : 4,
    pick: (full, quick) => (isQuick ? quick : full),
  };
}

/** Never rejects for what the product does: a refusal and a failure are results. */
export async function runWorkload(workload, bench) {
  const startedAt = performance.now();
  const about = { name: workload.name, number: workload.number, measuredAt: new Date().toISOString() };
  const elapsed = () => ({ seconds: Math.round((performance.now() - startedAt) / 1000) });
  try {
    const rounds = await runRounds(workload, bench);
    return { ...about, ...elapsed(), status: 'measured', ...mediansOf(rounds) };
  } catch (cause) {
    const status = cause instanceof Refused ? 'refused' : cause instanceof Skipped ? 'skipped' : 'failed';
    return { ...about, ...elapsed(), status, problem: cause.message, ...(status === 'failed' ? { cause } : {}) };
  }
}

async function runRounds(workload, bench) {
  const rounds = [];
  let session;
  try {
    for (let round = 0; round < bench.rounds; round += 1) {
      if (workload.isFresh) await session?.close();
      if (workload.isFresh || session === undefined) {
        session = undefined;
        session = await workload.open(bench);
      }
      rounds.push(await runRound(workload, session, bench));
    }
  } finally {
    await session?.close();
  }
  return rounds;
}

async function runRound(workload, session, bench) {
  if (bench.isProfile) return profileRound(workload, session, bench);
  const yardsticks = await takeYardsticks(workload, session, bench);
  const figures = await observe(workload, session, bench);
  const rate = figures[workload.rate];
  const { commitsPerSecond: commits, requestsPerSecond: requests } = yardsticks;
  return {
    ...figures,
    ...yardsticks,
    ...(rate === undefined || commits === undefined ? {} : { ofCommits: rate / commits, ofRequests: rate / requests }),
  };
}

/** Just before each round: what else the machine does may change any minute. */
async function takeYardsticks({ yardstick }, { installation }, { yardstickSeconds: seconds }) {
  if (yardstick === undefined) return {};
  return {
    commitsPerSecond: await commitsPerSecond(installation.databaseUrl, seconds),
    requestsPerSecond: await requestsPerSecond({ ...yardstick, seconds }),
  };
}

async function observe(workload, session, bench) {
  const { installation } = session;
  const before = workload.isCounted ? await readCounters(installation) : undefined;
  const figures = await workload.round(session, bench);
  if (before === undefined) return figures;
  const after = await readCounters(installation);
  const each = (key) => (after[key] === undefined ? undefined : (after[key] - before[key]) / figures.runs);
  return {
    ...figures,
    rssPeakMiB: memoryOf(installation.server.pid).peakMiB,
    serverCpuMsPerRun: each('serverCpuMs'),
    databaseCpuMsPerRun: each('databaseCpuMs'),
    storedBytesPerRun: each('storedBytes'),
    walBytesPerRun: each('walBytes'),
    commitsPerRun: each('commits'),
    walSyncsPerRun: each('walSyncs'),
  };
}

async function readCounters(installation) {
  return {
    ...(await readDatabase(installation)),
    serverCpuMs: cpuOfProcess(installation.server.pid),
    databaseCpuMs: cpuOfFamily(installation.databasePid),
  };
}

/** Two rounds: where the time goes, and what is allocated, each in a file and as text. */
async function profileRound(workload, session, bench) {
  const { installation } = session;
  if (installation?.inspectorUrl === undefined) return observe(workload, session, bench);
  const folder = join(root, '.cache/bench');
  mkdirSync(folder, { recursive: true });
  const stopTimes = await startProfile(installation);
  const figures = await observe(workload, session, bench);
  const timesFile = join(folder, `${workload.name}.cpuprofile`);
  const times = describeProfile(await stopTimes(timesFile));
  process.stdout.write(`\nTimes of ${workload.name}, in ${timesFile}\n${times}\n`);
  // Of workloads whose rounds each need a server of their own there is one round only.
  if (workload.isFresh) return figures;
  const stopAllocations = await startAllocationProfile(installation);
  const { runs } = await workload.round(session, bench);
  const allocationsFile = join(folder, `${workload.name}.heapprofile`);
  const allocations = describeAllocations(await stopAllocations(allocationsFile), runs);
  process.stdout.write(`\nAllocations of ${workload.name}, in ${allocationsFile}\n${allocations}\n`);
  return figures;
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) / 2)];

/** The median of each figure; failures of all rounds together. */
function mediansOf(rounds) {
  const names = Object.keys(rounds[0]).filter((name) => name !== 'failures');
  const figures = names.map((name) => {
    const known = rounds.map((round) => round[name]).filter((value) => value !== undefined);
    return [name, known.length === 0 ? undefined : median(known)];
  });
  const failures = {};
  for (const round of rounds) {
    for (const [name, count] of Object.entries(round.failures)) failures[name] = (failures[name] ?? 0) + count;
  }
  return { figures: Object.fromEntries(figures), rounds, failures };
}
