export * from './claim-actions.ts';
export * from './dispatcher.ts';
export * from './enumerations.ts';
export * from './fields.ts';
export * from './intake.ts';
export * from './request.ts';
export * from './requests.ts';
export * from './system-commands.ts';
