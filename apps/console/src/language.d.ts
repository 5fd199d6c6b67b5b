declare module 'virtual:language/*/office' {
  import type { Messages } from '@lingui/core';
  import type { Words } from '#words';

  const catalogue: {
    readonly messages: Messages;
    readonly curve: Omit<Words['curve'], 'legend'>;
  };
  export default catalogue;
}

declare module 'virtual:language/*' {
  import type { Messages } from '@lingui/core';
  import type { Words } from '#words';
  import type { SHOWN } from './texts/shown.ts';

  const catalogue: {
    readonly messages: Messages;
    readonly codes: Readonly<Record<string, string>>;
    readonly values: Pick<Words['values'], (typeof SHOWN)[number]>;
  };
  export default catalogue;
}
