import type { FastifyTypeProvider } from 'fastify'
import type { Registered } from '../catalog/registerTypes.ts'

/**
 * Narrows `reply.fail` to the codes of one catalog: `app.withTypeProvider<CatalogTypeProvider<typeof v2>>()`.
 *
 * `Schemas` is the provider that types schemas, where there is one: `CatalogTypeProvider<typeof v2, TypeBoxTypeProvider>`.
 * (`&` of two providers that both extend Fastify's is "excessively deep" for the compiler.)
 */
export type CatalogTypeProvider<C, Schemas extends FastifyTypeProvider = FastifyTypeProvider> = Schemas & { readonly catalog: C }

/** The catalog a type provider names, else all that are registered. */
export type CatalogIn<Provider> = Provider extends { readonly catalog: infer C } ? C : Registered
