export * from './notice.commands.ts';
export { type Notice, noticeDecider, type NoticeState } from './notice.decider.ts';
export * from './notice.events.ts';
export * from './notice.streams.ts';
export * from './notice-kinds.events.ts';
export * from './notice-renderer.ts';
export * from './parts.ts';
