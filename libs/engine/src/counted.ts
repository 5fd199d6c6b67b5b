export const counted = (count: number, what: string, plural = `${what}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? what : plural}`;
