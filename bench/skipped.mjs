/** This machine lacks what a workload needs. */
export class Skipped extends Error {}
