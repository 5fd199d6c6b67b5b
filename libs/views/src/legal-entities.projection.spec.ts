import { projectionScenarios, streamOf } from '#platform/specs';
import { legalEntities } from '#warranty';
import { entityChanged, entityRegistered } from '#warranty/facts';
import { legalEntitiesProjection, type LegalEntityDocument } from './legal-entities.projection.ts';

const { given } = projectionScenarios<LegalEntityDocument>(legalEntitiesProjection);
const entity = streamOf(legalEntities, 'MG');
const mg = { legalEntityId: 'MG', name: 'MG', timeZone: 'UTC', fiscalYearStart: '01-01' };

describe('the legal entities', () => {
  it('R1 are shown with their current data', async () => {
    await given(entity(entityRegistered())).then({ id: 'MG', current: mg });
    await given(entity(entityRegistered(), entityChanged({ name: 'Lumessa', timeZone: 'Asia/Seoul' }))).then({
      id: 'MG',
      current: { ...mg, name: 'Lumessa', timeZone: 'Asia/Seoul' },
    });
  });

  it('R1 exist only once registered: a change does not create one', () =>
    given(entity(entityChanged({ name: 'Lumessa' }))).thenNone());
});
