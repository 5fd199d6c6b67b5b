import { type ReactNode, type SubmitEvent, useId, useLayoutEffect, useRef } from 'react';
import { useTexts } from '../texts.tsx';
import type { Writing } from '../write.ts';
import { isLine } from './line-input.tsx';
import { NotWritten } from './notes.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly isWide?: boolean;
}

/** A native dialog: focus stays in it, and goes back to where it came from. */
export function Dialog({ title, onClose, children, isWide = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { t } = useTexts();
  // While it is still in the page: one that was taken out of it gives the focus back to nothing.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The first thing to fill in or to send, not the button that closes it, nor before others a choice that is made already; what is final is not one press away.
    const first = [
      'form :is(input:not([type="radio"]:valid), textarea, select)',
      'form :is(input, button:not(.final))',
      '.primary',
    ];
    first
      .map((one) => dialog?.querySelector<HTMLElement>(one))
      .find(Boolean)
      ?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      className={isWide ? 'dialog wide' : 'dialog'}
      onClose={onClose}
      onKeyDown={(event) => {
        // The browser would close it a moment later, and what is typed meanwhile would still be its keys.
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" aria-label={t('close')} title={t('close')} onClick={onClose}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface FormProps {
  readonly onSubmit: (fields: FormData) => void;
  readonly children: ReactNode;
  readonly className?: string;
}

const isTyped = (field: unknown): field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement =>
  field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;

/** Of fields that are checked anew: one radio button may have been faulty for all of its group. */
function forgetFaults({ elements }: HTMLFormElement): void {
  for (const field of elements) if (isTyped(field)) field.setCustomValidity('');
}

/** Ctrl+Enter sends it from anywhere in it, and in its dialog. */
export function Form({ onSubmit, children, className }: FormProps) {
  const { t } = useTexts();
  const element = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Blanks alone are nothing: the browser says so, as of a field that is empty.
    for (const field of event.currentTarget.elements)
      if (isTyped(field) && field.required && field.type !== 'file' && field.value.trim() === '') field.value = '';
    if (event.currentTarget.reportValidity()) onSubmit(new FormData(event.currentTarget));
  };
  useLayoutEffect(() => {
    const form = element.current;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey || isLine(event.target)))
        return;
      event.preventDefault();
      // As if the button were pressed: not while it cannot be.
      if (!form || form.querySelector('button[type="submit"]:disabled')) return;
      forgetFaults(form);
      form.requestSubmit();
    };
    const around: HTMLElement | null | undefined = form?.closest('dialog') ?? form;
    around?.addEventListener('keydown', pressed);
    return () => around?.removeEventListener('keydown', pressed);
  }, []);
  return (
    <form
      ref={element}
      onSubmit={submit}
      className={className}
      // The browser would say it in its own language, not in that of the page.
      onInvalidCapture={({ target }) => {
        if (isTyped(target) && !target.validity.customError)
          target.setCustomValidity(
            target.dataset.missing || t(target.validity.valueMissing ? 'field.empty' : 'field.incomplete'),
          );
      }}
      onInputCapture={({ currentTarget }) => forgetFaults(currentTarget)}
      // Before what is pressed has it checked again.
      onClickCapture={({ currentTarget }) => forgetFaults(currentTarget)}
    >
      {/* Shown where something has the mark. */}
      <p className="required-note soft small">{t('form.required')}</p>
      {children}
    </form>
  );
}

interface DiscardProps {
  readonly changes: object;
  readonly forget: () => void;
}

/** Of what was typed and is kept: it may be of long ago. */
export function Discard({ changes, forget }: DiscardProps) {
  const { t } = useTexts();
  return (
    Object.keys(changes).length > 0 && (
      <button type="button" className="quiet" onClick={forget}>
        {t('intake.discard')}
      </button>
    )
  );
}

interface DialogFootProps {
  /** What sends it is called. */
  readonly send: string;
  /** Whether what it does cannot be undone. */
  readonly isFinal?: boolean | undefined;
  readonly writing: Writing;
  /** It cannot be sent: files are still on their way, or it is not possible any more. */
  readonly isHeld: boolean;
  readonly onClose: () => void;
}

/**
 * While a form is sent, and until the page behind it shows what was written, a key is no longer meant for the form: it is kept for that page.
 * What is refused has the focus again where it was.
 */
function useKeptKeys(isKept: boolean): void {
  useLayoutEffect(() => {
    if (!isKept) return undefined;
    const at = document.activeElement as HTMLElement | null;
    const kept: KeyboardEvent[] = [];
    const keep = (event: KeyboardEvent) => {
      if (event.key === 'Escape' || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      // Pressed twice is pressed once.
      if (event.key !== 'Enter') kept.push(event);
    };
    // Else a syllable could be put together in it.
    at?.blur();
    document.addEventListener('keydown', keep, true);
    return () => {
      document.removeEventListener('keydown', keep, true);
      at?.focus();
      // Once the dialog is gone.
      setTimeout(() => {
        for (const event of kept)
          (document.activeElement ?? document).dispatchEvent(new KeyboardEvent('keydown', event));
      });
    };
  }, [isKept]);
}

/** Below the fields of a form in a dialog: why it was not written, what sends it and what closes it. */
export function DialogFoot({ send, isFinal, writing, isHeld, onClose }: DialogFootProps) {
  const { t } = useTexts();
  useKeptKeys(writing.isBusy);
  return (
    <>
      <NotWritten of={writing} />
      <div className="buttons">
        <button type="submit" className={isFinal ? 'primary final' : 'primary'} disabled={writing.isBusy || isHeld}>
          {send}
        </button>
        <button type="button" onClick={onClose}>
          {t('notNow')}
        </button>
        <span className="hint">Ctrl+Enter</span>
      </div>
    </>
  );
}
