export const STORAGE_STORE = Symbol('StorageStore');
