export { createTestDatabase, type TestDatabase } from './postgres.ts';
export { findTestRedis } from './redis.ts';
