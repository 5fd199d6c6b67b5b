import type { Aggregate } from '#platform';
import type { NoticeCommand } from './notice.commands.ts';
import { type Notice, noticeDecider } from './notice.decider.ts';
import { type NoticeEvent, noticeEvents } from './notice.events.ts';
import { noticeStreams } from './notice.streams.ts';

export const notices: Aggregate<NoticeCommand, NoticeEvent, Notice | undefined> = {
  contracts: noticeEvents,
  decider: noticeDecider,
  streams: noticeStreams,
  idOf: ({ data }) => data.noticeId,
};
