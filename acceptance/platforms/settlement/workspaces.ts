import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { Actor } from './actors.ts'
import type { Kyb, NewMerchant } from './bodies.ts'
import { checkJurisdiction } from './jurisdictions.ts'

/** A merchant and all of its data. */
export interface Workspace extends NewMerchant {
  readonly id: string
  readonly kyb?: Kyb
}

export type Workspaces = ReturnType<typeof createWorkspaces>

/** Categories that require the buyer to be of age. */
const restrictedCategories: ReadonlyArray<NewMerchant['category']> = ['alcohol', 'tobacco']

/** @param isKybRequired whether live mode waits for the verification of the business */
export function createWorkspaces ({ isKybRequired }: { isKybRequired: boolean }) {
  const workspaces = new Map<string, Workspace>([['acme', { id: 'acme', name: 'Acme', country: 'DE' }]])

  function save (workspace: Workspace): Workspace {
    workspaces.set(workspace.id, workspace)
    return workspace
  }

  /** Find a workspace that is known to exist. */
  const readOwn = ({ workspace }: Pick<Actor, 'workspace'>) => workspaces.get(workspace) as Workspace

  return {
    signUp (content: NewMerchant): Workspace {
      checkJurisdiction(content.country, content.state)
      return save({ ...content, id: `wks_${randomUUID()}` })
    },

    read (actor: Actor, id: string): Workspace {
      if (actor.workspace !== id) throw new CatalogError('forbidden')
      return readOwn(actor)
    },

    /** In the demo every business is verified as soon as it submits its documents. */
    submitKyb: (actor: Actor, kyb: Kyb): Workspace => save({ ...readOwn(actor), kyb }),

    checkKyb (actor: Actor) {
      if (isKybRequired && actor.mode === 'live' && readOwn(actor).kyb === undefined) throw new CatalogError('kyb_required')
    },

    needsAttestation: (workspace: string): boolean => restrictedCategories.includes(readOwn({ workspace }).category)
  }
}
