import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import { toFailure, type Failure } from '../failure/failure.ts'
import { createCheckDetails } from '../envelope/checkEnvelope.ts'
import { createEnvelope } from '../envelope/envelope.ts'
import { variantOf } from '../envelope/variantOf.ts'
import { parseEnvelope, type EnvelopeDefinition } from '../envelope/definition.ts'
import { shippedEnvelopes } from '../envelope/shippedEnvelopes.ts'
import { sampleOf } from './sample.ts'

/** The body of a failure in one envelope. */
export interface Body {
  readonly envelope: string
  readonly contentType: string
  /** JSON text. */
  readonly text: string
}

/** The same failure in every envelope that can write it: first the envelope of the catalog, then the shipped ones and its others. */
export function bodiesOf (catalog: Catalog, failure: Failure): Body[] {
  const definitions = { ...shippedEnvelopes, ...catalog.envelopes }
  const names = new Set([catalog.envelope, ...Object.keys(definitions)])
  return [...names].flatMap(name => {
    let isFit = true
    const report = () => { isFit = false }
    // The envelopes of a catalog were checked when it was read.
    const definition = parseEnvelope(name, definitions[name], [], report) as EnvelopeDefinition
    createCheckDetails(name, variantOf(definition, catalog, failure.entry))(failure.entry, { path: [], report })
    const { contentType, serialize } = createEnvelope(definition, catalog)
    return isFit ? [{ envelope: name, contentType, text: serialize(failure) }] : []
  })
}

/** A failure as an example: the same for every call. */
export function sampleFailure ({ requestId, roles }: Catalog, entry: Entry, languages: readonly string[] = []): Failure {
  return {
    ...toFailure(entry, {
      requestId: `${requestId.prefix}7f3c`,
      instance: '/path',
      languages,
      details: Object.fromEntries(entry.details.map(({ name, schema }) => [name, sampleOf(schema, name)])),
      issues: roles.validation === entry.code
        ? [{ path: 'email', message: 'Must be in the format email.', location: 'body', pointer: '/email', keyword: 'format' }]
        : []
    }),
    timestamp: new Date('2030-01-31T12:00:00Z')
  }
}
