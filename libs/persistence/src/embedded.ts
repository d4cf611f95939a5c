export {
  EMBEDDED_POSTGRES_ERRORS,
  EmbeddedPostgresError,
  type EmbeddedPostgresErrorCode,
} from './embedded-postgres/embedded-errors.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres/embedded-postgres.ts';
export { findEmbeddedPostgres, type FoundEmbedded } from './embedded-postgres/find-embedded.ts';
