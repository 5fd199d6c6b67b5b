import { buildSchema } from 'graphql';
import { requireDescriptions } from './require-descriptions.ts';

const described = `
"""A lamp."""
type Lamp {
  """Its light."""
  lumen(
    """At this distance."""
    metres: Int
  ): Int
}
"""Where it hangs."""
enum Place {
  """Inside."""
  HALL
}
"""Which lamps."""
input LampFilter {
  """In this place."""
  place: Place
}
type Query {
  """All lamps."""
  lamps(
    """Which of them."""
    filter: LampFilter
  ): [Lamp]
}`;
const start = (schema: string) => () => requireDescriptions(buildSchema(schema));

describe('The API does not start', () => {
  it.each([
    ['a type', 'A lamp.', 'Lamp'],
    ['a field', 'Its light.', 'Lamp.lumen'],
    ['an argument', 'At this distance.', 'Lamp.lumen(metres)'],
    ['an enumeration', 'Where it hangs.', 'Place'],
    ['an enum value', 'Inside.', 'Place.HALL'],
    ['an input', 'Which lamps.', 'LampFilter'],
    ['an input field', 'In this place.', 'LampFilter.place'],
    ['a query', 'All lamps.', 'Query.lamps'],
  ])('with %s that has no description, and names it', (_, description, name) => {
    expect(start(described.replace(`"""${description}"""`, ''))).toThrow(
      `Without a description in the GraphQL schema: ${name}. Give each decorator one.`,
    );
  });

  it('unless everything but the roots has one', () => {
    expect(start(described)).not.toThrow();
  });
});
