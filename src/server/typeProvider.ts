import type { FastifyTypeProvider } from 'fastify'
import type { Registered } from '../catalog/registerTypes.ts'

/**
 * Narrows `reply.fail` to the codes of one catalog: `app.withTypeProvider<CatalogTypeProvider<typeof v2>>()`.
 *
 * `Schemas` is the provider that types schemas: `CatalogTypeProvider<typeof v2, TypeBoxTypeProvider>`.
 * (The compiler rejects `&` of two providers that both extend Fastify's as "excessively deep".)
 */
export type CatalogTypeProvider<C, Schemas extends FastifyTypeProvider = FastifyTypeProvider> = Schemas & { readonly catalog: C }

/** The catalog of a type provider, or all registered catalogs. */
export type CatalogIn<Provider> = Provider extends { readonly catalog: infer C } ? C : Registered
