import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createRateLimits } from '../../../src/index.ts'
import type { Caller } from './keys.ts'
import { plans } from './plans.ts'

/** A hook for two budgets: all keys of a merchant share the budget of its plan, and each key may use at most half of it. */
export function merchantBudgets (app: FastifyInstance, of: string, { max, timeWindow }: { max: number, timeWindow: string }) {
  const all = (request: FastifyRequest) => max * plans[callerOf(request).merchant.plan].budgetFactor
  return createRateLimits(app, [
    { name: `${of}-key`, code: 'rate_limited_key', timeWindow, max: request => all(request) / 2, keyGenerator: request => callerOf(request).key },
    { name: `${of}-merchant`, code: 'rate_limited', timeWindow, max: all, keyGenerator: request => callerOf(request).merchant.id }
  ])
}

function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}
