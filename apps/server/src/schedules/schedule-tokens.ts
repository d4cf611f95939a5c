/** What `app.module.ts` provides for schedules. */
export const SCHEDULE_STORE = Symbol('ScheduleStore');
