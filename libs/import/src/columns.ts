import type { Field, Input } from '#requests';

/** One column of an import file, derived from a field of a request. */
export interface Column {
  readonly name: string;
  readonly required: boolean;
  readonly kind: 'text' | 'whole' | 'day' | 'amount' | 'currency' | 'json' | 'list' | 'notation';
  /** For people: what it means, and how it is written. */
  readonly description: string;
  /** Where its value goes in the input, and how it is read. Text that cannot be read is left to the request's own check. */
  readonly path: readonly string[];
  read(cell: string): unknown;
}

/** How a list of composed values is written in one cell, by the name of its input. */
interface Notation {
  readonly written: string;
  read(cell: string): unknown;
}

const parts = (cell: string, by: string): readonly string[] => cell.split(by).map((part) => part.trim());

const whole = (cell: string): number | string => (/^\d{1,15}$/.test(cell) ? Number(cell) : cell);

/** Other text is left as it is: a record may be a remark. */
function json(cell: string): unknown {
  try {
    // `__proto__` would set an object's prototype.
    return JSON.parse(cell, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return cell;
  }
}

const NOTATIONS: Readonly<Record<string, Notation>> = {
  DefectGroupInput: {
    written: 'light: DIM|DARK; power: NO-CHARGE',
    read: (cell) =>
      parts(cell, ';').map((group) => {
        const [name = '', codes = ''] = parts(group, ':');
        return { group: name, codes: codes === '' ? [] : parts(codes, '|') };
      }),
  },
  EvidenceDemandInput: {
    written: 'PHOTO 2; NO-LIGHT: VIDEO 1',
    read: (cell) =>
      parts(cell, ';').map((demand) => {
        const [, defectCode, kind = demand, atLeast = '1'] = /^(?:([^:]*):)?\s*(\S+)(?:\s+(\S+))?$/.exec(demand) ?? [];
        return { ...(defectCode !== undefined && { defectCode: defectCode.trim() }), kind, atLeast: whole(atLeast) };
      }),
  },
  EvidenceInput: {
    written:
      'front.jpg|video.mp4|PROOF_OF_PURCHASE: receipt.pdf, each a file of the evidence folder or the SHA-256 of one uploaded before',
    read: (cell) =>
      parts(cell, '|').map((file) => {
        const [, kind, name] = /^([A-Z_]+):\s*(.*)$/.exec(file) ?? [];
        return { ...(kind !== undefined && { kind }), name: name ?? file };
      }),
  },
};

/** The columns for an input: one for each field, those of a composed field with its name before them. */
export function columnsOf({ fields }: Input): readonly Column[] {
  const columns = Object.values(Object.groupBy(columnsIn(fields, [], true), ({ name }) => name)) as Column[][];
  // All amounts of a row have one currency.
  return columns.map((same) => ({ ...(same[0] as Column), required: same.some(({ required }) => required) }));
}

function columnsIn(fields: Input['fields'], path: readonly string[], required: boolean): Column[] {
  return Object.entries(fields).flatMap(([member, field]) =>
    columnsFor(field, member, [...path, member], required && !field.optional),
  );
}

function columnsFor(field: Field, name: string, path: readonly string[], required: boolean): Column[] {
  const { type, list, description } = field;
  const column = (kind: Column['kind'], read: Column['read'], how = ''): Column[] => [
    { name, required, kind, path, read, description: description + how },
  ];
  if (typeof type === 'object' && 'input' in type) {
    const { input } = type;
    if (input.name === 'MoneyInput') return moneyColumns(field, name, path, required);
    if (!list)
      return columnsIn(input.fields, path, required).map((part) => ({ ...part, name: joined(name, part.name) }));
    const notation = NOTATIONS[input.name];
    // A list without a notation is given by rows of its own.
    if (!notation) return columnsIn(input.fields, path, required).map(singular);
    return column('notation', notation.read, ` Written: ${notation.written}.`);
  }
  if (list) return column('list', (cell) => parts(cell, '|'), ' Several are separated by |.');
  if (type === 'Int') return column('whole', whole);
  if (type === 'Date') return column('day', (cell) => cell, ' Written: 2026-03-09.');
  if (type === 'JSON') return column('json', json);
  if (typeof type === 'object')
    return column('text', (cell) => cell, ` One of ${Object.keys(type.enumeration.values).join(', ')}.`);
  return column('text', (cell) => cell);
}

const joined = (name: string, member: string): string => name + member.charAt(0).toUpperCase() + member.slice(1);

/** Of a list that is given by rows, each row has one: serials become serial. */
const singular = (column: Column): Column =>
  column.kind === 'list'
    ? {
        ...column,
        kind: 'text',
        name: column.name.replace(/s$/, ''),
        read: (cell) => cell,
        description: column.description.replace(/ Several .*$/, ''),
      }
    : column;

function moneyColumns({ description }: Field, name: string, path: readonly string[], required: boolean): Column[] {
  const text = (cell: string) => cell;
  return [
    { name, required, kind: 'amount', path, description: `${description} Written: 129.90.`, read: text },
    {
      name: 'currency',
      required,
      kind: 'currency',
      path: [],
      description: 'ISO 4217 code of the currency of the amounts, such as EUR.',
      read: text,
    },
  ];
}
