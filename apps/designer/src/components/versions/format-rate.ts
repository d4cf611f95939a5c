/** A share in percent, with as much precision as it takes to tell it from none: 0, 0.2, 12. */
export function formatRate(rate: number): string {
  const percent = rate * 100;
  if (percent === 0 || percent >= 10) return String(Math.round(percent));
  return percent < 0.1 ? '<0.1' : percent.toFixed(1).replace(/\.0$/, '');
}
