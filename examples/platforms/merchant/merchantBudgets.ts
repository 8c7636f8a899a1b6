import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createBudgets } from '../../../src/index.ts'
import type { budgets } from '../../budgets.ts'
import type { Caller, Plan } from './toCaller.ts'

/** How much more a merchant may ask by its plan. */
const factors: Readonly<Record<Plan, number>> = { starter: 1, enterprise: 25 }

/** A hook for two budgets: all keys of a merchant share one by its plan, of which each key has at most half. */
export function merchantBudgets (app: FastifyInstance, of: string, { max, timeWindow }: typeof budgets[keyof typeof budgets]) {
  const half = (request: FastifyRequest) => max * factors[callerOf(request).plan]
  return createBudgets(app, [
    { name: `${of}-key`, code: 'rate_limited_key', timeWindow, max: half, keyGenerator: request => callerOf(request).key },
    { name: `${of}-merchant`, code: 'rate_limited', timeWindow, max: request => 2 * half(request), keyGenerator: request => callerOf(request).merchant }
  ])
}

function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}
