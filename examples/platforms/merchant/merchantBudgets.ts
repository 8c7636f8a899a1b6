import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createBudgets } from '../../../src/index.ts'
import type { budgets } from '../../budgets.ts'
import type { Caller } from './keys.ts'
import { plans } from './plans.ts'

/** A hook for two budgets: all keys of a merchant share one by its plan, of which each key has at most half. */
export function merchantBudgets (app: FastifyInstance, of: string, { max, timeWindow }: typeof budgets[keyof typeof budgets]) {
  const half = (request: FastifyRequest) => max * plans[callerOf(request).merchant.plan].budgetFactor
  return createBudgets(app, [
    { name: `${of}-key`, code: 'rate_limited_key', timeWindow, max: half, keyGenerator: request => callerOf(request).key },
    { name: `${of}-merchant`, code: 'rate_limited', timeWindow, max: request => 2 * half(request), keyGenerator: request => callerOf(request).merchant.id }
  ])
}

function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}
