export * from './credit-note-document.policies.ts';
export * from './credit-note-series.decider.ts';
export * from './electronic-address.policies.ts';
export * from './finance.commands.ts';
export * from './finance.events.ts';
export * from './replacement-ledger.decider.ts';
export * from './finance.streams.ts';
export * from './parts.ts';
