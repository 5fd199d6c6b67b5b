export * from './automatic-mail.policies.ts';
export * from './mail-text.policies.ts';
export * from './mail.commands.ts';
export { type Mail, type MailState } from './mail.decider.ts';
export * from './mail.events.ts';
export * from './mail.streams.ts';
export * from './parts.ts';
export * from './serials-in-text.policies.ts';
