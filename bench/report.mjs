// The results for people.
import { FIGURES, judge, printFigure } from './figures.mjs';

const MARKS = { met: '✓', missed: '✗', unknown: '–' };

/** What a workload came to, in a few lines, as soon as it is known. */
export function describeResult(workload, result) {
  const head = `${workload.number} ${workload.name}: ${workload.title} (${result.seconds} s)`;
  if (result.status !== 'measured') return `${head}\n  ${result.status}: ${result.problem}`;
  const shown = Object.keys(FIGURES).filter((name) => result.figures[name] !== undefined);
  const lines = shown.map((name) => `  ${FIGURES[name].label.padEnd(44)} ${printFigure(name, result.figures[name])}`);
  const failures = Object.entries(result.failures).map(([name, count]) => `${count} x ${name}`);
  if (failures.length > 0) lines.push(`  failed calls: ${failures.join(', ')}`);
  return [head, ...lines].join('\n');
}

/** Lines of the table: a target each. Those for more cores than the machine had are not judged. */
export function judgeAll(workloads, results, { cores }) {
  return results.flatMap((result) => {
    const workload = workloads.find(({ name }) => name === result.name);
    return workload.targets.map((target) => {
      const about = { number: workload.number, name: workload.name };
      if (result.status !== 'measured') {
        const { label, wanted } = judge(target, {});
        return { ...about, label, wanted, measured: result.status, mark: MARKS.unknown };
      }
      const { isMet, ...judged } = judge(target, result.figures);
      if (target.cores > cores) return { ...about, ...judged, mark: MARKS.unknown };
      return { ...about, ...judged, mark: isMet ? MARKS.met : MARKS.missed };
    });
  });
}

/** Takes what `judgeAll` gives. */
export function describeTargets(rows) {
  const columns = [
    ['workload', ({ number, name }) => `${number} ${name}`],
    ['figure', ({ label }) => label],
    ['target', ({ wanted }) => wanted],
    ['measured', ({ measured }) => measured],
    ['', ({ mark }) => mark],
  ];
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, read]) => read(row)))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index].length)));
  return cells
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
