import type { Catalog } from '../catalog/catalog.ts'
import type { EnvelopeDefinition } from './definition.ts'
import { createEnvelope, type Envelope } from './envelope.ts'
import { envelopesOf } from './envelopesOf.ts'

/** A catalog with its compiled envelope: everything a server needs for a response. */
export interface Contract {
  readonly catalog: Catalog
  readonly envelope: Envelope
  /** The RFC 9457 envelope for clients that prefer it, if the catalog negotiates. */
  readonly problem?: Envelope
}

/** `definitions`: the envelope of the catalog, then that for negotiated requests. */
export function toContract (catalog: Catalog, definitions: readonly EnvelopeDefinition[]): Contract {
  const [envelope, problem] = definitions.map(definition => createEnvelope(definition, catalog))
  return { catalog, envelope: envelope as Envelope, ...problem === undefined ? {} : { problem } }
}

/** The same contract with links to these pages. */
export function withDocs ({ catalog: settings }: Contract, docs: string): Contract {
  const catalog = { ...settings, docs }
  return toContract(catalog, envelopesOf(catalog))
}
