declare module 'virtual:language/*' {
  import type { Messages } from '@lingui/core';
  import type { Words } from '#words';

  const catalogue: {
    readonly messages: Messages;
    readonly codes: Readonly<Record<string, string>>;
    readonly values: Words['values'];
  };
  export default catalogue;
}
