import type { Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { persons } from './people.aggregates.ts';
import { personRecorded } from './people.facts.fixture.ts';
import { type PersonDocument, peopleProjection } from './people.projection.ts';

const { given } = projectionScenarios<PersonDocument>(peopleProjection);
const mina = streamOf(persons, 'mina');
const contact = streamOf(persons, 'CONTACT-1');

describe('people', () => {
  it('N1 are found by their address in any spelling, with what was recorded last', () =>
    given(
      mina(personRecorded(), personRecorded({ email: 'Mina.Kang@Makegood.example' })),
      contact(
        personRecorded({ personId: 'CONTACT-1', partnerId: 'P-SEOUL', name: undefined, email: 'as@hanbit.example' }),
      ),
    ).then(
      {
        id: 'mina',
        name: 'Mina Kang',
        email: 'Mina.Kang@Makegood.example',
        address: 'mina.kang@makegood.example',
      },
      { id: 'CONTACT-1', partnerId: 'P-SEOUL', email: 'as@hanbit.example', address: 'as@hanbit.example' },
    ));

  it('A4 have when and why their mails were deleted, also once they are recorded anew', () =>
    given(
      mina(
        personRecorded(),
        { type: 'MailDeletionRequested', data: { personId: 'mina', reason: 'Asked for.' } },
        personRecorded({ name: 'Mina' }),
      ),
    ).then({
      id: 'mina',
      name: 'Mina',
      email: 'mina@makegood.example',
      address: 'mina@makegood.example',
      mailsDeletion: { at: '2026-03-09T02:00:00.000Z' as Instant, reason: 'Asked for.' },
    }));
});
