import type { Catalog } from '../catalog/catalog.ts'
import { parseEnvelope, type EnvelopeDefinition } from './definition.ts'
import { shippedEnvelopes } from './shippedEnvelopes.ts'

/** Compile the envelopes of a catalog without diagnostics. */
export function envelopesOf (catalog: Catalog): EnvelopeDefinition[] {
  const definitions = { ...shippedEnvelopes, ...catalog.envelopes }
  return namesOf(catalog).map(name => parseEnvelope(name, definitions[name], [], () => {}) as EnvelopeDefinition)
}

/** The names of the envelopes that a catalog uses. */
export function namesOf ({ envelope, negotiate }: Catalog): string[] {
  return negotiate ? [envelope, problemEnvelope] : [envelope]
}

/** The envelope for negotiated requests. An own envelope with this name overrides it. */
const problemEnvelope = 'rfc9457'
