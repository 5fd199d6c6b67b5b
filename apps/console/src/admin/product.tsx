import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Discard, Form } from '../controls/dialog.tsx';
import { Field } from '../controls/fields.tsx';
import { whatDiffers } from '../controls/forms.ts';
import { LineInput } from '../controls/line-input.tsx';
import { NotWritten } from '../controls/notes.tsx';
import { named, say } from '../controls/said.tsx';
import { useKeptChanges } from '../drafts.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { LANGUAGES, useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import { useWriting } from '../write.ts';
import { AmendProduct, type AmendProductInput, Product, type ProductQuery } from './admin.graphql.ts';
import { RecordPage } from './record-page.tsx';

type Listed = ProductQuery['products']['nodes'][number];

/** One defect; its labels by language, that for every other language under ''. */
interface Defect {
  readonly code: string;
  readonly group: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Draft {
  readonly name: string;
  readonly weightGrams: string;
  readonly family: string;
  readonly defects: readonly Defect[];
}

const OTHERS = '';

export function ProductScreen() {
  return (
    <NoEntry entry="records">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { sku } = useParams({ from: '/products/$sku' });
  const product = useQuery({
    queryKey: ['product', sku],
    queryFn: async ({ signal }) =>
      (await ask(Product, { sku }, signal)).products.nodes.find((one) => one.sku === sku) ?? null,
  });
  return (
    <RecordPage part="products" id={sku} query={product} nameOf={({ name }) => name}>
      {(data) => <Shown key={sku} product={data} />}
    </RecordPage>
  );
}

const defectsOf = ({ defectGroups }: Listed): readonly Defect[] =>
  defectGroups.flatMap(({ group, codes, labels }) =>
    codes.map((code) => ({
      code,
      group,
      labels: Object.fromEntries(
        labels.flatMap((one) => (one.code === code ? [[one.language ?? OTHERS, one.label]] : [])),
      ),
    })),
  );

const draftOf = (product: Listed): Draft => ({
  name: product.name,
  weightGrams: String(product.weightGrams ?? ''),
  family: product.family ?? '',
  defects: defectsOf(product),
});

/** Each group as often as it is typed the same, in the order in which they are typed. */
const groupsOf = (defects: readonly Defect[]): NonNullable<AmendProductInput['defectGroups']> =>
  [...Map.groupBy(defects, ({ group }) => group.trim())].map(([group, all]) => ({
    group,
    codes: all.map(({ code }) => code.trim()),
    labels: all.flatMap(({ code, labels }) =>
      Object.entries(labels).flatMap(([language, label]) =>
        label.trim() ? [{ code: code.trim(), label: label.trim(), ...(language !== OTHERS && { language }) }] : [],
      ),
    ),
  }));

const factsOf = ({ name, weightGrams, family, defects }: Draft): Omit<AmendProductInput, 'sku'> => ({
  name: name.trim(),
  defectGroups: groupsOf(defects),
  ...(weightGrams && { weightGrams: Number(weightGrams) }),
  ...(family.trim() && { family: family.trim() }),
});

function Shown({ product }: { readonly product: Listed }) {
  const { t } = useTexts();
  const mayChange = mayAsk(useViewer(), 'amendProduct');
  const listed = draftOf(product);
  const { changes, changed, change, forget } = useKeptChanges(`product/${product.sku}`, listed);
  const { defects, ...values } = changed;
  const writing = useWriting();
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (value: string) => change({ [name]: value }),
  });
  const save = async () => {
    const input = { sku: product.sku, ...whatDiffers(factsOf(changed), factsOf(listed)) };
    const done = await writing.write(AmendProduct, input, ({ answer }) => answer);
    if (!done) return;
    say({ ...done, what: named(t('product.save'), values.name.trim()) });
    forget();
  };
  return (
    <Form className="action" onSubmit={() => void save()}>
      <fieldset disabled={!mayChange} className="action">
        <div className="terms">
          <Field field={{ name: 'name', label: 'records.name', kind: 'text', isRequired: true }} {...field('name')} />
          <Field field={{ name: 'weightGrams', label: 'product.weight', kind: 'number' }} {...field('weightGrams')} />
          <Field
            field={{ name: 'family', label: 'product.family', hint: 'product.family.hint', kind: 'text' }}
            {...field('family')}
          />
        </div>
        <h2>{t('product.defects')}</h2>
        {defects.map((defect, at) => (
          <DefectRow
            key={at}
            defect={defect}
            onChange={(more) => change({ defects: defects.with(at, { ...defect, ...more }) })}
            onRemove={mayChange ? () => change({ defects: defects.toSpliced(at, 1) }) : undefined}
          />
        ))}
        <NotWritten of={writing} />
        {mayChange && (
          <div className="buttons at-hand">
            <button
              type="button"
              onClick={() =>
                change({ defects: [...defects, { code: '', group: defects.at(-1)?.group ?? '', labels: {} }] })
              }
            >
              {t('product.addDefect')}
            </button>
            <button type="submit" className="primary" disabled={writing.isBusy}>
              {t('product.save')}
            </button>
            <Discard changes={changes} forget={forget} />
          </div>
        )}
      </fieldset>
    </Form>
  );
}

interface DefectRowProps {
  readonly defect: Defect;
  readonly onChange: (more: Partial<Defect>) => void;
  /** Undefined: not for this reader. */
  readonly onRemove: (() => void) | undefined;
}

function DefectRow({ defect, onChange, onRemove }: DefectRowProps) {
  const { t } = useTexts();
  const { code, group, labels } = defect;
  const name = code || t('product.addDefect');
  const languages = [...new Set([...Object.keys(LANGUAGES), ...Object.keys(labels), OTHERS])];
  const remove = t('files.remove', { name });
  return (
    <div className="defect" role="group" aria-label={name}>
      <div className="filters-row">
        <label className="choice wide">
          <span>{t('intake.code')}</span>
          <LineInput isCode isRequired value={code} onChange={(typed) => onChange({ code: typed })} />
        </label>
        <label className="choice wide">
          <span>{t('batch.group')}</span>
          <LineInput isRequired value={group} onChange={(typed) => onChange({ group: typed })} />
        </label>
        {onRemove && (
          <button type="button" className="quiet" aria-label={remove} title={remove} onClick={onRemove}>
            ✕
          </button>
        )}
      </div>
      <div className="labels">
        {languages.map((language) => (
          <label key={language} className="choice">
            <span>{language === OTHERS ? t('product.label') : (LANGUAGES[language as 'en'] ?? language)}</span>
            <LineInput
              lang={language || undefined}
              value={labels[language] ?? ''}
              onChange={(typed) => onChange({ labels: { ...labels, [language]: typed } })}
            />
          </label>
        ))}
      </div>
    </div>
  );
}
