// What Linux tells about processes. Where there is no /proc, everything is unknown (undefined), and shown so.
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1024;

/** The fields of /proc/<pid>/stat after the name, which may hold spaces itself; none of one that has ended. */
function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields[0] === 'Z' ? undefined : fields;
  } catch {
    return undefined;
  }
}

/** When a process started, in ticks since the machine did. */
export const startOf = (pid) => statOf(pid)?.[19];

/** Milliseconds of CPU that a process has used; `withChildren`: and those of its children that have ended. */
function cpuMsOf(pid, { withChildren }) {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  const used = withChildren ? fields.slice(11, 15) : fields.slice(11, 13);
  return (used.reduce((sum, ticks) => sum + Number(ticks), 0) * 1000) / TICKS_PER_SECOND;
}

/** Direct children of a process. */
export function childrenOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

export const cpuOfProcess = (pid) => cpuMsOf(pid, { withChildren: false });

/** Of a process and all its children, those that have ended too: a Postgres has a process for each connection. */
export function cpuOfFamily(pid) {
  const own = cpuMsOf(pid, { withChildren: true });
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (cpuMsOf(child, { withChildren: true }) ?? 0), own);
}

/** Resident memory in MiB, now and at most. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / KIB_PER_MIB;
    return { nowMiB: read('VmRSS'), peakMiB: read('VmHWM') };
  } catch {
    return { nowMiB: undefined, peakMiB: undefined };
  }
}

/** The command line of a process; empty when it has ended. */
export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
