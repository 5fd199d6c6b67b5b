import { at, type Instant } from '#kernel';
import { streamOf, timerScenarios, useCaseScenarios } from '#platform/specs';
import { legalEntities, legalEntityDirectory, type RegisterLegalEntity } from '#warranty';
import { by, entityListed, entityRegistered } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { createFirstLegalEntity, registerLegalEntity } from './register-legal-entity.ts';

const aggregates = [legalEntities, legalEntityDirectory];
const NOW = '2026-06-01T02:00:00.000Z';
const entity = streamOf(legalEntities, 'MG');
const directory = streamOf(legalEntityDirectory, 'all');

describe('registering a legal entity', () => {
  const { given, nothing } = useCaseScenarios(aggregates, (data: RegisterLegalEntity['data'], meta, facts) =>
    registerLegalEntity(data, meta, portsOver(facts)),
  );
  const mg = { legalEntityId: 'MG', name: 'MG', timeZone: 'UTC' };

  it('R1 records it, then lists it', () =>
    nothing.when(mg, by()).then(entity(at(NOW, entityRegistered())), directory(at(NOW, entityListed()))));

  it('R1 repeated changes nothing; with other data it is refused', async () => {
    await given(entity(entityRegistered()), directory(entityListed())).when(mg, by()).thenUnchanged();
    await given(entity(entityRegistered()), directory(entityListed()))
      .when({ ...mg, name: 'Lumessa' }, by())
      .thenRefused('R1', 'LEGAL_ENTITY_EXISTS');
  });
});

describe('setting up a new store', () => {
  const { given } = timerScenarios(aggregates, (now: Instant, facts) =>
    createFirstLegalEntity('MG', now, portsOver(facts)),
  );

  it('R1 lists and registers the legal entity of the settings: named by its id, in UTC, without an address', () =>
    given()
      .at(NOW)
      .then(directory(at(NOW, entityListed())), entity(at(NOW, entityRegistered()))));

  const kr = { legalEntityId: 'KR', name: 'KR' };
  const korea = streamOf(legalEntities, 'KR');

  it('R1 completes an interrupted set-up, even under another setting', async () => {
    await given(directory(entityListed()))
      .at(NOW)
      .then(entity(at(NOW, entityRegistered())));
    await given(directory(entityListed('KR')))
      .at(NOW)
      .then(korea(at(NOW, entityRegistered(kr))));
  });

  it('R1 adds none if there is one', () =>
    given(directory(entityListed('KR')), korea(entityRegistered(kr)))
      .at(NOW)
      .thenNone());
});
