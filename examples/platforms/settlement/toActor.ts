import { CatalogError } from '../../../src/index.ts'

export interface Actor {
  readonly key: string
  readonly workspace: string
  readonly canWrite: boolean
}

const keys: ReadonlyMap<string, Omit<Actor, 'key'> & { readonly isRevoked?: true }> = new Map([
  ['settlement_test_key', { workspace: 'acme', canWrite: true }],
  ['settlement_viewer_key', { workspace: 'acme', canWrite: false }],
  ['settlement_revoked_key', { workspace: 'acme', canWrite: true, isRevoked: true }]
])

/** Who is calling, by the Authorization header. */
export function toActor (authorization: string | undefined): Actor {
  const key = /^Bearer (\w+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const found = keys.get(key)
  if (found === undefined || found.isRevoked) throw new CatalogError('unauthorized')
  return { key, workspace: found.workspace, canWrite: found.canWrite }
}
