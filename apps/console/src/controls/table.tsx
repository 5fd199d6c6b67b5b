import type { ReactNode } from 'react';
import { durationMs } from '../clock.ts';
import { type Texts, useTexts } from '../texts.tsx';

type MoneyValue = Parameters<Texts['money']>[0];

/** What a column may hold, by how it is shown. What is not known is a dash. */
interface Kinds {
  readonly text: ReactNode;
  /** A text that needs its heading on a phone. */
  readonly named: ReactNode;
  readonly mono: ReactNode;
  /** What something is called by, such as a number of an order: it is not broken, and needs its heading on a phone. */
  readonly id: string | null | undefined;
  readonly day: string | null | undefined;
  readonly month: string;
  readonly time: string;
  readonly number: number;
  /** With two decimals. */
  readonly measured: number | null;
  readonly money: MoneyValue;
  readonly share: number | null;
  /** ISO 8601. */
  readonly duration: string | null;
}

type ColumnOf<Row, Kind extends keyof Kinds> = {
  readonly heading: string;
  readonly kind: Kind;
  readonly read: (row: Row) => Kinds[Kind];
};

/** One column: its heading, what kind of content it has, and where a row has it. */
export type Column<Row> = { [Kind in keyof Kinds]: ColumnOf<Row, Kind> }[keyof Kinds];

interface TableProps<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** False: not for this reader. */
  readonly columns: readonly (Column<Row> | false)[];
}

export function Table<Row>({ rows, keyOf, columns }: TableProps<Row>) {
  const texts = useTexts();
  const shown = columns.filter((column) => column !== false);
  return (
    <div className="table-wrap">
      <table className="rows">
        <thead>
          <tr>
            {shown.map(({ heading, kind }) => (
              <th key={heading} className={NUMBERS.includes(kind) ? 'number' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {shown.map((column) => (
                <td
                  key={column.heading}
                  className={classOf(column.kind)}
                  data-name={isNamed(column.kind) ? texts.capital(column.heading) : undefined}
                >
                  {contentOf(column, row, texts)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NUMBERS: readonly (keyof Kinds)[] = ['number', 'measured', 'money', 'share', 'duration'];
const classOf = (kind: keyof Kinds): string | undefined =>
  NUMBERS.includes(kind) ? 'number' : kind === 'mono' || kind === 'time' ? kind : undefined;
/** What says nothing on a phone without its heading. */
const isNamed = (kind: keyof Kinds): boolean => ['named', 'id', 'day', 'time', ...NUMBERS].includes(kind);

function contentOf<Row>(column: Column<Row>, row: Row, texts: Texts): ReactNode {
  switch (column.kind) {
    case 'text':
    case 'named':
    case 'mono':
      return column.read(row);
    case 'id': {
      const id = column.read(row);
      return id && <span className="mono">{id}</span>;
    }
    case 'day': {
      const day = column.read(row);
      return day && texts.day(day);
    }
    case 'month':
      return texts.month(column.read(row));
    case 'time':
      return texts.time(column.read(row));
    case 'number':
      return texts.number(column.read(row));
    case 'measured': {
      const measured = column.read(row);
      return measured === null ? '–' : texts.measured(measured);
    }
    case 'money':
      return texts.money(column.read(row));
    case 'share': {
      const share = column.read(row);
      return share === null ? '–' : texts.percent(share);
    }
    case 'duration': {
      const took = column.read(row);
      return took === null ? '–' : texts.duration(durationMs(took));
    }
  }
}
