import cronstrue from 'cronstrue';
import type { ReactElement } from 'react';

/** A calendar in words. Half a calendar has none. */
export function CronWords({ cron }: { readonly cron: string }): ReactElement | null {
  const words = cronstrue.toString(cron, {
    throwExceptionOnParseError: false,
    use24HourTimeFormat: true,
    verbose: false,
  });
  // The library answers what it cannot read with a sentence of its own; the check says it better.
  return words.startsWith('An error occurred') ? null : <>{words}</>;
}
