import { failure } from './failure.mjs'
import { framework } from './framework.mjs'
import { keys } from './keys.mjs'
import { options } from './options.mjs'
import { real } from './real.mjs'
import { success } from './success.mjs'
import { validation } from './validation.mjs'

/**
 * What is compared, by name: a request, the status it is answered with, and variants that answer it with the same bytes.
 *
 * The first variant is what the others are measured against; those in `other` answer in words of their own. `used` requests are
 * answered before: a budget is used up by them. `request` may be a function of the number of requests before, or have one for each variant. `logger` turns the logger on.
 */
export const groups = { ...real, ...options, ...keys, ...failure, ...validation, ...framework, ...success }

/** @returns the bytes of a variant's request, by the number of requests before. */
export function requestsOf (group, variant) {
  const { request } = groups[group]
  const own = request[variant] ?? request
  return typeof own === 'function' ? own : () => own
}
