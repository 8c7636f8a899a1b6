import type { FastifyTypeProvider } from 'fastify'
import type { Registered } from '../catalog/typed.ts'

/**
 * Narrows `reply.fail` to the codes of one catalog: `app.withTypeProvider<CatalogTypeProvider<typeof v2>>()`.
 *
 * With `&` it goes with providers that type schemas.
 */
export interface CatalogTypeProvider<C> extends FastifyTypeProvider {
  readonly catalog: C
}

/** The catalog a type provider names, else all that are registered. */
export type CatalogIn<Provider> = Provider extends { readonly catalog: infer C } ? C : Registered
