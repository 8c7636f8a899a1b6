import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CatalogError } from '../../../src/index.ts'
import type { Caller } from './toCaller.ts'

/** A hook that ends the budget of a key before that of its merchant, which the limiter itself counts. */
export function keyBudget (app: FastifyInstance, budget: { readonly max: number, readonly timeWindow: string }) {
  const check = app.createRateLimit({ ...budget, keyGenerator: request => request.getDecorator<Caller>('caller').key })
  return async (request: FastifyRequest) => {
    const limit = await check(request)
    if (!limit.isAllowed && limit.isExceeded) throw new CatalogError('rate_limited_key', { resetSeconds: limit.ttlInSeconds })
  }
}
