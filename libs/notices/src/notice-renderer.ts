import type { NoticeFacts, NoticeKind } from './notice-kinds.events.ts';

/** Addresses behind the buttons of a notice; what is absent has no button. */
export interface NoticeLinks {
  readonly answer?: string | undefined;
  /** N3. */
  readonly rate?: string | undefined;
}

export interface NoticeToRender<K extends NoticeKind = NoticeKind> {
  readonly kind: K;
  /** BCP 47. A language without texts falls back to English. */
  readonly language: string;
  readonly facts: NoticeFacts[K];
  readonly recipient: {
    /** The person or the company. */
    readonly name?: string | undefined;
    /** IANA name: times are told in it. */
    readonly zone: string;
    readonly locale: string;
  };
  readonly links: NoticeLinks;
}

export interface RenderedNotice {
  /** One line. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Pure. One that throws sets its notice aside; others go on. */
export type NoticeRenderer = <K extends NoticeKind>(notice: NoticeToRender<K>) => RenderedNotice;
