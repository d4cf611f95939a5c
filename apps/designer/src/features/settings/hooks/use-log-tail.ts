import { useEffect, useState } from 'react';
import type { LogEvent } from '../../../lib/contract.ts';
import { openServerEvents } from '../../../lib/server-events.ts';
import { EMPTY_TAIL, hearLog, type LogTail } from '../model/log-tail.ts';

/** Follows a log. Each time the stream opens it brings what there is, so what was heard before goes. */
export function useLogTail(url: string): { readonly tail: LogTail; readonly isLive: boolean } {
  const [tail, setTail] = useState(EMPTY_TAIL);
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    if (typeof EventSource === 'undefined') return undefined;
    return openServerEvents<LogEvent>(
      { url, kinds: ['process', 'line', 'dropped'] },
      {
        onEvents: (events) => setTail((before) => hearLog(before, events)),
        onGap: () => setTail(EMPTY_TAIL),
        onState: setLive,
        onRefused: () => undefined,
      },
    );
  }, [url]);
  return { tail, isLive };
}
