import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { ActionButton, New } from '../controls/actions.tsx';
import { Listed, Loaded, useList } from '../controls/loaded.tsx';
import { DeletedNote } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import { LegalEntities as LegalEntitiesQuery, Staff as StaffQuery } from './admin.graphql.ts';
import { DELETE_MAILS, ENTITY_FORM, NEW_ENTITY, NEW_STAFF, STAFF_FORM } from './people-forms.ts';

const NameWithId = ({ id, name }: { readonly id: string; readonly name: string }) => (
  <>
    {name} <code className="soft">{id}</code>
  </>
);

/** Who works on claims, and who stands in for whom. */
export function Staff() {
  const { t, day, name: inWords } = useTexts();
  const viewer = useViewer();
  const list = useList(StaffQuery, {}, ({ staff }) => staff);
  return (
    <>
      <div className="filters-row">
        <New mutation="enrollStaff" form={NEW_STAFF} />
      </div>
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
            keyOf={({ id }) => id}
            columns={[
              {
                heading: t('staff.name'),
                kind: 'text',
                read: ({ id, name, mailsDeletion }) => (
                  <>
                    <NameWithId id={id} name={name} />
                    {mailsDeletion && <DeletedNote of={mailsDeletion} isOfPerson />}
                  </>
                ),
              },
              {
                heading: t('staff.roles'),
                kind: 'named',
                read: ({ roles }) =>
                  roles.map((role) => inWords('Role', role)).join(t('comma')) || (
                    <span className="soft">{t('staff.left')}</span>
                  ),
              },
              { heading: t('records.products'), kind: 'named', read: ({ products }) => products.join(t('comma')) },
              {
                heading: t('staff.away'),
                kind: 'named',
                read: ({ awayFrom, awayUntil }) =>
                  [awayFrom, awayUntil].flatMap((one) => (one ? [day(one)] : [])).join(' – '),
              },
              { heading: t('staff.deputy'), kind: 'named', read: ({ deputy }) => deputy?.name },
              { heading: t('staff.manager'), kind: 'named', read: ({ manager }) => manager?.name },
              mayAsk(viewer, 'amendStaff') && {
                heading: t('actions'),
                kind: 'text',
                read: (member) => (
                  <div className="buttons">
                    <ActionButton form={STAFF_FORM} of={member} whose={member.name} />
                    <ActionButton form={DELETE_MAILS} of={member} whose={member.name} />
                  </div>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </>
  );
}

/** Who invoices (R1). */
export function Entities() {
  const { t, month, yearDay } = useTexts();
  const viewer = useViewer();
  const list = useQuery({
    queryKey: ['legal-entities'],
    queryFn: async ({ signal }) => (await ask(LegalEntitiesQuery, {}, signal)).legalEntities,
  });
  return (
    <>
      <div className="filters-row">
        <New mutation="registerLegalEntity" form={NEW_ENTITY} />
      </div>
      <Loaded query={list}>
        {(rows) => (
          <Table
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                heading: t('records.name'),
                kind: 'text',
                read: NameWithId,
              },
              { heading: t('records.vatId'), kind: 'id', read: ({ vatId }) => vatId },
              { heading: t('calendar.zone'), kind: 'named', read: ({ timeZone }) => timeZone },
              {
                heading: t('entity.fiscalYear'),
                kind: 'named',
                read: ({ fiscalYearStart }) => yearDay(fiscalYearStart),
              },
              {
                heading: t('entity.closed'),
                kind: 'named',
                read: ({ closedThrough }) => closedThrough && month(closedThrough),
              },
              mayAsk(viewer, 'amendLegalEntity') && {
                heading: t('actions'),
                kind: 'text',
                read: (entity) => <ActionButton form={ENTITY_FORM} of={entity} whose={entity.name} />,
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
