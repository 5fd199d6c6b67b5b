export * from './connection-limits.ts';
export * from './health.controller.ts';
export * from './makegood.module.ts';
export * from './process.ts';
export * from './revoked-tokens.ts';
export * from './secure-headers.ts';
export * from './tokens.ts';
export * from './startup-server.ts';
export { isOfThisMachine } from './this-machine.ts';
