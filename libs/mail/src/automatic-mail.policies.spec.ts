import { automaticKind, checksFail, deliveryFailure } from './automatic-mail.policies.ts';
import type { MailChecks } from './mail.events.ts';

const head = (headers: Readonly<Record<string, string>>, more: { mediaType?: string; from?: string } = {}) =>
  automaticKind({ headers, mediaType: 'text/plain', from: 'kim@seoul.example', ...more });

describe('A mail that no person wrote to us', () => {
  it.each([
    ['AUTO_REPLY', { 'auto-submitted': 'auto-replied' }],
    ['AUTO_REPLY', { 'auto-submitted': 'auto-generated (rejected)' }],
    ['AUTO_REPLY', { 'x-autoreply': 'yes' }],
    ['AUTO_REPLY', { precedence: 'auto_reply' }],
    ['MAILING_LIST', { 'list-id': '<lamps.seoul.example>' }],
    ['MAILING_LIST', { 'list-unsubscribe': '<mailto:leave@seoul.example>' }],
    ['MAILING_LIST', { precedence: 'bulk' }],
    ['BOUNCE', { 'return-path': '<>' }],
    [undefined, { 'auto-submitted': 'no', precedence: 'first-class', 'return-path': '<kim@seoul.example>' }],
  ])('N1 is seen by its headers: %s', (kind, headers) => {
    expect(head(headers as never)).toBe(kind);
  });

  it.each([
    ['MAILER-DAEMON@seoul.example', 'AUTO_REPLY'],
    ['no-reply@seoul.example', 'AUTO_REPLY'],
    ['noreply+7@seoul.example', 'AUTO_REPLY'],
    ['norbert@seoul.example', undefined],
  ])('N1 is seen by its sender: %s', (from, kind) => {
    expect(head({}, { from: from.toLowerCase() })).toBe(kind);
  });

  it('N1 is seen by its type: a report', () => {
    expect(head({}, { mediaType: 'multipart/report' })).toBe('BOUNCE');
  });
});

describe('The checks of a sender', () => {
  const of = (dkim: MailChecks['dkim'], spf: MailChecks['spf'], dmarc: MailChecks['dmarc']) =>
    checksFail({ dkim, spf, dmarc });
  it.each([
    [of('NONE', 'PASS', 'FAIL'), true],
    [of('FAIL', 'NONE', 'NONE'), true],
    [of('NONE', 'FAIL', 'UNAVAILABLE'), true],
    [of('PASS', 'FAIL', 'PASS'), false],
    [of('NONE', 'NONE', 'NONE'), false],
    [of('UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'), false],
  ])('N1 fail where one of them does, unless DMARC passes (case %#)', (fails, expected) => {
    expect(fails).toBe(expected);
  });
});

describe('RFC 3464 a report of a delivery', () => {
  const status = (action: string) =>
    `Reporting-MTA: dns; mx.seoul.example\r\n\r\nFinal-Recipient: rfc822; kim@seoul.example\r\nAction: ${action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n no such user\r\n`;
  const original = { mediaType: 'text/rfc822-headers', text: 'Subject: x\r\nMessage-ID:\r\n <n-1@maker.example>\r\n' };
  const report = (action: string) => [{ mediaType: 'message/delivery-status', text: status(action) }, original];

  it('N4 names the mail that was not delivered, and why', () => {
    expect(deliveryFailure(report('failed'))).toEqual({
      messageId: 'n-1@maker.example',
      recipients: [{ address: 'kim@seoul.example', reason: '5.1.1 smtp; 550 5.1.1 no such user' }],
    });
  });

  it('N4 names each recipient that does not get it, and none of those that do', () => {
    const [first, ...rest] = report('failed');
    const second = 'Final-Recipient: rfc822; lee@seoul.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n';
    const third = 'Original-Recipient: rfc822;Park@seoul.example\nAction: failed\n';
    const text = [first?.text, second, third].join('\r\n');
    expect(deliveryFailure([{ mediaType: 'message/delivery-status', text }, ...rest])?.recipients).toEqual([
      { address: 'kim@seoul.example', reason: '5.1.1 smtp; 550 5.1.1 no such user' },
      { address: 'park@seoul.example', reason: 'failed' },
    ]);
  });

  it.each([
    ['a delay', report('delayed')],
    ['a delivery', report('delivered')],
    ['a report without the original', report('failed').slice(0, 1)],
    ['a text that looks like one', [{ mediaType: 'text/plain', text: status('failed') }, original]],
  ])('N4 of %s is not a failure', (_, parts) => {
    expect(deliveryFailure(parts)).toBeUndefined();
  });
});
