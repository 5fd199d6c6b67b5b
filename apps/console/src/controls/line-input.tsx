interface LineInputProps {
  readonly id?: string;
  readonly lang?: string | undefined;
  readonly label?: string;
  readonly isCode?: boolean;
  readonly isRequired?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A text of one line, which is shown whole: it goes on below where it is longer than its place. */
export function LineInput({ id, lang, label, isCode = false, isRequired = false, value, onChange }: LineInputProps) {
  return (
    <textarea
      id={id}
      lang={lang}
      aria-label={label}
      placeholder={label}
      className={isCode ? 'line coded' : 'line'}
      rows={1}
      required={isRequired}
      value={value}
      // Also one that was copied with its end of line.
      onChange={({ target }) => onChange(target.value.replaceAll(/[\r\n]+/g, ' '))}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.preventDefault();
      }}
    />
  );
}

/** Enter sends its form, as that of any field of one line. */
export const isLine = (field: EventTarget | null): boolean =>
  field instanceof HTMLTextAreaElement && field.classList.contains('line');
