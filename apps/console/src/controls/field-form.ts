import { type TextId, type Texts, useTexts } from '../texts.tsx';
import type { ListName } from './code-input.tsx';

export interface FieldOption {
  readonly value: string;
  readonly label?: string;
  readonly text?: TextId;
  /** The enumeration that it is a value of, or `named` is, with the label before it. */
  readonly named?: string;
  readonly of?: Parameters<Texts['name']>[0];
  /** Whether it is a code of the engine, such as that of a failed check. */
  readonly isCode?: boolean;
}

export interface FieldForm {
  readonly name: string;
  readonly label: TextId;
  readonly hint?: TextId;
  /** The value of `many` has a line for each that is chosen, that of `lines` is as `linesOf` has it; that of `yearDay` is as 04-01. */
  readonly kind:
    | 'text'
    | 'long'
    | 'code'
    | 'choice'
    | 'many'
    | 'list'
    | 'lines'
    | 'instant'
    | 'day'
    | 'yearDay'
    | 'number';
  readonly options?: readonly FieldOption[];
  /** Of a list or a code, which may be typed: what it is chosen of; names are asked for when the form opens. */
  readonly from?: ListName;
  readonly initial?: string;
  /** Of a day on which something has usually just happened. */
  readonly isToday?: true;
  readonly isRequired?: boolean;
  /** Of each of several lines. */
  readonly cells?: readonly Cell[];
  /** There is exactly one line. */
  readonly isOne?: true;
}

export interface Cell extends Pick<FieldForm, 'name' | 'label' | 'options' | 'from' | 'isRequired'> {
  readonly kind: 'text' | 'number' | 'list' | 'code' | 'day';
}

/** What an option is called. */
export function useWords(): (option: FieldOption) => string {
  const { t, code, name } = useTexts();
  return ({ text, of, label, isCode, value: one, named = one }) => {
    if (text) return t(text);
    if (of) return [label, name(of, named)].filter(Boolean).join(' · ');
    return label ?? (isCode ? code(one) : undefined) ?? one;
  };
}

export interface FieldProps {
  readonly field: FieldForm;
  readonly value: string;
  readonly onChange: (value: string) => void;
}
