import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printReport, type ChaosReport, type ReportParts } from './report.ts';
import { Stage, type ChaosRun } from './stage.ts';
import { compareTwins } from './twins.ts';

const PREFIX = 'millrace-chaos-';
/** Marks a folder that somebody wants to look at. */
const KEPT = 'kept';

/** One run from an empty folder to the report. Rejects only when it could not be held. */
export async function runChaos(run: ChaosRun): Promise<ChaosReport> {
  removeLeftovers();
  const { reportFolder, twin } = run.options;
  mkdirSync(reportFolder, { recursive: true });
  const broken = await playStage(run, { isCalm: false, reportFolder });
  const calm = twin ? await playStage(run, { isCalm: true, reportFolder: join(reportFolder, 'twin') }) : undefined;
  const report = printReport({
    ...broken,
    ...(calm === undefined ? {} : { twin: { ...compareTwins(broken.facts, calm.facts), invariants: calm.invariants } }),
  });
  writeJson(reportFolder, 'chaos-report.json', report.json);
  writeFileSync(join(reportFolder, 'chaos-report.txt'), report.text);
  return report;
}

async function playStage(
  run: ChaosRun,
  { isCalm, reportFolder }: { readonly isCalm: boolean; readonly reportFolder: string },
): Promise<ReportParts> {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // As root, Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  mkdirSync(reportFolder, { recursive: true });
  const stage = new Stage(run, folder, { isCalm });
  const onAbort = (): void => stage.killAll();
  run.signal.addEventListener('abort', onAbort, { once: true });
  try {
    writeJson(reportFolder, 'chaos-plan.json', stage.plan);
    const parts = await stage.play();
    stage.keepLogs(reportFolder);
    return parts;
  } finally {
    run.signal.removeEventListener('abort', onAbort);
    await stage.close();
    if (run.options.keep) {
      writeFileSync(join(folder, KEPT), '');
      run.say(`Kept: ${folder}`);
    }
    if (!run.options.keep) rmSync(folder, { recursive: true, force: true });
  }
}

function writeJson(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

/** Folders of runs that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    const isKept = existsSync(join(tmpdir(), name, KEPT));
    if (pid !== undefined && !isKept && !isAlive(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
