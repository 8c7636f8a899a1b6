import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewKey, StepUp } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

/** The caller: a merchant at the dashboard, who has a session, or a program, which has a key. */
export interface Actor extends Owned, NewKey {
  readonly secret: string
  readonly isRevoked?: true
  /** How long a passkey check is valid. */
  readonly freshUntil?: number
}

/** The answer that the passkey of every merchant of the demo gives. */
const passkey = 'passkey_demo'

const checkCounts = 5 * 60_000

export function createActors () {
  const actors = createRecords<Actor>('act', seeds)

  const create = (workspace: string, kind: 'ses' | 'sk', { mode, role }: NewKey): Actor =>
    actors.create(workspace, { mode, role, secret: `${kind}_${mode}_${randomUUID()}` })

  return {
    /** Find the caller by the Authorization header. */
    toActor (authorization: string | undefined): Actor {
      const secret = /^Bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1]
      const actor = actors.find(actor => actor.secret === secret)
      if (actor === undefined || actor.isRevoked) throw new CatalogError('unauthorized')
      return actor
    },

    /** The dashboard uses test mode until a key switches it to live mode. */
    signIn: (workspace: string): Actor => create(workspace, 'ses', { mode: 'test', role: 'owner' }),

    stepUp (actor: Actor, given: StepUp): Actor {
      if (given.passkey !== passkey) throw new CatalogError('aal_required')
      return actors.save({ ...actor, freshUntil: Date.now() + checkCounts })
    },

    issue: (workspace: string, content: NewKey): Actor => create(workspace, 'sk', content),

    revoke: (workspace: string, id: string): Actor => actors.save({ ...actors.read(workspace, id), isRevoked: true })
  }
}

export function checkFresh ({ freshUntil = 0 }: Actor) {
  if (freshUntil <= Date.now()) throw new CatalogError('aal_required')
}

export function checkWriter ({ role }: Actor) {
  if (role === 'viewer') throw new CatalogError('forbidden')
}

const seed: Actor = { id: 'act_test', secret: 'settlement_test_key', workspace: 'acme', mode: 'test', role: 'owner' }

const seeds: readonly Actor[] = [
  seed,
  { ...seed, id: 'act_viewer', secret: 'settlement_viewer_key', role: 'viewer' },
  { ...seed, id: 'act_revoked', secret: 'settlement_revoked_key', isRevoked: true }
]
