const limit = 'string by hand'
const large = 'start-up, 10,000 codes'

/**
 * What has to be reached with the logger off: `of` costs at most `most` times what `against` does, or is at least `times` cheaper.
 * Both stand in one group, so they were measured in one run.
 */
export const targets = [
  { group: 'failure', of: 'reply.fail', against: limit, most: 1.05 },
  { group: 'failure', of: 'reply.fail', against: 'object by hand', most: 0.95 },
  { group: 'failure', of: 'throw CatalogError, after an await', against: limit, most: 1.15 },
  { group: 'failure', of: 'throw CatalogError, async', against: limit, most: 1.53 },
  { group: 'failure', of: 'throw CatalogError, async', against: 'throw to setErrorHandler, async', times: 1.75 },
  { group: 'failure', of: 'return CatalogError, async', against: limit, most: 1.10 },
  { group: 'failure', of: 'reply.fail', against: '@fastify/sensible', times: 4 },
  { group: 'failure', of: 'reply.fail', against: 'fastify-http-errors-enhanced', times: 6 },
  { group: 'codes', of: '10,000 codes', against: '100 codes', most: 1.01 },
  { group: 'validation, 1 issue', of: 'ours', against: "Fastify's own", most: 1 },
  { group: '404', of: 'ours', against: "Fastify's own", most: 1.05 },
  { group: '429', of: 'ours', against: "the plugin's own", most: 1 },
  { group: 'success', of: 'with', against: 'without, id set in the handler', most: 1.03 },
  { group: 'start-up', of: 'shipped catalog', against: 'bare app', most: 1.15 },
  { group: large, of: 'JSON', against: 'JSON.parse alone', most: 3 },
  { group: large, of: 'YAML', against: 'yaml alone', most: 0.25 },
  { group: 'heap', of: 'after 1,000,000 failures', against: 'after 100,000 failures', most: 1.01 }
]

/** What must be, in words. */
export function wordsOf ({ group, of, against, most, times }) {
  return `${group}: ${of} ${times === undefined ? `≤ ${most} × ${against}` : `≥ ${times} times cheaper than ${against}`}`
}

/**
 * What became of the target, where its group was measured: the ratio as the target tells it, and whether it was met.
 *
 * `measured` holds rows by group.
 */
export function verdictOf ({ group, of, against, most, times }, measured) {
  const ratioOf = variant => measured[group]?.find(row => row.variant === variant)?.ratio
  const [own, other] = [ratioOf(of), ratioOf(against)]
  if (own === undefined || other === undefined) return undefined
  return times === undefined ? { is: own / other, met: own / other <= most } : { is: other / own, met: other / own >= times }
}
