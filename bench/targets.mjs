import { hostileTargets } from './hostile/measure.mjs'

const limit = 'string by hand'
const thrown = 'throw to setErrorHandler, after an await'
const full = 'helmet + cors + compress'
const large = 'start-up, 10,000 codes'
const twin = 'without, id set in a hook'

/**
 * The targets, with the logger off unless the group turns it on: `of` costs at most `most` times as much as `against`, or is at least
 * `times` cheaper. Both are variants of one group, so one run measures both. `plus` names a variant whose extra cost over `against` is allowed too. `--check` fails if a target with `must` is missed.
 */
export const targets = [
  { group: full, of: 'reply.fail', against: limit, most: 1.10, must: true },
  { group: full, of: 'throw CatalogError, after an await', against: thrown, most: 0.95, must: true },
  { group: 'one onSend hook', of: 'reply.fail', against: limit, most: 1.08, must: true },
  { group: 'cookie', of: 'reply.fail', against: limit, most: 1.08, must: true },
  { group: 'valid request with a body schema', of: 'with', against: twin, most: 1.02, must: true },
  { group: 'failure', of: 'reply.fail', against: limit, most: 1.08 },
  { group: 'failure', of: 'return CatalogError, async', against: limit, most: 1.16 },
  { group: 'failure', of: 'throw CatalogError, after an await', against: limit, most: 1.20 },
  { group: 'failure', of: 'throw CatalogError, async', against: limit, most: 1.60 },
  { group: 'failure', of: 'reply.fail', against: '@fastify/sensible', times: 3.5 },
  { group: 'failure', of: 'reply.fail', against: '@hapi/boom', times: 4 },
  { group: 'failure', of: 'reply.fail', against: 'fastify-http-errors-enhanced', times: 5.5 },
  { group: 'details, 20 nested items', of: 'reply.fail', against: 'object by hand', most: 1.10 },
  { group: 'negotiate, JSON asked', of: 'reply.fail', against: 'by hand, same library', most: 1.10 },
  { group: 'negotiate, problem+json asked', of: 'reply.fail', against: 'by hand, same library', most: 1.10 },
  { group: 'three locales', of: 'reply.fail', against: 'by hand, same library', most: 1.10 },
  { group: 'validation, 1 issue', of: 'ours', against: "Fastify's own", most: 1 },
  { group: 'validation, 10 issues', of: 'ours', against: 'mapped by hand', most: 1.2 },
  { group: 'validation, 50 issues', of: 'ours', against: 'mapped by hand', most: 1.2 },
  { group: 'oneOf of ten branches', of: 'ours', against: 'mapped by hand', most: 1.5 },
  { group: 'success', of: 'with', against: 'without, id set in the handler', most: 1.03 },
  { group: 'success, helmet + cors + compress', of: 'with', against: twin, most: 1.01 },
  { group: 'wrapped success', of: 'with', against: 'without, wrapped in the handler', most: 1.05 },
  { group: 'docs Link header', of: 'reply.fail', against: 'by hand', most: 1.05 },
  { group: 'two limits on one route', of: 'ours', against: "two of the plugin's own", most: 1.25 },
  { group: 'a request with an idempotency key', of: 'ours', against: 'a map and two hooks', most: 1.25 },
  {
    group: 'with and without a key', of: 'with a key', against: 'without a key', plus: 'without a key, its handler calls the store', most: 1.10
  },
  { group: '404', of: 'ours', against: "Fastify's own, same headers", most: 1.06 },
  { group: '405', of: 'ours', against: "Fastify's own, same headers", most: 1.5 },
  { group: '429', of: 'ours', against: "the plugin's own, same headers", most: 1.10 },
  { group: 'logger on', of: 'reply.fail', against: limit, most: 1.05 },
  { group: 'a subscriber of failures', of: 'with an empty one', against: 'without', most: 1.01 },
  { group: 'start-up', of: 'shipped catalog', against: 'bare app', most: 1.12 },
  { group: 'start-up', of: 'YAML, 130 codes', against: 'bare app', most: 1.85 },
  { group: 'start-up', of: 'JSON, 130 codes', against: 'bare app', most: 1.15 },
  { group: large, of: 'JSON', against: 'JSON.parse alone', most: 3 },
  { group: '1,000 routes, ready', of: 'with', against: 'without', most: 1.10 },
  { group: '1,000 routes, heap', of: 'with', against: 'without', most: 1.10 },
  { group: 'codes', of: '10,000 codes', against: '100 codes', most: 1.01 },
  { group: 'heap', of: 'after 1,000,000 failures', against: 'after 100,000 failures', most: 1.01 },
  ...hostileTargets
]

/** The variants of a group that a target names, and the first, which ratios are to. */
export function variantsInTargets (group, [first, ...others]) {
  const named = new Set(targets.filter(target => target.group === group).flatMap(({ of, against, plus = against }) => [of, against, plus]))
  return [first, ...others.filter(variant => named.has(variant))]
}

/** A target in words. */
export function wordsOf ({ group, of, against, plus, most, times, must = false }) {
  const more = plus === undefined ? '' : ` + (${plus} − ${against})`
  return `${group}: ${of} ${times === undefined ? `≤ ${most} × ${against}${more}` : `≥ ${times} times cheaper than ${against}`}${must ? ' (must)' : ''}`
}

/**
 * Whether a target was met, if its group was measured, with the ratio in the target's direction.
 *
 * `measured` holds rows by group.
 */
export function verdictOf ({ group, of, against, plus = against, most, times }, measured) {
  const ratioOf = variant => measured[group]?.find(row => row.variant === variant)?.ratio
  const [whole, other, sum] = [of, against, plus].map(ratioOf)
  if ([whole, other, sum].includes(undefined)) return undefined
  const own = whole - (sum - other)
  return times === undefined ? { is: own / other, met: own / other <= most } : { is: other / own, met: other / own >= times }
}
