/** Journal paths of what undoes the finished steps, in the order in which they ended. No state's path begins with a `/`. */
export const COMPENSATION_ROWS = '/compensate/';
/** Of where a run began that goes on where another has left off. */
export const START_ROW = '/start';
