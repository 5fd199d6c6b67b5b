import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Actions } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { Fact } from '../controls/facts.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { ClaimLink, PartnerName, TaxKind, UnitLink } from '../controls/named.tsx';
import { useTitle } from '../controls/title.ts';
import { useStatusName } from '../names.ts';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, mayOpen, useViewer } from '../viewer.ts';
import { UNIT_ACTIONS, type UnitView } from './unit-forms.ts';
import { UnitPage, type UnitPageQuery } from './units.graphql.ts';

export function UnitScreen() {
  return (
    <NoEntry entry="units">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { serial } = useParams({ from: '/units/$serial' });
  const staff = !isPartner(useViewer());
  const page = useQuery({
    queryKey: ['unit', serial],
    queryFn: ({ signal }) => ask(UnitPage, { serial, staff }, signal),
  });
  return (
    <main className="page">
      <Loaded query={page} lines={10}>
        {({ unit, intake }) =>
          unit ? <Shown key={unit.serial} unit={unit} intake={intake} /> : <Nothing title="unit.absent" />
        }
      </Loaded>
    </main>
  );
}

interface ShownProps {
  readonly unit: UnitView;
  readonly intake: UnitPageQuery['intake'];
}

/** One unit: where it went and is, what covers it, and what became of it. */
function Shown({ unit, intake }: ShownProps) {
  const { t } = useTexts();
  const viewer = useViewer();
  const { serial, newSerial, product, partner } = unit;
  useTitle(t('unit.title', { serial }));
  return (
    <>
      <header className="claim-head">
        <Back to="/claims" search={{}} name={t(isPartner(viewer) ? 'nav.mine' : 'nav.claims')} />
        <h1 className="mono">{serial}</h1>
        {mayOpen(viewer, 'records') ? (
          <Link to="/products/$sku" params={{ sku: product.sku }}>
            {product.name}
          </Link>
        ) : (
          <span>{product.name}</span>
        )}
        {!partner && !newSerial && <span className="status">{t('unit.inStock')}</span>}
      </header>
      {newSerial ? (
        <p className="note">
          {t('unit.mistyped')} <UnitLink serial={newSerial} />
        </p>
      ) : (
        <Actions of={unit} forms={UNIT_ACTIONS} whose={unit.serial}>
          {mayOpen(viewer, 'new') && intake.refusal === null && (
            <Link to="/new" search={{ serial }} className="button">
              {t('nav.new')}
            </Link>
          )}
        </Actions>
      )}
      <div className="batch-columns">
        <div className="claim-column">
          <Shipment unit={unit} />
          <Sales unit={unit} />
        </div>
        <div className="claim-column">
          <Coverage unit={unit} coverage={intake.coverage} />
          <Claims unit={unit} />
          <Chain unit={unit} />
        </div>
      </div>
    </>
  );
}

interface OfUnit {
  readonly unit: UnitView;
}

function Shipment({ unit }: OfUnit) {
  const { t, day, money, name } = useTexts();
  const isStaff = mayOpen(useViewer(), 'records');
  const { partner, batch, invoice, orderNumber, deliveredOn, deliveryProof } = unit;
  const carriage = [unit.carrier, unit.trackingNumber].filter(Boolean).join('\u00a0· ');
  return (
    <section className="facts">
      <h2>{t('unit.shipment')}</h2>
      <dl>
        <Fact name={t('facts.shipped')}>{day(unit.shippedOn)}</Fact>
        {partner && (
          <Fact name={t('unit.holder')}>
            <PartnerName partner={partner} />
          </Fact>
        )}
        {orderNumber && (
          <Fact name={t('owed.order')}>
            <span className="mono">{orderNumber}</span>
          </Fact>
        )}
        {carriage && <Fact name={t('field.carrier')}>{carriage}</Fact>}
        {deliveredOn && (
          <Fact name={t('field.deliveredOn')}>
            {day(deliveredOn)} <span className="soft">{deliveryProof}</span>
          </Fact>
        )}
        {invoice && (
          <>
            <Fact name={t('facts.invoice')}>
              <span className="mono">{invoice.number}</span>{' '}
              {invoice.date && <span className="soft">{day(invoice.date)}</span>}
            </Fact>
            <Fact name={t('unit.netPrice')}>{money(invoice.netPrice)}</Fact>
            <Fact name={t('credits.tax')}>
              {money(invoice.tax)} <TaxKind rate={invoice.taxRate} category={invoice.taxCategory} />
            </Fact>
          </>
        )}
        <Fact name={t('facts.batch')}>
          {isStaff ? (
            <Link to="/batches/$id" params={{ id: batch.id }} search={{}} className="mono">
              {batch.id}
            </Link>
          ) : (
            <span className="mono">{batch.id}</span>
          )}{' '}
          {batch.state && batch.state !== 'NORMAL' && <span className="warm">{name('BatchState', batch.state)}</span>}
        </Fact>
        <Fact name={t('batch.produced')}>{day(batch.producedOn)}</Fact>
      </dl>
    </section>
  );
}

/** Partners see the last one alone. */
function Sales({ unit: { sales, soldOn } }: OfUnit) {
  const { t, day } = useTexts();
  if (sales.length === 0 && !soldOn) return null;
  return (
    <section className="facts">
      <h2>{t('unit.sales')}</h2>
      {sales.length === 0 && soldOn && <p>{day(soldOn)}</p>}
      <ul>
        {sales.map((sale, at) => (
          <li key={at}>
            {day(sale.soldOn)} <PartnerName partner={sale.soldBy} /> →{' '}
            {sale.soldTo ? <PartnerName partner={sale.soldTo} /> : t('unit.consumer')}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Coverage({ unit: { extensions }, coverage }: OfUnit & Pick<ShownProps['intake'], 'coverage'>) {
  const { t, day, why } = useTexts();
  if (!coverage) return null;
  const { covered, expiresOn, failedChecks, policyId, policyVersion } = coverage;
  return (
    <section className="facts">
      <h2>{t('unit.coverage')}</h2>
      <p className={covered ? 'calm' : 'warm'}>
        {covered
          ? `✓ ${expiresOn ? t('covered.until', { day: day(expiresOn) }) : t('covered')}`
          : `! ${t('covered.not')}`}
      </p>
      {failedChecks.length > 0 && (
        <ul>
          {failedChecks.map((check) => (
            <li key={check.code}>{why(check)}</li>
          ))}
        </ul>
      )}
      {policyId && <p className="soft">{t('facts.policy', { policy: policyId, version: policyVersion ?? 0 })}</p>}
      {extensions.map(({ months, boughtOn, reason }, at) => (
        <p key={at}>
          {t('unit.extension', { months, day: day(boughtOn) })} <span className="soft">{reason}</span>
        </p>
      ))}
    </section>
  );
}

function Claims({ unit: { claims } }: OfUnit) {
  const { t, time } = useTexts();
  const statusName = useStatusName();
  return (
    <section className="facts">
      <h2>{t('facts.batchClaims')}</h2>
      {claims.length === 0 && <p className="soft">{t('facts.noEarlier')}</p>}
      <ul>
        {claims.map((claim) => (
          <li key={claim.id}>
            <ClaimLink claim={claim} /> {statusName(claim.status)}{' '}
            <span className="soft">{time(claim.submittedAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** C11: which unit took the place of which. */
function Chain({ unit: { serial, chain } }: OfUnit) {
  const { t, day } = useTexts();
  if (chain.length < 2) return null;
  return (
    <section className="facts">
      <h2>{t('unit.chain')}</h2>
      <ol>
        {chain.map((one) => (
          <li key={one.serial} aria-current={one.serial === serial ? 'true' : undefined}>
            {one.serial === serial ? <strong className="mono">{serial}</strong> : <UnitLink serial={one.serial} />}{' '}
            {one.product.name} <span className="soft">{t('intake.shipped', { day: day(one.shippedOn) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
