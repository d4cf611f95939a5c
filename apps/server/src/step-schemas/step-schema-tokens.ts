/** What `app.module.ts` provides for schemas of versions. */
export const STEP_SCHEMA_STORE = Symbol('StepSchemaStore');
