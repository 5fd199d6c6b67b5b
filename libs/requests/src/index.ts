export * from './authorities.ts';
export * from './dispatcher.ts';
export * from './enums.ts';
export * from './fields.ts';
export * from './inputs.ts';
export * from './intake.ts';
export * from './scalars.ts';
export * from './command-type.ts';
