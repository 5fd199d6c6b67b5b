// The package has types for its whole only.

declare module 'mailauth/lib/dkim/verify.js' {
  export { dkimVerify } from 'mailauth';
}
declare module 'mailauth/lib/dmarc/index.js' {
  export { dmarc } from 'mailauth';
}
declare module 'mailauth/lib/spf/index.js' {
  export { spf } from 'mailauth';
}
declare module 'mailauth/lib/parse-received.js' {
  import type { ReceivedChainEntry } from 'mailauth';

  /** @param line a whole header @returns false where there is no colon */
  export function parseReceived(line: string): ReceivedChainEntry | false;
}
