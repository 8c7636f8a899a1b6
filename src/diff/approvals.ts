import type { Approval } from '../format/catalogFile.ts'
import { didYouMean } from '../support/didYouMean.ts'
import type { Change, Keys } from './change.ts'

/** A change, with the reason if the catalog approves it. */
export interface ReviewedChange extends Change {
  readonly approved?: string
}

/** An approval, or one of its codes, that matches no change. */
export interface UnusedApproval {
  readonly message: string
  /** The path from the catalog. */
  readonly keys: Keys
}

/** Mark the changes that the new catalog approves, and find the approvals without a change. */
export function reviewChanges (
  changes: readonly Change[], allow: readonly Approval[] = []
): { readonly changes: readonly ReviewedChange[], readonly unused: readonly UnusedApproval[] } {
  const approvalOf = ({ rule, code = '' }: Change) =>
    allow.findIndex(approval => approval.rule === rule && (approval.codes?.includes(code) ?? true))
  const indexes = changes.map(approvalOf)
  return {
    changes: changes.map((change, at) => {
      const approval = allow[indexes[at] as number]
      return approval === undefined ? change : { ...change, approved: approval.reason }
    }),
    unused: allow.flatMap((approval, index) => unusedIn(approval, index, changes.filter((_, at) => indexes[at] === index), changes))
  }
}

function unusedIn (
  { rule, codes = [] }: Approval, index: number, approved: readonly Change[], changes: readonly Change[]
): UnusedApproval[] {
  const keys = ['diff', 'allow', String(index)]
  const changed = changes.flatMap(({ rule: own, code }) => own === rule && code !== undefined ? [code] : [])
  if (approved.length === 0) {
    const hint = codes.map(code => didYouMean(code, changed)).join('')
    return [{ keys, message: `the approval of ${rule} approves no change: remove it${hint}` }]
  }
  return codes.flatMap((code, at) => {
    if (approved.some(change => change.code === code)) return []
    const message = `the approval of ${rule} approves no change of "${code}": remove it${didYouMean(code, changed)}`
    return [{ keys: [...keys, 'codes', String(at)], message }]
  })
}
