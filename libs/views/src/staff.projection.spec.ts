import { staff } from '#people';
import { staffChanged, staffEnrolled } from '#people/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type StaffDocument, staffProjection } from './staff.projection.ts';

const { given } = projectionScenarios<StaffDocument>(staffProjection);

it('N3 the members of staff are shown as they are now', () =>
  given(
    streamOf(staff, 'mina')(staffEnrolled(), staffChanged({ deputy: 'jun', products: ['GLOW-1'] })),
    streamOf(staff, 'jun')(staffEnrolled({ staffId: 'jun' }), staffChanged({ roles: [] }, 'jun')),
  ).then(
    { id: 'mina', roles: ['REVIEWER'], products: ['GLOW-1'], deputy: 'jun' },
    { id: 'jun', roles: [], products: [] },
  ));
