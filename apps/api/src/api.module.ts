import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { type Authenticator, Enquiry, HealthController, MAKEGOOD, type Makegood, MakegoodModule } from '#wiring';
import { Caller } from './caller.ts';
import { ClaimChanges } from './claim-changes.ts';
import { ClaimResolver } from './claim.resolver.ts';
import { formatError } from './errors.ts';
import { EvidenceController } from './evidence.controller.ts';
import { CreditNoteResolver, ReplacementResolver } from './finance.resolver.ts';
import { MutationsResolver } from './mutations.resolver.ts';
import { Patience } from './patience.ts';
import { BatchResolver, OthersResolver, PartnerResolver, UnitResolver } from './registry.resolver.ts';
import { SubscriptionsResolver } from './subscriptions.resolver.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { failure, told } from './errors.ts';

/** What a request brings: over HTTP its headers, over WebSocket what was said when it was opened. */
interface Incoming {
  readonly req?: { readonly headers: { readonly authorization?: string } };
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

const authorizationOf = ({ req, connectionParams }: Incoming): string | undefined => {
  const given = connectionParams?.Authorization ?? connectionParams?.authorization;
  return typeof given === 'string' ? given : req?.headers.authorization;
};

/** Costs and depths beyond any honest query: hostile ones are refused before they are carried out. */
const armor = () =>
  new ApolloArmor({
    maxDepth: { n: 12 },
    maxAliases: { n: 30 },
    maxDirectives: { n: 30 },
    maxTokens: { n: 3_000 },
    costLimit: { maxCost: 50_000 },
    blockFieldSuggestion: { enabled: false },
  }).protect();

const resolvers = [
  ClaimResolver,
  PartnerResolver,
  UnitResolver,
  BatchResolver,
  OthersResolver,
  CreditNoteResolver,
  ReplacementResolver,
  MutationsResolver,
  SubscriptionsResolver,
];

@Module({})
export class ApiModule {
  static around(makegood: Makegood, authenticator: Authenticator): DynamicModule {
    const { log, visibility, store } = makegood;
    const { plugins, validationRules } = armor();
    return {
      module: ApiModule,
      imports: [
        MakegoodModule.around(makegood),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          inject: [Enquiry],
          useFactory: (enquiry: Enquiry) => ({
            path: '/graphql',
            autoSchemaFile: true,
            sortSchema: true,
            introspection: true,
            playground: false,
            includeStacktraceInErrorResponses: false,
            csrfPrevention: true,
            allowBatchedHttpRequests: false,
            plugins: [...(plugins as never[]), ApolloServerPluginLandingPageLocalDefault({ footer: false })],
            validationRules,
            formatError: formatError(log),
            subscriptions: { 'graphql-ws': { path: '/graphql' } },
            async context(incoming: Incoming): Promise<{ caller: Caller }> {
              try {
                return { caller: new Caller(await authenticator.actorOf(authorizationOf(incoming)), enquiry) };
              } catch (error) {
                const { code, message } = told(error, log);
                throw failure(code, message);
              }
            },
          }),
        }),
      ],
      controllers: [EvidenceController, HealthController],
      providers: [
        { provide: AUTHENTICATOR, useValue: authenticator },
        { provide: Patience, useValue: new Patience(visibility) },
        {
          provide: ClaimChanges,
          inject: [MAKEGOOD, Enquiry, Patience],
          useFactory: (_: Makegood, enquiry: Enquiry, patience: Patience) =>
            new ClaimChanges(store, enquiry, (position) => patience.until(position), log),
        },
        ...resolvers,
      ],
    };
  }
}
