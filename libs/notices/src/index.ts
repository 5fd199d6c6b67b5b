export { dueNoticesModel } from './due-notices.projection.ts';
export * from './notice.commands.ts';
export { type Notice, noticeDecider } from './notice.decider.ts';
export * from './notice.events.ts';
export * from './notice.streams.ts';
export * from './notice-kinds.events.ts';
export * from './notice-renderer.ts';
export * from './parts.ts';
export { renderNotice } from './render-notice.ts';
