import { failure } from './failure.mjs'
import { framework } from './framework.mjs'
import { keys } from './keys.mjs'
import { options } from './options.mjs'
import { real } from './real.mjs'
import { success } from './success.mjs'
import { telemetry } from './telemetry.mjs'
import { validation } from './validation.mjs'

/**
 * The comparisons, by name: a request, the status of its response, and variants that respond with the same bytes.
 *
 * Other variants are measured against the first one. Variants in `other` send other bytes. `used` requests are
 * sent first, to use up a budget. `request` may be a function of the number of earlier requests, or one for each variant. `logger` turns the logger on.
 */
export const groups = { ...real, ...options, ...keys, ...failure, ...validation, ...framework, ...success, ...telemetry }

/** @returns the bytes of a variant's request, by the number of earlier requests. */
export function requestsOf (group, variant) {
  const { request } = groups[group]
  // A variant may be called `with`, which a buffer has too.
  const own = typeof request === 'function' || Buffer.isBuffer(request) ? request : request[variant]
  return typeof own === 'function' ? own : () => own
}
